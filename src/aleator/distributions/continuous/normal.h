// SPDX-License-Identifier: Apache-2.0
// Defines the normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct NormalParameters {
  Array loc = required("loc");      ///< mean
  Array scale = required("scale");  ///< standard deviation, positive
};

/// Normal (Gaussian) distribution over the reals.
///
///   pdf(x) = exp(-z**2 / 2) / (scale sqrt(2 pi)),   z = (x - loc) / scale
///
/// R: mean = loc, sd = scale. Stan: normal(loc, scale).
class Normal : public Distribution {
 public:
  Normal(const Array& loc, const Array& scale);
  explicit Normal(const NormalParameters& parameters) : Normal(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
