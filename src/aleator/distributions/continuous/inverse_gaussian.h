// SPDX-License-Identifier: Apache-2.0
// Defines the inverse Gaussian distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct InverseGaussianParameters {
  Array loc = required("loc");  ///< mean, positive
  Array concentration =
      required("concentration");  ///< positive; the variance is loc**3 / concentration
};

/// Inverse Gaussian (Wald) distribution over the positive reals.
///
///   pdf(x) = sqrt(concentration / (2 pi x**3)) exp(-concentration (x - loc)**2 / (2 loc**2 x))
///
/// Not in R or Stan.
class InverseGaussian : public Distribution {
 public:
  InverseGaussian(const Array& loc, const Array& concentration);
  explicit InverseGaussian(const InverseGaussianParameters& parameters)
      : InverseGaussian(parameters.loc, parameters.concentration) {}
  static const Family family;
};

}  // namespace aleator::distributions
