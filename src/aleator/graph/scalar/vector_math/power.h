// SPDX-License-Identifier: Apache-2.0
// Defines pow and cbrt, branch-free.
#pragma once

#include "aleator/graph/scalar/vector_math/coefficients.h"
#include "aleator/graph/scalar/vector_math/exponential.h"
#include "aleator/graph/scalar/vector_math/logarithm.h"

namespace aleator::scalar::vector_math {

/// log2(m) / (2 / (3 log 2)) for m = 1 + f, with half as many digits again; the high part is a
/// head.
///
/// As in fdlibm: s = f / (2 + f) and (3 / 2) log(m) = s (3 + s^2 + R(s^2)), all as heads and rests.
template <class T>
Sum<T> log_ratio(const T& f) {
  const T one = constant<T>(1.0), three = constant<T>(3.0);
  const T m = one + f;
  const T sum = m + one;
  const T inverse = one / sum;
  const T s = f * inverse;
  const T s_head = head(s), sum_head = head(sum);
  const T sum_rest = m - (sum_head - one);
  const T s_rest = inverse * ((f - s_head * sum_head) - s_head * sum_rest);
  const T z = s * s;
  const T r = z * z * two_chains(z, z * z, kPowerTail) + s_rest * (s_head + s);
  const T z_head = s_head * s_head;
  const T factor = head((three + z_head) + r);
  const T factor_rest = r - ((factor - three) - z_head);
  const T high = s_head * factor;
  const T low = s_rest * factor + factor_rest * s;
  const T total = head(high + low);
  return {total, low - (total - high)};
}

/// log2(a) for finite a > 0; the high part is a head.
template <class T>
Sum<T> log_two(const T& a) {
  const auto parts = split_any_binary(a);
  const T k = parts.k;
  const Sum<T> ratio = log_ratio(parts.f);
  // 2 / (3 log 2) as a head and the rest.
  const T scale = constant<T>(0.9617966939259756);
  const T scale_head = constant<T>(0.9617966860532761, 0.961669921875);
  const T scale_rest = constant<T>(7.872699542894897e-09, 0.00012677205086220056);
  const T high = scale_head * ratio.high;
  const T low = scale_rest * ratio.high + ratio.low * scale;
  const T total = head((high + low) + k);
  return {total, low - ((total - k) - high)};
}

/// 2^(high + low) where the high part is an exact product; beyond the range of the numbers, low
/// must be 0 and |high| at most 1100 (float: 160).
template <class T>
T exp_two(const T& high, const T& low) {
  const T rounded = (high + low) + scale_rounder<T>();
  const T n = rounded - scale_rounder<T>();
  const T r = ((high - n) + low) * constant<T>(0.69314718055994530942);
  const auto is_none = high < constant<T>(-1077.0, -152.0);
  return scale_exactly(zero_if(is_none, constant<T>(1.0) + (r + exp_tail(r))), n, rounded);
}

/// a^y for a >= 0.
template <class T>
T pow_magnitude(const T& a, const T& y) {
  const T zero = constant<T>(0.0);
  const Sum<T> logarithm = log_two(a);
  const T at_limits = select(a == zero, -infinity<T>(), a);
  const auto is_regular = both(a > zero, a < infinity<T>());
  const T log_high = select(is_regular, logarithm.high, at_limits);
  const T y_head = head(y);
  const T product = y * log_high;
  const T limit = constant<T>(1100.0, 160.0);
  const auto is_beyond = abs(product) > limit;
  const T high = select(is_beyond, copysign(limit, product), y_head * log_high);
  const T low = select(is_beyond, zero, (y - y_head) * log_high + y * logarithm.low);
  return exp_two(high, low);
}

/// x^y with the special cases of C99.
/// Max error 1.42 / 1.12 ulp.
template <class T>
T pow(const T& x, const T& y) {
  const T zero = constant<T>(0.0), one = constant<T>(1.0);
  const T a = abs(x);
  const T half = constant<T>(0.5) * y;
  const auto is_integer = trunc(y) == y;
  const auto is_odd = both(is_integer, negated(trunc(half) == half));
  const auto is_negative = copysign(one, x) < zero;
  const T magnitude = select(both(a == one, is_integer), one, pow_magnitude(a, y));
  const T value = select(both(is_odd, is_negative), -magnitude, magnitude);
  const auto is_undefined = both(both(x < zero, a < infinity<T>()), negated(is_integer));
  return select(either(y == zero, x == one), one, select(is_undefined, not_a_number<T>(), value));
}

/// ((1 + e)^(1/3) - 1) / e.
inline constexpr Coefficients<4, 4> kCubeRootSeries = {
    {1.0 / 3, -1.0 / 9, 5.0 / 81, -10.0 / 243}, {1.0f / 3, -1.0f / 9, 5.0f / 81, -10.0f / 243}};

/// The cube root.
///
/// |x| = 2^(3 q) v with 1 <= v < 8. A guess t with so few bits that t^3 is exact leaves
/// e = v / t^3 - 1 tiny, and the rest is the series of (1 + e)^(1/3).
/// Max error 0.50 / 0.51 ulp.
template <class T>
T cbrt(const T& x) {
  const T zero = constant<T>(0.0), one = constant<T>(1.0), two = constant<T>(2.0);
  const T a = abs(x);
  const auto is_subnormal = a < T(std::numeric_limits<element_of<T>>::min());
  const auto bits = to_bits(select(is_subnormal, a * constant<T>(0x1p54, 0x1p27), a));
  const T large = constant<T>(0x1p52, 0x1p23);
  // The exponent, raised so that its bias is divisible by 3.
  const T e = from_bits(bit_or(shift_right(bits, kMantissaBits<T>), to_bits(large))) -
              constant<T>(0x1p52, 0x1p23 - 2);
  const T q = floor((e + constant<T>(0.5)) * constant<T>(1.0 / 3.0));
  const T remainder_of_e = e - constant<T>(3.0) * q;
  const auto mantissa_mask = integer_constant<T>((1LL << 52) - 1, (1LL << 23) - 1);
  const T m = from_bits(bit_or(bit_and(bits, mantissa_mask), to_bits(one)));
  const auto is_zero = remainder_of_e<constant<T>(0.5), is_two = remainder_of_e> constant<T>(1.5);
  const T v = m * select(is_zero, one, select(is_two, constant<T>(4.0), two));
  const T guess =
      two_chains(m, m * m, kCbrtGuess) * select(is_zero, one,
                                                select(is_two, constant<T>(1.5874010519681994748),
                                                       constant<T>(1.2599210498948731648)));
  const auto round_up = integer_constant<T>(1LL << 35, 1 << 15);
  const auto short_mask = integer_constant<T>(-(1LL << 36), -(1 << 16));
  const T t = from_bits(bit_and(wrapping_add(to_bits(guess), round_up), short_mask));
  const T cube = t * t * t;
  const T error = (v - cube) / cube;
  const T root = t + t * (error * horner(error, in_precision_of<T>(kCubeRootSeries)));
  const T scale = power_of_two(q + constant<T>(0x1p52 + 682, 0x1p23 + 84));
  const T value = root * scale * select(is_subnormal, constant<T>(0x1p-18, 0x1p-9), one);
  return copysign(select(both(a > zero, a < infinity<T>()), value, a), x);
}

}  // namespace aleator::scalar::vector_math
