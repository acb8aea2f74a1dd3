// SPDX-License-Identifier: Apache-2.0
// Defines asinh, acosh and atanh, branch-free.
//
// Each feeds the logarithm with 1 + y and what that sum has lost. asinh and atanh need a division
// of their own to get y without cancellation.
#pragma once

#include "aleator/graph/scalar/vector_math/logarithm.h"

namespace aleator::scalar::vector_math {

/// log(1 + y + y_low) for y >= 0, and log(2 a) where a is so large that y might overflow.
template <class T>
T log_of_one_plus(const T& y, const T& y_low, const T& a) {
  const auto is_large = a > constant<T>(0x1p30, 0x1p14);
  const Sum<T> sum = one_plus(y);
  const Binary<T> parts = split_binary(select(is_large, a, sum.high));
  const T shrink = from_bits(wrapping_subtract(exponent_field<T>(2047, 255), parts.exponent));
  const T low = select(is_large, constant<T>(0.0), constant<T>(0.5) * ((sum.low + y_low) * shrink));
  const T offset = select(is_large, exponent_offset<T>(-1), exponent_offset<T>());
  const T value = log_of_parts(parts.biased_k - offset, parts.f, low);
  return select(a < infinity<T>(), value, a);
}

/// log(1 + a + (sqrt(1 + a^2) - 1)).
/// Max error 1.26 / 1.19 ulp.
template <class T>
T asinh(const T& x) {
  const T one = constant<T>(1.0);
  const T a = abs(x);
  const T square = a * a;
  const T rest = square / (one + sqrt(one + square));
  const T y = a + rest;
  return copysign(log_of_one_plus(y, rest - (y - a), a), x);
}

/// log(1 + t + sqrt(t^2 + 2 t)) with t = x - 1.
/// Max error 1.79 / 1.82 ulp.
template <class T>
T acosh(const T& x) {
  const T one = constant<T>(1.0);
  const T t = x - one;
  const T root = sqrt(t * t + (t + t));
  const T y = root + t;
  return select(x < one, not_a_number<T>(), log_of_one_plus(y, t - (y - root), x));
}

/// log(1 + 2 |x| / (1 - |x|)) / 2.
/// Max error 1.54 / 1.67 ulp.
template <class T>
T atanh(const T& x) {
  const T one = constant<T>(1.0);
  const T a = abs(x);
  const T rest = one - a;
  const T rest_low = (one - rest) - a;
  const T half = a / rest;
  const T y = half + half;
  const Sum<T> sum = one_plus(y);
  const T y_low = -(y * rest_low) * (one + half);  // 1 / (1 - |x|) is 1 + y / 2
  const T logarithm = log_of_sum(sum.high, sum.low + y_low);
  const T value = constant<T>(0.5) * log_special_cases(sum.high, logarithm);
  return select(a < constant<T>(0x1p-28, 0x1p-13), x, copysign(value, x));
}

}  // namespace aleator::scalar::vector_math
