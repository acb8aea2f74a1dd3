// SPDX-License-Identifier: Apache-2.0
// Defines scalar kernels of the error functions and of the standard normal distribution function.
#pragma once

#include "aleator/graph/scalar/basis.h"
#include "aleator/graph/scalar/normal_coefficients.h"

namespace aleator::scalar {

inline constexpr double kSqrtHalf = 0.70710678118654752440;

/// exp(x^2) erfc(x) for x >= 0: a polynomial in (x - 3) / (x + 3), which maps [0, inf] to [-1, 1],
/// over x + 3.
template <class T>
T erfcx_positive(const T& x) {
  const T q = constant<T>(1.0) / (x + constant<T>(3.0));
  const T t = smaller(x, constant<T>(1.7e308, 3.4e38)) * q;  // x / (x + 3), and 0 at inf
  return q * polynomial((t + t) - constant<T>(1.0), kErfcxMapped);
}

/// 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.
/// k = 0.6 / 1.0.
template <class T>
T erf(const T& x) {
  const T a = abs(x);
  const T square = x * x;
  const T large = constant<T>(1.0) - exp(-square) * erfcx_positive(a);
  return select(a < constant<T>(1.0), x * polynomial(square, kErfSmall),
                select(x < constant<T>(0.0), -large, large));
}

/// 1 - erf(x), relatively accurate in the right tail.
/// k = 1.8 / 1.7.
template <class T>
T erfc(const T& x) {
  const T tail = exp(-(x * x)) * erfcx_positive(abs(x));
  return select(x < constant<T>(0.0), constant<T>(2.0) - tail, tail);
}

/// exp(x^2) erfc(x); overflows to inf below about -26.6 (float: -9.4).
/// k = 2.4 / 2.4.
template <class T>
T erfcx(const T& x) {
  const T scaled = erfcx_positive(abs(x));
  const T two = constant<T>(2.0);
  return select(x < constant<T>(0.0), two * exp(x * x) - scaled, scaled);
}

/// The probability that a standard normal variable lies beyond |x|.
template <class T>
T normal_tail(const T& x) {
  const T half = constant<T>(0.5);
  return half * exp(-half * (x * x)) * erfcx_positive(abs(x) * constant<T>(kSqrtHalf));
}

/// The standard normal distribution function, relatively accurate in the left tail.
/// k = 1.9 / 1.9.
template <class T>
T ndtr(const T& x) {
  const T tail = normal_tail(x);
  return select(x < constant<T>(0.0), tail, constant<T>(1.0) - tail);
}

/// log(ndtr(x)), finite as long as x^2 / 2 is, and relatively accurate in both tails.
///
/// One logarithm serves both signs. What the right one loses, where 1 - tail is rounded, is added:
/// (1 + tail) is 1 / (1 - tail) as nearly as that needs.
/// k = 2.9 / 2.4.
template <class T>
T log_ndtr(const T& x) {
  const T half = constant<T>(0.5), one = constant<T>(1.0);
  const T scaled = half * erfcx_positive(abs(x) * constant<T>(kSqrtHalf));
  const T square = (half * x) * x;
  const T tail = exp(-square) * scaled, rest = one - tail;
  const auto is_left = x < constant<T>(0.0);
  const T logarithm = log(select(is_left, scaled, rest));
  return logarithm + select(is_left, -square, ((one - rest) - tail) * (one + tail));
}

}  // namespace aleator::scalar
