// SPDX-License-Identifier: Apache-2.0
// Defines Dawson's integral.
#pragma once

#include <cmath>

namespace aleator::scalar {

/// D(x), exp(-x^2) times the integral of exp(t^2) from 0 to x.
///
/// By exp(-x^2) times the power series of the integral, all of one sign, for |x| < 7; by the
/// asymptotic series beyond.
inline double dawsn(double x) {
  const double square = x * x;
  if (std::isnan(x)) return x;
  if (std::abs(x) >= 7) {
    double term = 1, sum = 1;
    for (int k = 1; k < 40; ++k) {
      term *= (2 * k - 1) / (2 * square);
      sum += term;
      if (term < 1e-17) break;
    }
    return 0.5 * sum / x;
  }
  double power = x, sum = x;
  for (int k = 1; k < 300; ++k) {  // x = 7 needs 170
    power *= square / k;
    const double term = power / (2 * k + 1);
    sum += term;
    if (std::abs(term) <= 1e-17 * std::abs(sum)) break;
  }
  const double low = std::fma(x, x, -square);
  return std::exp(-square) * (1 - low) * sum;
}

}  // namespace aleator::scalar
