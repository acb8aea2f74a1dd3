// SPDX-License-Identifier: Apache-2.0
// Defines exp and expm1, branch-free.
#pragma once

#include "aleator/graph/scalar/vector_math/coefficients.h"
#include "aleator/graph/scalar/vector_math/parts.h"

namespace aleator::scalar::vector_math {

inline constexpr double kLogTwoInverse = 1.44269504088896340736;

/// exp(r) - 1 - r for |r| <= log(2) / 2.
template <class T>
T exp_tail(const T& r) {
  const T square = r * r;
  return constant<T>(0.5) * square + square * r * two_chains(r, square, kExpTail);
}

// The bias that scale_exactly() expects: twice the exponent bias, so that its half is one.
template <class T>
T scale_rounder() {
  return rounder<T>(2046, 254);
}
/// x 2^n for |n| < 2 (exponent bias), rounded once: `rounded` is the sum of n and scale_rounder().
///
/// Two factors of about 2^(n/2), because 2^n may be beyond the normal numbers.
template <class T>
T scale_exactly(const T& x, const T& n, const T& rounded) {
  if constexpr (HasExponents<T>) {
    if (has_exponent_instructions(n)) return scaled(x, n);
  }
  const auto bits = to_bits(rounded);
  const auto exponent_mask = integer_constant<T>(-(1LL << 52), -(1LL << 23));
  const auto half = bit_and(shift_left(bits, kMantissaBits<T> - 1), exponent_mask);
  const auto rest = wrapping_subtract(shift_left(bits, kMantissaBits<T>), half);
  return (x * from_bits(half)) * from_bits(rest);
}

/// What will round to 0 is made of 0: processors take some 150 cycles for a product that
/// underflows.
template <class Mask, class T>
T zero_if(const Mask& is_none, const T& x) {
  return select(is_none, constant<T>(0.0), x);
}

/// Max error 0.97 / 0.93 ulp.
template <class T>
T exp(const T& x) {
  // Beyond these bounds the result is 0 or inf, and within them n stays in range.
  const T bounded = smaller(constant<T>(710.0, 89.0), larger(constant<T>(-746.0, -104.0), x));
  const T rounded = bounded * constant<T>(kLogTwoInverse) + scale_rounder<T>();
  const T n = rounded - scale_rounder<T>();
  const T r = (bounded - n * log_two_high<T>()) - n * log_two_low<T>();
  const auto is_none = x < constant<T>(-745.1332191019411, -103.972076416015625);
  return scale_exactly(zero_if(is_none, constant<T>(1.0) + (r + exp_tail(r))), n, rounded);
}

/// (exp(x) - 1) / 2 for x between the bounds of expm1(). The half of a tiny x may be subnormal and
/// lose bits.
template <class T>
Sum<T> half_expm1(const T& x) {
  const T rounded = x * constant<T>(kLogTwoInverse) + rounder<T>(1022, 126);  // a power of two less
  const T n = rounded - rounder<T>(1022, 126);
  const T reduced = x - n * log_two_high<T>();
  const T r = reduced - n * log_two_low<T>();
  const T r_low = (reduced - r) - n * log_two_low<T>();
  const T square = r * r;
  const T cubic = square * r * two_chains(r, square, kExpTail);
  const T scale = power_of_two(rounded);
  // scale (1 + r + r^2 / 2) - 1/2, largest terms first, with what every sum has lost.
  const T half = constant<T>(0.5);
  const T offset = scale - half;
  const T linear = scale * r, quadratic = scale * (half * square);
  const T sum = offset + linear;
  const T high = sum + quadratic;
  const T lost = ((scale - offset) - half) + (linear - (sum - offset)) + (quadratic - (high - sum));
  return {high, scale * (r_low + (cubic + r_low * r)) + lost};
}

/// exp(x) - 1.
/// Max error 0.85 / 0.80 ulp.
template <class T>
T expm1(const T& x) {
  const T bounded = smaller(constant<T>(710.0, 89.0), larger(constant<T>(-40.0, -18.0), x));
  const Sum<T> half = half_expm1(bounded);
  const T sum = half.high + half.low;
  return select(abs(x) < constant<T>(0x1p-54, 0x1p-25), x, sum + sum);
}

}  // namespace aleator::scalar::vector_math
