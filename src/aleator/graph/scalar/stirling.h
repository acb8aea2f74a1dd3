// SPDX-License-Identifier: Apache-2.0
// Defines what large gamma functions leave when their leading terms are combined, over double and
// Dual.
#pragma once

#include "aleator/graph/scalar/dual.h"

#include <initializer_list>

namespace aleator::scalar {

/// log Gamma(a) - ((a - 1/2) log(a) - a + log(2 pi) / 2), for a >= 10.
template <class T>
T stirling_correction(const T& a) {
  const T w = T(1) / (a * a);
  T series = w * T(1. / 156);
  for (const double c : {-691. / 360360, 1. / 1188, -1. / 1680, 1. / 1260, -1. / 360})
    series = w * (T(c) + series);
  return (T(1. / 12) + series) / a;
}

/// (m - log1p(m)) / m^2 for |m| <= 0.6.
template <class T>
T log_remainder_near_0(const T& m) {
  // log1p(m) = 2 atanh(s)
  const T inverse = T(1) / (T(2) + m), s = m * inverse, z = s * s;
  T series(1. / 37);
  for (int n = 35; n >= 3; n -= 2) series = T(1. / n) + z * series;
  return inverse * (T(1) - T(2) * inverse * s * series);
}

/// m - log1p(m).
template <class T>
T log_excess(const T& m) {
  return std::abs(value_of(m)) > 0.5 ? m - log1p(m) : m * m * log_remainder_near_0(m);
}

/// log(x), where x = 1 - y and y may be known better.
inline double log_of(double x, double y) { return x > 0.5 ? std::log1p(-y) : std::log(x); }

}  // namespace aleator::scalar
