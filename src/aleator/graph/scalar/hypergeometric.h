// SPDX-License-Identifier: Apache-2.0
// Defines Gauss's hypergeometric function of real arguments, and its derivatives by parameters.
#pragma once

#include <cmath>
#include <limits>

namespace aleator::scalar {

namespace hypergeometric_detail {

/// The parameters of a series, and the power of 1 - z that goes with it; or how they move.
template <class T>
struct Parameters {
  T a, b, c;
  T power = T(0.);
};

// The transformations (NIST Digital Library of Mathematical Functions, equation 15.8.1) are linear:
// they also map the directions in which parameters move. The argument of Pfaff's is z / (z - 1).
inline constexpr auto kAsItIs = []<class T>(const Parameters<T>& p) { return p; };
inline constexpr auto kEuler = []<class T>(const Parameters<T>& p) {
  return Parameters<T>{p.c - p.a, p.c - p.b, p.c, p.c - p.a - p.b};
};
inline constexpr auto kPfaffOfA = []<class T>(const Parameters<T>& p) {
  return Parameters<T>{p.a, p.c - p.b, p.c, -p.a};
};
inline constexpr auto kPfaffOfB = []<class T>(const Parameters<T>& p) {
  return Parameters<T>{p.c - p.a, p.b, p.c, -p.b};
};

/// A sum and the sum of its terms' magnitudes: their ratio is what cancellation costs.
struct Series {
  double sum = std::numeric_limits<double>::quiet_NaN(), magnitude = 1;
  bool is_better_than(const Series& other) const {
    return std::isnan(other.sum) ||
           magnitude * std::abs(other.sum) < other.magnitude * std::abs(sum);
  }
};

constexpr int kMaxTerms = 100000;
/// What a term must be below, as a share of the sum of magnitudes, for |z| < 1.
inline double small_share(double z) { return 5e-17 * (1 - std::abs(z)); }

/// The sum of (a)_k (b)_k / (c)_k z^k / k! for |z| < 1; NaN if 1e5 terms do not suffice.
inline Series series(const Parameters<double>& p, double z) {
  double term = 1, sum = 1, magnitude = 1;
  const double enough = small_share(z);
  for (int k = 0; k < kMaxTerms; ++k) {
    const double ratio = (p.a + k) / (p.c + k) * ((p.b + k) / (k + 1)) * z;
    term *= ratio;
    sum += term;
    magnitude += std::abs(term);
    if (term == 0 || (std::abs(term) <= enough * magnitude && std::abs(ratio) < 1))
      return {sum, magnitude};
  }
  return {};
}

/// The derivative of (1 - z)^power times the sum along a direction, over that power of 1 - z:
/// terms are t_k' + log t_k with log = d(power) log(1 - z).
inline Series series_slope(const Parameters<double>& p, const Parameters<double>& way, double z,
                           double log) {
  double term = 1, slope = 0, size = 0, sum = log, magnitude = std::abs(log);
  const double enough = small_share(z);
  for (int k = 0; k < kMaxTerms; ++k) {
    const double a = p.a + k, b = p.b + k, c = p.c + k, factor = z / (c * (k + 1));
    const double ratio = a * b * factor;
    const double by_a = way.a * b, by_b = way.b * a, by_c = way.c * (a * b / c);
    size = size * std::abs(ratio) +
           std::abs(term * factor) * (std::abs(by_a) + std::abs(by_b) + std::abs(by_c));
    slope = slope * ratio + term * factor * (by_a + by_b - by_c);
    term *= ratio;
    sum += slope + log * term;
    const double added = size + std::abs(log * term);
    magnitude += added;
    if (added == 0 || (added <= enough * magnitude && std::abs(ratio) < 1)) return {sum, magnitude};
  }
  return {};
}

inline bool is_defined(const Parameters<double>& p, double z) {
  const bool is_pole = p.c <= 0 && p.c == std::floor(p.c);
  return z <= 0.999 && !std::isinf(z) && std::isfinite(p.a + p.b + p.c) && !is_pole;
}

/// Of the series that the transformations give, the one that cancels least; NaN where F is not
/// defined. `of` makes one from a transformation and its argument.
template <class MakeSeries>
double least_cancelling(const Parameters<double>& p, double z, const MakeSeries& of) {
  if (!is_defined(p, z)) return std::numeric_limits<double>::quiet_NaN();
  Series best;
  double power = 0;
  const auto consider = [&](auto transformation, double argument) {
    const Series candidate = of(transformation, argument);
    if (std::isnan(candidate.sum) || !candidate.is_better_than(best)) return;
    best = candidate;
    power = transformation(p).power;
  };
  const auto cancels = [&] { return !(best.magnitude <= 2 * std::abs(best.sum)); };
  if (z > -0.5) {
    consider(kAsItIs, z);
    if (cancels()) consider(kEuler, z);
  }
  if (z < 0 && cancels()) {
    consider(kPfaffOfA, z / (z - 1));
    if (cancels()) consider(kPfaffOfB, z / (z - 1));
  }
  return power == 0 ? best.sum : best.sum * std::exp(power * std::log1p(-z));
}

/// The derivative of F along a direction of its parameters.
inline double slope(const Parameters<double>& p, const Parameters<double>& way, double z) {
  const double log_rest = std::log1p(-z);
  return least_cancelling(p, z, [&](auto transformation, double argument) {
    const Parameters<double> moved = transformation(way);
    return series_slope(transformation(p), moved, argument, moved.power * log_rest);
  });
}

}  // namespace hypergeometric_detail

/// F(a, b; c; z), the sum of (a)_k (b)_k / (c)_k z^k / k! continued to z <= 0.999; NaN beyond, and
/// where c is 0 or a negative integer.
///
/// Of the series itself and of those that Euler's and Pfaff's transformations give, the one that
/// cancels least. All cancel for large parameters of mixed signs, and for a, b > c where z < -1:
/// the error is promised for |a|, |b|, |c| <= 20 where z >= -1 or c >= a, b >= -4.
inline double hyp2f1(double a, double b, double c, double z) {
  using namespace hypergeometric_detail;
  const Parameters<double> p{a, b, c};
  if (is_defined(p, z) && (z == 0 || a == 0 || b == 0)) return 1;
  return least_cancelling(p, z, [&](auto transformation, double argument) {
    return series(transformation(p), argument);
  });
}

/// Its derivative by a. That by b is the derivative by a of F(b, a; c; z), which is the same.
inline double hyp2f1_gradient_a(double a, double b, double c, double z) {
  if (b == 0 && hypergeometric_detail::is_defined({a, b, c}, z)) return 0;  // F is 1 for all a
  return hypergeometric_detail::slope({a, b, c}, {1, 0, 0}, z);
}

/// Its derivative by c.
inline double hyp2f1_gradient_c(double a, double b, double c, double z) {
  if ((a == 0 || b == 0) && hypergeometric_detail::is_defined({a, b, c}, z)) return 0;
  return hypergeometric_detail::slope({a, b, c}, {0, 0, 1}, z);
}

}  // namespace aleator::scalar
