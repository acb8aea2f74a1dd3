// SPDX-License-Identifier: Apache-2.0
// Defines Dual, a number with its derivative by one variable, so that a kernel that iterates gives
// both. Written for the operations that those kernels use.
#pragma once

#include "aleator/graph/scalar/gamma.h"
#include "aleator/graph/scalar/normal_cdf.h"

#include <cmath>

namespace aleator::scalar {

struct Dual {
  double v = 0, d = 0;
  constexpr Dual(double v = 0, double d = 0) : v(v), d(d) {}
};

inline Dual operator-(const Dual& x) { return {-x.v, -x.d}; }
inline Dual operator+(const Dual& x, const Dual& y) { return {x.v + y.v, x.d + y.d}; }
inline Dual operator-(const Dual& x, const Dual& y) { return {x.v - y.v, x.d - y.d}; }
inline Dual operator*(const Dual& x, const Dual& y) { return {x.v * y.v, x.d * y.v + x.v * y.d}; }
inline Dual operator/(const Dual& x, const Dual& y) {
  const double q = x.v / y.v;
  return {q, (x.d - q * y.d) / y.v};
}

/// A number without its derivative.
inline double value_of(double x) { return x; }
inline double value_of(const Dual& x) { return x.v; }

/// Whether a term no longer changes a sum.
inline bool is_negligible(double term, double sum) {
  return std::abs(term) <= 1.1e-16 * std::abs(sum);
}
inline bool is_negligible(const Dual& term, const Dual& sum) {
  return is_negligible(term.v, sum.v) && std::abs(term.d) <= 1e-16 * (std::abs(sum.d) + 1e-300);
}

inline Dual exp(const Dual& x) {
  const double e = std::exp(x.v);
  return {e, e * x.d};
}
inline Dual expm1(const Dual& x) { return {std::expm1(x.v), std::exp(x.v) * x.d}; }
inline Dual log(const Dual& x) { return {std::log(x.v), x.d / x.v}; }
inline Dual log1p(const Dual& x) { return {std::log1p(x.v), x.d / (1 + x.v)}; }
inline Dual sqrt(const Dual& x) {
  const double root = std::sqrt(x.v);
  return {root, x.d / (2 * root)};
}
inline Dual lgamma(const Dual& x) { return {scalar::lgamma(x.v), scalar::digamma(x.v) * x.d}; }
inline Dual erfcx(const Dual& x) {
  const double e = scalar::erfcx(x.v);
  return {e, (2 * x.v * e - 1.1283791670955125739) * x.d};
}

}  // namespace aleator::scalar
