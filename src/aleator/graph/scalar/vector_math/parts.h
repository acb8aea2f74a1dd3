// SPDX-License-Identifier: Apache-2.0
// Defines the pieces that the branch-free elementary functions share: rounding by adding a large
// number, powers of two from exponent bits, splitting of numbers, polynomials with short chains.
//
// All functions of this folder hold their bounds whether or not the compiler fuses multiplications
// with additions: where the rounding of a product would matter, its factors are short enough to
// make it exact. "Max error a / b ulp" is the largest error for double / float in dense sweeps of
// both kinds, results below the smallest normal number included.
//
// Calls of a function of this folder by another one are qualified: a value type may have functions
// of the same names.
#pragma once

#include "aleator/graph/scalar/basis.h"
#include "aleator/graph/scalar/bits.h"

#include <utility>

namespace aleator::scalar::vector_math {

template <class T>
inline constexpr int kMantissaBits = is_double<T> ? 52 : 23;
template <class T>
inline constexpr int kExponentBias = is_double<T> ? 1023 : 127;

/// Value types that may have instructions for exponents; has_exponent_instructions() tells.
template <class T>
concept HasExponents = requires(const T& x) {
  has_exponent_instructions(x);
};

/// x / y, or nearly so where that takes less time, for y and 1 / y of medium size.
template <class T>
T ratio(const T& x, const T& y) {
  if constexpr (HasExponents<T>) {
    if (has_near_quotients(y)) return near_quotient(x, y);
  }
  return x / y;
}

/// An integer constant with `exponent` in the exponent field, which adds to the exponent of what it
/// is added to.
template <class T>
integer_of<T> exponent_field(int for_double, int for_float) {
  return integer_constant<T>(std::int64_t{for_double} << 52, std::int64_t{for_float} << 23);
}

/// The number to add to round to an integer n: the low bits of the sum are those of n + bias.
template <class T>
T rounder(int bias_for_double, int bias_for_float) {
  return constant<T>(6755399441055744.0 + bias_for_double, 12582912.0 + bias_for_float);
}
/// 2^(n + bias - exponent bias), where `rounded` is the sum of a number and rounder(bias).
template <class T>
T power_of_two(const T& rounded) {
  return from_bits(shift_left(to_bits(rounded), kMantissaBits<T>));
}

/// x without the lower half of its bits: the product of two such numbers is exact, and so is that
/// of one and the rest of another.
template <class T>
T head(const T& x) {
  return from_bits(bit_and(to_bits(x), integer_constant<T>(-(1LL << 27), -(1LL << 12))));
}

/// `magnitude` with its sign flipped where the highest bit of `sign` is set.
template <class T>
T flip_sign(const T& magnitude, const integer_of<T>& sign) {
  const auto sign_bit = integer_constant<T>(std::numeric_limits<std::int64_t>::min(),
                                            std::numeric_limits<std::int32_t>::min());
  return from_bits(bit_xor(to_bits(magnitude), bit_and(sign, sign_bit)));
}

/// c[0] + c[1] x + ..., where `square` is x^2: the even and the odd terms are two chains that run
/// side by side.
template <class T, std::size_t N>
T two_chains(const T& x, const T& square, const element_of<T> (&c)[N]) {
  T next(c[N - 1]), last(c[N - 2]);
  for (std::size_t i = N - 2; i-- > 0;) {
    next = next * square + T(c[i]);
    std::swap(next, last);
  }
  return next * x + last;
}
template <class T, std::size_t N, std::size_t M>
T two_chains(const T& x, const T& square, const Coefficients<N, M>& c) {
  return two_chains(x, square, in_precision_of<T>(c));
}

/// A number as an unevaluated sum of a value and a small correction.
template <class T>
struct Sum {
  T high, low;
};

// log(2) as a sum; a product of the first with an exponent is exact.
template <class T>
T log_two_high() {
  return constant<T>(6.93147180369123816490e-01, 6.9314575195e-01);
}
template <class T>
T log_two_low() {
  return constant<T>(1.90821492927058770002e-10, 1.4286067653e-06);
}

}  // namespace aleator::scalar::vector_math
