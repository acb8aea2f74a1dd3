// SPDX-License-Identifier: Apache-2.0
// Defines Gauss's hypergeometric function of real arguments.
#pragma once

#include <cmath>
#include <limits>

namespace aleator::scalar {

namespace hypergeometric_detail {

/// A sum and the sum of its terms' magnitudes: their ratio is what cancellation costs.
struct Series {
  double sum = std::numeric_limits<double>::quiet_NaN(), magnitude = 1;
  bool is_better_than(const Series& other) const {
    return std::isnan(other.sum) ||
           magnitude * std::abs(other.sum) < other.magnitude * std::abs(sum);
  }
};

/// The sum of (a)_k (b)_k / (c)_k z^k / k! for |z| < 1; NaN if 1e5 terms do not suffice.
inline Series series(double a, double b, double c, double z) {
  double term = 1, sum = 1, magnitude = 1;
  const double enough = 5e-17 * (1 - std::abs(z));
  for (int k = 0; k < 100000; ++k) {
    const double ratio = (a + k) / (c + k) * ((b + k) / (k + 1)) * z;
    term *= ratio;
    sum += term;
    magnitude += std::abs(term);
    if (term == 0 || (std::abs(term) <= enough * magnitude && std::abs(ratio) < 1))
      return {sum, magnitude};
  }
  return {};
}

}  // namespace hypergeometric_detail

/// F(a, b; c; z), the sum of (a)_k (b)_k / (c)_k z^k / k! continued to z <= 0.999; NaN beyond, and
/// where c is 0 or a negative integer.
///
/// Of the series itself and of those that Euler's and Pfaff's transformations give, the one that
/// cancels least (NIST Digital Library of Mathematical Functions, equation 15.8.1). All cancel for
/// large parameters of mixed signs, and for a, b > c where z < -1: the error is promised for |a|,
/// |b|, |c| <= 20 where z >= -1 or c >= a, b.
inline double hyp2f1(double a, double b, double c, double z) {
  using hypergeometric_detail::series;
  using hypergeometric_detail::Series;
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  if (!(z <= 0.999) || std::isinf(z) || !std::isfinite(a + b + c)) return kNan;
  if (c <= 0 && c == std::floor(c)) return kNan;
  if (z == 0 || a == 0 || b == 0) return 1;
  const double log_rest = std::log1p(-z);
  Series best;
  double exponent = 0;
  const auto consider = [&](const Series& candidate, double power) {
    if (std::isnan(candidate.sum) || !candidate.is_better_than(best)) return;
    best = candidate;
    exponent = power;
  };
  const auto cancels = [&] { return !(best.magnitude <= 2 * std::abs(best.sum)); };
  if (z > -0.5) {
    consider(series(a, b, c, z), 0);
    if (cancels()) consider(series(c - a, c - b, c, z), c - a - b);
  }
  if (z < 0 && cancels()) {
    const double w = z / (z - 1);
    consider(series(a, c - b, c, w), -a);
    if (cancels()) consider(series(c - a, b, c, w), -b);
  }
  return exponent == 0 ? best.sum : best.sum * std::exp(exponent * log_rest);
}

}  // namespace aleator::scalar
