// SPDX-License-Identifier: Apache-2.0
// Defines the Lambert W normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct LambertWNormalParameters {
  Array loc = required("loc");                ///< of the normal distribution
  Array scale = required("scale");            ///< of it, positive
  Array tailweight = required("tailweight");  ///< non-negative; 0 is the normal distribution
};

/// Normal distribution with heavier tails: x = loc + scale z exp(tailweight z**2 / 2) with z
/// standard normal. Moments of order 1 / tailweight and above do not exist.
///
///   pdf(x) = phi(z) / (scale (1 + tailweight z**2) exp(tailweight z**2 / 2))
///
/// G. Goerg (2015), "The Lambert way to Gaussianize heavy-tailed data with the inverse of Tukey's h
/// transformation as a special case".
class LambertWNormal : public Distribution {
 public:
  explicit LambertWNormal(const LambertWNormalParameters& parameters);
  static const Family family;
};

struct LambertWDistributionParameters {
  Distribution distribution = required("distribution");  ///< of numbers
  Array shift = required("shift");                       ///< its center
  Array scale = required("scale");                       ///< its width, positive
  Array tailweight = required("tailweight");             ///< non-negative
};

/// Any distribution with tails made heavier by the bijector LambertWTail.
Distribution LambertWDistribution(const LambertWDistributionParameters& parameters);

}  // namespace aleator::distributions
