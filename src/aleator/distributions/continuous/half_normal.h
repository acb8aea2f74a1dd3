// SPDX-License-Identifier: Apache-2.0
// Defines the half-normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct HalfNormalParameters {
  Array scale = required("scale");  ///< standard deviation of x, positive
};

/// Distribution of |x| for x normal with mean 0.
///
///   pdf(x) = sqrt(2 / pi) exp(-(x / scale)**2 / 2) / scale,   x >= 0
///
/// Stan: normal(0, scale) with lower = 0.
class HalfNormal : public Distribution {
 public:
  explicit HalfNormal(const HalfNormalParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
