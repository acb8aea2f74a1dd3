// SPDX-License-Identifier: Apache-2.0
// Defines the inverse gamma distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct InverseGammaParameters {
  Array concentration = required("concentration");  ///< shape, positive
  Array scale = required("scale");                  ///< positive
};

/// Distribution of 1 / x for x gamma with the same concentration and rate = scale.
///
///   pdf(x) = scale**concentration x**(-concentration - 1) exp(-scale / x) / Gamma(concentration)
///
/// Stan: inv_gamma(concentration, scale).
class InverseGamma : public Distribution {
 public:
  InverseGamma(const Array& concentration, const Array& scale);
  explicit InverseGamma(const InverseGammaParameters& parameters)
      : InverseGamma(parameters.concentration, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
