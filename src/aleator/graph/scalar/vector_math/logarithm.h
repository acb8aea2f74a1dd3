// SPDX-License-Identifier: Apache-2.0
// Defines log and log1p, branch-free.
#pragma once

#include "aleator/graph/scalar/vector_math/coefficients.h"
#include "aleator/graph/scalar/vector_math/parts.h"

namespace aleator::scalar::vector_math {

/// x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2).
template <class T>
struct Binary {
  T biased_k;  // k + 2^(bits of the mantissa) + bias: subtracting that is left to the caller
  T f;
  integer_of<T> exponent;  // the exponent field of a number whose exponent is k
};
template <class T>
T exponent_offset(double more = 0) {
  return constant<T>(0x1p52 + 1023 + more, 0x1p23 + 127 + more);
}

/// For normal x > 0; anything else gives some number.
template <class T>
Binary<T> split_binary(const T& x) {
  const auto one = exponent_field<T>(1023, 127);
  const auto sqrt_half = integer_constant<T>(0x3fe6a09e667f3bcd, 0x3f3504f3);
  const auto shifted = wrapping_add(to_bits(x), wrapping_subtract(one, sqrt_half));
  const auto mantissa_mask = integer_constant<T>((1LL << 52) - 1, (1LL << 23) - 1);
  const auto exponent_mask = integer_constant<T>(-(1LL << 52), -(1LL << 23));
  const T k = from_bits(
      bit_or(shift_right(shifted, kMantissaBits<T>), to_bits(constant<T>(0x1p52, 0x1p23))));
  const T m = from_bits(wrapping_add(bit_and(shifted, mantissa_mask), sqrt_half));
  return {k, m - constant<T>(1.0), bit_and(shifted, exponent_mask)};
}

/// With s = f / (2 + f), log(1 + f) = 2 s + s R(s^2).
template <class T>
struct LogSeries {
  T s, r;
};
template <class T>
LogSeries<T> log_series(const T& f) {
  const T s = ratio(f, constant<T>(2.0) + f);
  const T z = s * s;
  return {s, z * two_chains(z, z * z, kLogTail)};
}

/// x = 2^k (1 + f), for subnormal x > 0 too.
template <class T>
struct Split {
  T k, f;
};
template <class T>
Split<T> split_any_binary(const T& x) {
  if constexpr (HasExponents<T>) {
    if (has_exponent_instructions(x)) {
      const T k = exponent_of(x), m = mantissa_of(x), one = constant<T>(1.0);
      const auto is_high = m >= constant<T>(0x1.6a09e667f3bcdp0, 0x1.6a09e8p0);
      return {select(is_high, k + one, k), select(is_high, constant<T>(0.5) * m, m) - one};
    }
  }
  const auto is_subnormal = x < T(std::numeric_limits<element_of<T>>::min());
  const Binary<T> parts = split_binary(select(is_subnormal, x * constant<T>(0x1p54, 0x1p25), x));
  const T offset =
      select(is_subnormal, exponent_offset<T>(is_double<T> ? 54 : 25), exponent_offset<T>());
  return {parts.biased_k - offset, parts.f};
}

/// k log(2) + log(1 + f + low) for |low| of at most an ulp.
///
/// As in fdlibm, log(1 + f) = f - (h - s (h + R)) with h = f^2 / 2: f is added last, so that only
/// the small rest is rounded before.
template <class T>
T log_of_parts(const T& k, const T& f, const T& low) {
  const T g = f + low;
  const LogSeries<T> series = log_series(g);
  const T h = constant<T>(0.5) * g * g;
  const T rest = h - (series.s * (h + series.r) + (k * log_two_low<T>() + low));
  return k * log_two_high<T>() + (f - rest);
}

/// The same where f has no low part: f - s (f - R) costs less, and is accurate enough.
template <class T>
T log_of_exact_parts(const T& k, const T& f) {
  const LogSeries<T> series = log_series(f);
  const T rest = series.s * (f - series.r) - k * log_two_low<T>();
  return k * log_two_high<T>() + (f - rest);
}

/// `value`, except where the argument is not a positive finite number.
template <class T>
T log_special_cases(const T& x, const T& value) {
  if constexpr (HasExponents<T>) {
    if (has_exponent_instructions(x)) return with_special_logarithms(value, x);
  }
  const T zero = constant<T>(0.0);
  const T not_positive = select(x == zero, -infinity<T>(), not_a_number<T>());
  return select(x > zero, select(x < infinity<T>(), value, x), not_positive);
}

/// Max error 0.98 / 0.96 ulp.
template <class T>
T log(const T& x) {
  const Split<T> parts = split_any_binary(x);
  return log_special_cases(x, log_of_exact_parts(parts.k, parts.f));
}

/// log(x) for normal x > 2^-1000 (float 2^-100): no special cases.
/// Max error 0.98 / 0.96 ulp.
template <class T>
T log_fraction(const T& x) {
  if constexpr (HasExponents<T>) {
    if (has_exponent_instructions(x)) {
      const Split<T> parts = split_any_binary(x);
      return log_of_exact_parts(parts.k, parts.f);
    }
  }
  const Binary<T> parts = split_binary(x);
  return log_of_exact_parts(parts.biased_k - exponent_offset<T>(), parts.f);
}

/// log(u + c) for normal u > 0 and |c| of at most an ulp of max(u, 1).
template <class T>
T log_of_sum(const T& u, const T& c) {
  if constexpr (HasExponents<T>) {
    if (has_exponent_instructions(u)) {
      const Split<T> parts = split_any_binary(u);
      return log_of_parts(parts.k, parts.f, scaled(c, -parts.k));
    }
  }
  const Binary<T> parts = split_binary(u);
  // 2^(1 - k): its exponent stays in range up to the largest u.
  const T shrink = from_bits(wrapping_subtract(exponent_field<T>(2047, 255), parts.exponent));
  const T low = constant<T>(0.5) * (c * shrink);
  return log_of_parts(parts.biased_k - exponent_offset<T>(), parts.f, low);
}

/// 1 + x and what that sum has lost.
template <class T>
Sum<T> one_plus(const T& x) {
  const T one = constant<T>(1.0);
  const T u = one + x;
  const T back = u - one;
  return {u, (one - (u - back)) + (x - back)};
}

/// log(1 + x).
/// Max error 0.94 / 0.92 ulp.
template <class T>
T log1p(const T& x) {
  const Sum<T> sum = one_plus(x);
  return copysign(log_special_cases(sum.high, log_of_sum(sum.high, sum.low)), x);
}

/// log(1 + x) for 0 <= x <= 1 as f - s (f - R) with f = x: no exponent, no special cases.
/// Max error 1.12 / 1.28 ulp.
template <class T>
T log1p_fraction(const T& x) {
  const T s = ratio(x, constant<T>(2.0) + x);
  const T z = s * s;
  return x - s * (x - z * two_chains(z, z * z, kLogFractionTail));
}

}  // namespace aleator::scalar::vector_math
