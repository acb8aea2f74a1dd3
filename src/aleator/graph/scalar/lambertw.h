// SPDX-License-Identifier: Apache-2.0
// Defines the principal branch of Lambert's W function.
#pragma once

#include <cmath>
#include <initializer_list>
#include <limits>

namespace aleator::scalar {

/// W with W exp(W) = x and W >= -1, for x >= -1/e; NaN below.
///
/// Next to the branch point by its series in p = sqrt(2 (e x + 1)), elsewhere by F. N. Fritsch's
/// iteration of fourth order ("Algorithm 443", 1973), or Halley's where x is negative.
inline double lambertw(double x) {
  constexpr double kE = 2.7182818284590452354, kELow = 1.4456468917292501578e-16;
  if (std::isnan(x) || x == 0 || x == std::numeric_limits<double>::infinity()) return x;
  const double distance = std::fma(kE, x, 1.) + kELow * x;
  // -1/e rounds to a number just below it.
  if (distance <= 0) return distance < -1e-16 ? std::numeric_limits<double>::quiet_NaN() : -1;
  const double p = std::sqrt(2 * distance);
  if (p < 0.02) {
    double sum = 0;
    for (const double c : {-0.009616892024299431707, 0.01563563253233392122, -221. / 8505,
                           769. / 17280, -43. / 540, 11. / 72, -1. / 3, 1.})
      sum = sum * p + c;
    return -1 + p * sum;
  }
  const double l = std::log1p(x);
  double w = x <= -0.2 ? -1 + p * (1 - p / 3 * (1 - 11. / 24 * p)) : x / (1 + x * (1 - 0.4 * x));
  if (x >= 1) w = l * (1 - std::log1p(l) / (2 + l));
  for (int step = 0; step < 20; ++step) {  // none takes more than 6
    double change = 0;
    if (x > 0) {
      const double z = std::log(x / w) - w, q = 2 * (1 + w) * (1 + w + 2. / 3 * z);
      change = w * z / (1 + w) * (q - z) / (q - 2 * z);
    } else {
      const double e = std::exp(w), f = w - x / e;
      change = -f / (1 + w - (w + 2) * f / (2 * w + 2));
    }
    w += change;
    // Of third order at least: what remains is below an ulp.
    if (std::abs(change) <= 1e-6 * std::abs(w)) break;
  }
  return w;
}

}  // namespace aleator::scalar
