// SPDX-License-Identifier: Apache-2.0
// Defines sinh, cosh and tanh, branch-free.
#pragma once

#include "aleator/graph/scalar/vector_math/coefficients.h"
#include "aleator/graph/scalar/vector_math/exponential.h"

namespace aleator::scalar::vector_math {

/// a = n log(2) + r, as parts of (exp(a) -+ exp(-a)) / 4.
template <class T>
struct HyperbolicParts {
  T r;
  T up, down;   // 2^(n - 2), and 2^(-n - 2) or 0
  T cosh_rest;  // cosh(r) - 1
  T sinh_rest;  // sinh(r) - r, and the digits that r has lost
};

template <class T>
HyperbolicParts<T> split_hyperbolic(const T& a) {
  const T bounded = smaller(constant<T>(710.6, 89.5), a);
  const T rounded = bounded * constant<T>(kLogTwoInverse) + rounder<T>(1021, 125);
  const T n = rounded - rounder<T>(1021, 125);
  const T reduced = bounded - n * log_two_high<T>();
  const T r = reduced - n * log_two_low<T>();
  const T r_low = (reduced - r) - n * log_two_low<T>();
  const T square = r * r, fourth = square * square;
  const T up = power_of_two(rounded);
  const T inverse = from_bits(wrapping_subtract(exponent_field<T>(2042, 250), to_bits(up)));
  const T down = select(n < constant<T>(500.0, 60.0), inverse, constant<T>(0.0));
  const T cosh_rest = square * two_chains(square, fourth, kCoshTail);
  const T sinh_rest = r * square * two_chains(square, fourth, kSinhTail) + r_low;
  return {r, up, down, cosh_rest, sinh_rest};
}

/// Max error 0.91 / 1.03 ulp.
template <class T>
T sinh(const T& x) {
  const T a = abs(x);
  const HyperbolicParts<T> p = split_hyperbolic(a);
  const T linear = p.up * p.r;
  const T difference = p.up - p.down;
  const T lost = (p.up - difference) - p.down;
  const T high = difference + linear;
  const T rest = difference * p.cosh_rest + (p.up + p.down) * p.sinh_rest;
  const T low = ((linear - (high - difference)) + lost) + (p.down * p.r + rest);
  const T half = high + low;
  // Below, the quarters lose bits and the sign of a zero.
  return select(a < constant<T>(0x1p-28, 0x1p-13), x, copysign(half + half, x));
}

/// Max error 1.17 / 1.20 ulp.
template <class T>
T cosh(const T& x) {
  const HyperbolicParts<T> p = split_hyperbolic(abs(x));
  const T rising = p.r + (p.sinh_rest + p.cosh_rest);
  const T falling = (constant<T>(1.0) - p.r) + (p.cosh_rest - p.sinh_rest);
  const T half = p.up + (p.up * rising + p.down * falling);
  return half + half;
}

/// -t / (2 + t) with t = exp(-2 |x|) - 1.
/// Max error 1.42 / 1.42 ulp.
template <class T>
T tanh(const T& x) {
  const T a = abs(x);
  const Sum<T> half = half_expm1(larger(constant<T>(-40.0, -18.0), constant<T>(-2.0) * a));
  const T one = constant<T>(1.0);
  const T h = half.high + half.low;
  const T h_low = half.low - (h - half.high);
  const T denominator = one + h;
  const T ratio = -h / denominator;
  const T denominator_low = (h - (denominator - one)) + h_low;
  // The division's reaction to what both have lost; 1 / denominator is 1 + ratio.
  const T value = ratio - (one + ratio) * (h_low + ratio * denominator_low);
  return select(a < constant<T>(0x1p-28, 0x1p-13), x, copysign(value, x));
}

}  // namespace aleator::scalar::vector_math
