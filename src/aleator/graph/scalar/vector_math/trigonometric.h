// SPDX-License-Identifier: Apache-2.0
// Defines sin, cos and tan, branch-free.
//
// They are accurate for |x| <= 1e8 (float: 2^20). A finite argument beyond is taken for 0: the
// exact reduction needs a table, see ../far_angles.h.
#pragma once

#include "aleator/graph/scalar/vector_math/coefficients.h"
#include "aleator/graph/scalar/vector_math/parts.h"

namespace aleator::scalar::vector_math {

/// |x| = h pi / 2 + r + r_low, |r| <= pi / 4 (and a little more).
template <class T>
struct Quadrant {
  integer_of<T> h;  // in the lowest bits
  T r, r_low;
};

/// Subtracts a product without rounding from a sum of two numbers.
template <class T>
void subtract(T& high, T& low, const T& product) {
  const T difference = high - product;
  low = low + ((high - difference) - product);
  high = difference;
}

/// h has at most 26 bits, so that its product with a third of pi / 2 is exact.
inline constexpr double kHalfPiParts[] = {1.570796325802803, 9.920935184482005e-10,
                                          6.123233932053594e-17, 6.36831716351095e-25};
template <std::same_as<double> E, class T>
void reduce(const T& h, T& high, T& low) {
  high = (high - h * T(kHalfPiParts[0])) - h * T(kHalfPiParts[1]);
  subtract(high, low, h * T(kHalfPiParts[2]));
  low = low - h * T(kHalfPiParts[3]);
}

/// h has at most 20 bits; it is split so that products with 12 bits of pi / 2 are exact.
inline constexpr float kHalfPiPartsFloat[] = {1.570556640625f, 0.0002396702766418457f,
                                              1.5890691429376602e-08f, 2.561506562415161e-12f,
                                              1.8375892746737375e-15f};
template <std::same_as<float> E, class T>
void reduce(const T& h, T& high, T& low) {
  const T large = T(0x1.8p33f);
  const T h_high = (h + large) - large;
  const T h_low = h - h_high;
  for (int i = 0; i < 2; ++i) {
    const T part(kHalfPiPartsFloat[i]);
    high = (high - h_high * part) - h_low * part;
  }
  for (int i = 2; i < 4; ++i) {
    const T part(kHalfPiPartsFloat[i]);
    subtract(high, low, h_high * part);
    subtract(high, low, h_low * part);
  }
  low = low - h * T(kHalfPiPartsFloat[4]);
}

template <class T>
Quadrant<T> quadrant(const T& a) {
  const T bounded = select(a <= constant<T>(1e8, 0x1p20), a, a - a);  // keeps NaN, inf gives NaN
  const T rounded = bounded * constant<T>(0.63661977236758134308) + rounder<T>(0, 0);
  T high = bounded, low = constant<T>(0.0);
  reduce<element_of<T>>(rounded - rounder<T>(0, 0), high, low);
  const T r = high + low;
  return {to_bits(rounded), r, (high - r) + low};
}

template <class T>
T sin_of_reduced(const T& r, const T& r_low, const T& z) {
  const T tail = r * (z * two_chains(z, z * z, kSinTail));
  return r + (tail + r_low * (constant<T>(1.0) - constant<T>(0.5) * z));
}
template <class T>
Sum<T> cos_parts(const T& r, const T& r_low, const T& z) {
  const T square = z * z;
  const T half = constant<T>(0.5) * z;
  const T high = constant<T>(1.0) - half;
  const T low = (constant<T>(1.0) - high) - half;
  return {high, low + (square * two_chains(z, square, kCosTail) - r * r_low)};
}

/// The sine where the angle is h quarter turns and the quadrant's rest, with the sign flipped where
/// the highest bit of `sign` is set.
template <class T>
T sin_of_quadrant(const Quadrant<T>& q, const integer_of<T>& h, const integer_of<T>& sign) {
  const T z = q.r * q.r;
  const auto is_even = is_equal(bit_and(h, integer_constant<T>(1, 1)), integer_constant<T>(0, 0));
  const Sum<T> cosine = cos_parts(q.r, q.r_low, z);
  const T value = select(is_even, sin_of_reduced(q.r, q.r_low, z), cosine.high + cosine.low);
  const auto half_turns = shift_left(h, is_double<T> ? 62 : 30);
  return flip_sign(value, bit_xor(half_turns, sign));
}

/// The functions of x, for the quadrant of |x|.
template <class T>
T sin_at(const Quadrant<T>& q, const T& x) {
  return sin_of_quadrant(q, q.h, to_bits(x));
}
template <class T>
T cos_at(const Quadrant<T>& q) {
  return sin_of_quadrant(q, wrapping_add(q.h, integer_constant<T>(1, 1)),
                         integer_constant<T>(0, 0));
}
template <class T>
T tan_at(const Quadrant<T>& q, const T& x) {
  const T z = q.r * q.r;
  const Sum<T> cosine = cos_parts(q.r, q.r_low, z);
  const T denominator = cosine.high + cosine.low;
  // The cosine's rounding error, relative to it (1 / cos(r) is about 1 + 2 z / 3), goes to the
  // sine.
  const T lost =
      (cosine.low - (denominator - cosine.high)) * (constant<T>(1.0) + constant<T>(0.67) * z);
  const T sine = sin_of_reduced(q.r, q.r_low - q.r * lost, z);
  const auto odd = shift_left(q.h, is_double<T> ? 63 : 31);
  const auto is_even = is_equal(bit_and(q.h, integer_constant<T>(1, 1)), integer_constant<T>(0, 0));
  const T ratio = select(is_even, sine, denominator) / select(is_even, denominator, sine);
  return flip_sign(ratio, bit_xor(odd, to_bits(x)));
}

/// Max error 0.89 / 0.87 ulp.
template <class T>
T sin(const T& x) {
  return sin_at(quadrant(abs(x)), x);
}

/// Max error 0.92 / 0.83 ulp.
template <class T>
T cos(const T& x) {
  return cos_at(quadrant(abs(x)));
}

/// Max error 1.82 / 1.84 ulp.
template <class T>
T tan(const T& x) {
  return tan_at(quadrant(abs(x)), x);
}

}  // namespace aleator::scalar::vector_math
