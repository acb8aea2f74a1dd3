// SPDX-License-Identifier: Apache-2.0
// Defines the remainder of a truncated division, branch-free.
#pragma once

#include "aleator/graph/scalar/vector_math/parts.h"

namespace aleator::scalar::vector_math {

/// r - q b, exactly, where q is r / b without its fraction and with at most half of the mantissa's
/// bits.
template <class T>
T remainder_step(const T& r, const T& b) {
  const T q = head(trunc(r / b));
  const T b_head = head(b);
  return (r - q * b_head) - q * (b - b_head);
}

/// Where remainder(x, y) is exact if both are finite and y is not 0: |x / y| is below 2^53
/// (float: 2^24), the number of bits of a mantissa.
template <class T>
auto has_remainder(const T& x, const T& y) {
  return abs(x) < constant<T>(0x1p53, 0x1p24) * abs(y);
}

/// x - trunc(x / y) y, exactly, with the sign of x: fmod of C. NaN where has_remainder(x, y) is
/// false: every step gains half of the bits of a mantissa, and the largest quotient would need 84
/// of them (float: 26).
template <class T>
T remainder(const T& x, const T& y) {
  const T a = abs(x), b = abs(y);
  T r = a;
  for (int i = 0; i < 3; ++i) r = remainder_step(r, b);
  // The quotient may have been rounded up to an integer.
  r = select(r < constant<T>(0.0), r + b, r);
  const T value = select(a < b, a, r);
  return copysign(select(has_remainder(x, y), value, not_a_number<T>()), x);
}

}  // namespace aleator::scalar::vector_math
