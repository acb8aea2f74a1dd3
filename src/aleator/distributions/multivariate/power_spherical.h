// SPDX-License-Identifier: Apache-2.0
// Defines the power spherical distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct PowerSphericalParameters {
  Array mean_direction = required("mean_direction");  ///< unit vector: [..., n], n >= 2
  Array concentration = required("concentration");    ///< non-negative; 0 is uniform
};

/// Power spherical distribution over the unit sphere of R^n, a density by its area.
///
///   pdf(x) = c (1 + mean_direction' x)**concentration,
///   1 / c = 2**(a + b) pi**b Gamma(a) / Gamma(a + b),  b = (n - 1) / 2,  a = b + concentration
///
/// Draws carry gradients. N. De Cao and W. Aziz (2020), "The power spherical distribution".
class PowerSpherical : public Distribution {
 public:
  explicit PowerSpherical(const PowerSphericalParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
