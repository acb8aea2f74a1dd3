// SPDX-License-Identifier: Apache-2.0
// Defines scalar kernels of small compositions of exp and log that lose digits or overflow if
// written naively.
#pragma once

#include "aleator/graph/scalar/basis.h"

namespace aleator::scalar {

inline constexpr double kLogTwo = 0.69314718055994530942;

/// log(1 - exp(-|x|)); -inf at 0 and 0 at +-inf.
/// k = 0.6 / 0.5.
template <class T>
T log1mexp(const T& x) {
  const T a = abs(x);
  return select(a < constant<T>(kLogTwo), log(-expm1(-a)), log1p(-exp(-a)));
}

/// log(exp(x) + exp(y)) without overflow; equal infinities give that infinity.
/// k = 0.4 / 0.5.
template <class T>
T log_add_exp(const T& x, const T& y) {
  const T distance = select(x == y, constant<T>(0.0), -abs(x - y));
  return larger(x, y) + log1p_fraction(exp(distance));
}

/// log(1 + exp(x)).
/// k = 0.9 / 0.7.
template <class T>
T softplus(const T& x) {
  return larger(x, constant<T>(0.0)) + log1p_fraction(exp(-abs(x)));
}

/// log(exp(x) - 1), the inverse of softplus; -inf at 0, NaN below.
/// k = 0.5 / 0.5.
template <class T>
T softplus_inverse(const T& x) {
  // The first form has full relative accuracy next to the root at log 2, the second does not
  // overflow.
  return select(x < constant<T>(1.0), log(expm1(x)), x + log1p(-exp(-x)));
}

/// 1 / (1 + exp(-x)).
/// k = 0.7 / 0.9.
template <class T>
T sigmoid(const T& x) {
  const T e = exp(-abs(x));
  return select(x < constant<T>(0.0), e, constant<T>(1.0)) / (constant<T>(1.0) + e);
}

/// log(sigmoid(x)) = -softplus(-x).
/// k = 0.7 / 0.8.
template <class T>
T log_sigmoid(const T& x) {
  return smaller(x, constant<T>(0.0)) - log1p_fraction(exp(-abs(x)));
}

/// log(p / (1 - p)); -inf at 0, inf at 1, NaN outside [0, 1].
/// k = 0.6 / 0.6.
template <class T>
T logit(const T& p) {
  const T one = constant<T>(1.0);
  const T q = one - p;
  const auto is_central = both(p > constant<T>(0.25), p < constant<T>(0.75));
  return select(is_central, log1p((p - q) / q), log(p / q));
}

/// x log(y), and 0 wherever x = 0 (whatever y is).
/// k = 0.5 / 0.4.
template <class T>
T xlogy(const T& x, const T& y) {
  const T zero = constant<T>(0.0);
  return select(x == zero, zero, x * log(y));
}

/// x log(1 + y), and 0 wherever x = 0 (whatever y is).
/// k = 0.5 / 0.5.
template <class T>
T xlog1py(const T& x, const T& y) {
  const T zero = constant<T>(0.0);
  return select(x == zero, zero, x * log1p(y));
}

}  // namespace aleator::scalar
