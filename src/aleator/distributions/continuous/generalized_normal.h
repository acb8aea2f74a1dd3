// SPDX-License-Identifier: Apache-2.0
// Defines the generalized normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct GeneralizedNormalParameters {
  Array loc = required("loc");      ///< centre
  Array scale = required("scale");  ///< positive
  Array power = required("power");  ///< positive
};

/// Generalized normal (exponential power) distribution: Laplace at power 1, normal at 2.
///
///   pdf(x) = power exp(-|z|**power) / (2 scale Gamma(1 / power)),   z = (x - loc) / scale
///
/// Not in R or Stan.
class GeneralizedNormal : public Distribution {
 public:
  GeneralizedNormal(const Array& loc, const Array& scale, const Array& power);
  explicit GeneralizedNormal(const GeneralizedNormalParameters& parameters)
      : GeneralizedNormal(parameters.loc, parameters.scale, parameters.power) {}
  static const Family family;
};

}  // namespace aleator::distributions
