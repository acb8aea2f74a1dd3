// SPDX-License-Identifier: Apache-2.0
// Declares circular functions of angles of any size.
#pragma once

namespace aleator::scalar {

/// Where these take over from the reduction by parts of pi / 2.
inline constexpr double kFarAngle = 1e8;

/// sin, cos and tan of a finite x with |x| > 1e8, within the bounds of vector_math/trigonometric.h.
///
/// x 2 / pi is taken modulo 4 from the bits of 2 / pi that matter (M. H. Payne and R. N. Hanek,
/// "Radian reduction for trigonometric functions", 1983): those of higher weight give whole turns.
/// 256 bits of the product stay, of which at most 62 are zeros before the first digit of any
/// argument in double precision.
double far_sin(double x);
double far_cos(double x);
double far_tan(double x);

}  // namespace aleator::scalar
