// SPDX-License-Identifier: Apache-2.0
// Defines the exponential integrals Ei and E1.
#pragma once

#include "aleator/graph/scalar/gauss_legendre.h"

#include <cmath>
#include <limits>

namespace aleator::scalar {

/// E1(x), the integral of exp(-t) / t from x on, for x >= 0; inf at 0, NaN below.
///
/// By its power series for x <= 1, and by its continued fraction (Lentz's algorithm) beyond.
inline double exponential_integral_e1(double x) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  if (!(x >= 0)) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0 || x == kInf) return x == 0 ? kInf : 0;
  if (x <= 1) {
    double power = -1, sum = 0;
    for (int k = 1; k < 40; ++k) {  // x = 1 needs 18
      power *= -x / k;
      sum += power / k;
      if (std::abs(power) <= 1e-17 * std::abs(sum)) break;
    }
    return -0.57721566490153286061 - std::log(x) + sum;
  }
  double b = x + 1, c = 1e300, d = 1 / b, fraction = d;
  for (int i = 1; i < 300; ++i) {  // x = 1 needs 90
    b += 2;
    d = 1 / (b - d * i * i);
    c = b - static_cast<double>(i) * i / c;
    fraction *= c * d;
    if (std::abs(c * d - 1) <= 2.3e-16) break;
  }
  return std::exp(-x) * fraction;
}

/// Ei(x), the principal value of the integral of exp(t) / t up to x; -E1(-x) for x < 0, -inf at 0.
///
/// By its power series for 0 < x < 40, by the integral from its root 0.3725... next to it, and by
/// the asymptotic series beyond.
inline double expint(double x) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  if (std::isnan(x) || x == kInf) return x;
  if (x == 0) return -kInf;
  if (x < 0) return -exponential_integral_e1(-x);
  if (x >= 40) {
    double term = 1, sum = 1;
    for (int k = 1; k < 40; ++k) {
      term *= k / x;
      sum += term;
      if (term < 1e-17) break;
    }
    // Half of the exponent at a time: exp(x) may overflow where the quotient does not.
    return std::exp(0.5 * x) * (std::exp(0.5 * x) / x * sum);
  }
  constexpr double kRoot = 0.37250741078136663446, kRootLow = 1.3140183414386028e-17;
  if (x > 0.25 && x < 0.6) {
    const double width = x - kRoot - kRootLow;
    return width * integral(0, 1, [&](double t) {
             const double y = kRoot + t * width;
             return std::exp(y) / y;
           });
  }
  double power = 1, sum = 0;
  for (int k = 1; k < 200; ++k) {  // x = 40 needs 130
    power *= x / k;
    sum += power / k;
    if (power <= 1e-17 * sum) break;
  }
  return 0.57721566490153286061 + std::log(x) + sum;
}

}  // namespace aleator::scalar
