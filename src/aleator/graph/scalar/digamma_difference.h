// SPDX-License-Identifier: Apache-2.0
// Defines the difference of two digamma functions.
#pragma once

#include <array>
#include <cmath>
#include <limits>

namespace aleator::scalar {

/// digamma(a) - digamma(a + b) for a > 0 and b >= 0, without cancellation; -inf at a = 0 < b, NaN
/// below.
///
/// Both are shifted above 10 term by term, b / (a (a + b)) each; there the asymptotic series are
/// subtracted term by term. All parts are negative, or small against the others.
inline double digamma_difference(double a, double b) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  if (!(a >= 0) || !(b >= 0) || a == kInf || (a == 0 && b == 0))
    return a == kInf && b >= 0 && b < kInf ? 0 : std::numeric_limits<double>::quiet_NaN();
  if (a == 0 || b == kInf) return -kInf;
  double sum = 0;
  for (; a < 10; a += 1) sum += b / (a + b) / a;
  // The coefficients of a^-2k in log(a) - 1 / (2a) - digamma(a).
  constexpr std::array<double, 8> kSeries = {1. / 12,  -1. / 120,     1. / 252, -1. / 240,
                                             1. / 132, -691. / 32760, 1. / 12,  -3617. / 8160};
  const double total = a + b, u = 1 / a / a, v = 1 / total / total;
  const double gap = b / a / total * (1 / a + 1 / total);  // u - v
  double difference = gap, power = v, series = kSeries[0] * gap;
  for (std::size_t k = 1; k < kSeries.size(); ++k) {
    difference = u * difference + power * gap;  // u^(k+1) - v^(k+1)
    power *= v;
    series += kSeries[k] * difference;
  }
  return -(std::log1p(b / a) + (0.5 * b / a / total + series + sum));
}

}  // namespace aleator::scalar
