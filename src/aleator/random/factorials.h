// SPDX-License-Identifier: Apache-2.0
// Defines the parts of probabilities of counts: factorials by Stirling's series, which starts eight
// above the count and so holds from 0 on.
#pragma once

#include "aleator/array/ops/elementwise.h"

namespace aleator::random {

/// The series is for m = k + kFactorialShift, and k! = m! / ((k + 1) ... (k + 8)).
inline constexpr double kFactorialShift = 8;

/// (k + 1) ... (k + 8) / scale^8, for k >= 0: no power of the scale is formed, which might not be
/// held.
inline Array rising_ratio(const Array& k, const Array& scale) {
  const Array unit = 1. / scale, square_unit = unit * unit, r = k * unit;
  const Array q = r * (r + 9. * unit);  // (k + i) (k + 9 - i) is q + i (9 - i), scaled
  return (q + 8. * square_unit) * (q + 14. * square_unit) * (q + 18. * square_unit) *
         (q + 20. * square_unit);
}

/// log(m! / (sqrt(2 pi m) (m / e)^m)) for m >= 8, from 1 / m: within 3e-13.
inline Array stirling_error(const Array& inverse) {
  const Array square = inverse * inverse;
  return inverse *
         (1. / 12 -
          square * (1. / 360 - square * (1. / 1260 - square * (1. / 1680 - square * (1. / 1188)))));
}

}  // namespace aleator::random
