// SPDX-License-Identifier: Apache-2.0
// Defines the horseshoe distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Horseshoe distribution over the reals: normal with a half-Cauchy standard deviation.
///
///   x = scale lambda z,   lambda half-Cauchy, z normal, both standard
///   pdf(x) = exp(u) E1(u) / (scale sqrt(2 pi**3)),   u = (x / scale)**2 / 2
///
/// E1 is the exponential integral; the density is exact, not between bounds. It is infinite at 0,
/// and falls off as 1 / x**2: there are no moments. C. Carvalho, N. Polson and J. Scott (2010),
/// "The horseshoe estimator for sparse signals".
class Horseshoe : public Distribution {
 public:
  /// `scale` is positive.
  explicit Horseshoe(const Array& scale);
  static const Family family;
};

}  // namespace aleator::distributions
