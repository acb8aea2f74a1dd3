// SPDX-License-Identifier: Apache-2.0
// Defines Owen's T function.
#pragma once

#include "aleator/graph/scalar/gauss_legendre.h"
#include "aleator/graph/scalar/normal_cdf.h"

#include <algorithm>
#include <cmath>

namespace aleator::scalar {

/// T(h, a), the integral of exp(-h^2 (1 + t^2) / 2) / (2 pi (1 + t^2)) over t from 0 to a, for all
/// h and a; odd in a and even in h.
///
/// For |a| <= 1 by Gauss-Legendre quadrature, whose terms have one sign; beyond that by T(h, a) =
/// (Q(h) + Q(ah)) / 2 - Q(h) Q(ah) - T(ah, 1/a) for h, a > 0, with Q the upper tail of the normal
/// distribution (D. B. Owen, "Tables for computing bivariate normal probabilities", 1956).
inline double owens_t(double h, double a) {
  if (std::isnan(h) || std::isnan(a)) return h + a;
  h = std::abs(h);
  if (a < 0) return -owens_t(h, -a);
  if (std::isinf(h)) return 0;
  if (a > 1) {
    const double here = ndtr(-h), there = ndtr(-h * a);
    if (std::isinf(a)) return 0.5 * here;
    return 0.5 * here + (0.5 * there - here * there - owens_t(h * a, 1 / a));
  }
  // Beyond 9 / h the integrand is below exp(-40) of its peak.
  const double width = h * a > 9 ? 9 / h : a;
  const double sum = integral(0, width, [&](double t) {
    const double y = h * t;
    return std::exp(-0.5 * y * y) / (1 + t * t);
  });
  // Twice half of the exponent: h * h is rounded, its square root's error is not amplified.
  const double low = std::fma(h, h, -h * h);
  return 0.15915494309189533577 * std::exp(-0.5 * (h * h)) * (1 - 0.5 * low) * sum;
}

}  // namespace aleator::scalar
