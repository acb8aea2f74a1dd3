// SPDX-License-Identifier: Apache-2.0
// Declares operations that act element by element, with NumPy's broadcasting and the promotion of
// base/dtype.h.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

Array operator+(const Array& x, const Array& y);
Array operator-(const Array& x, const Array& y);
Array operator*(const Array& x, const Array& y);
Array operator/(const Array& x, const Array& y);  ///< true division: float64 for integers
Array operator-(const Array& x);

Array operator==(const Array& x, const Array& y);
Array operator!=(const Array& x, const Array& y);
Array operator<(const Array& x, const Array& y);
Array operator<=(const Array& x, const Array& y);
Array operator>(const Array& x, const Array& y);
Array operator>=(const Array& x, const Array& y);

Array logical_and(const Array& x, const Array& y);  ///< of bools; both are computed
Array logical_or(const Array& x, const Array& y);
Array logical_xor(const Array& x, const Array& y);
Array logical_not(const Array& x);

Array bitwise_and(const Array& x, const Array& y);
Array bitwise_or(const Array& x, const Array& y);
Array bitwise_xor(const Array& x, const Array& y);
Array bitwise_not(const Array& x);
Array shift_left(const Array& x, const Array& distance);  ///< 0 for distances outside the width
Array shift_right_logical(const Array& x, const Array& distance);     ///< fills with zeros
Array shift_right_arithmetic(const Array& x, const Array& distance);  ///< fills with the sign
Array population_count(const Array& x);

Array floor_divide(const Array& x, const Array& y);  ///< floor(x / y) in the operands' dtype
Array remainder(const Array& x, const Array& y);     ///< x - y floor(x / y): the sign of y
Array power(const Array& x, const Array& y);
Array maximum(const Array& x, const Array& y);  ///< NaN if either is
Array minimum(const Array& x, const Array& y);  ///< NaN if either is
Array clip(const Array& x, const Array& low, const Array& high);

Array abs(const Array& x);
Array sign(const Array& x);
Array square(const Array& x);
Array floor(const Array& x);
Array ceil(const Array& x);
Array round(const Array& x);  ///< ties to even

Array exp(const Array& x);
Array expm1(const Array& x);
Array log(const Array& x);
Array log1p(const Array& x);
Array sqrt(const Array& x);
Array rsqrt(const Array& x);  ///< 1 / sqrt(x)
Array cbrt(const Array& x);
Array sigmoid(const Array& x);  ///< 1 / (1 + exp(-x))

Array sin(const Array& x);
Array cos(const Array& x);
Array sinpi(const Array& x);  ///< sin(pi x), exactly 0 at integers
Array cospi(const Array& x);  ///< cos(pi x), exactly 0 halfway between them
Array tan(const Array& x);
Array asin(const Array& x);
Array acos(const Array& x);
Array atan(const Array& x);
Array atan2(const Array& y, const Array& x);  ///< the angle of the point (x, y)
Array sinh(const Array& x);
Array cosh(const Array& x);
Array tanh(const Array& x);
Array asinh(const Array& x);
Array acosh(const Array& x);
Array atanh(const Array& x);

Array is_finite(const Array& x);
Array is_nan(const Array& x);
Array is_inf(const Array& x);

/// x where condition is true, else y. Gradients do not pass through the choice not taken.
Array where(const Array& condition, const Array& x, const Array& y);

/// The same values in another dtype; floating to integer saturates. The result is not weak.
Array astype(const Array& x, Dtype dtype);
/// The same bits under another dtype of equal size.
Array bitcast(const Array& x, Dtype dtype);
/// x with a floating dtype: integers and bools become float64, weak stays weak.
Array as_floating(const Array& x);
/// x as arithmetic takes it: bools become int64 (they count), weak stays weak.
Array as_numeric(const Array& x);
/// x under a name that error messages use for it.
Array named(const Array& x, const std::string& name);
/// The identity with derivative zero.
Array stop_gradient(const Array& x);

}  // namespace aleator
