// SPDX-License-Identifier: Apache-2.0
// Declares the Box-Cox transformation, which extreme values and exceedances share.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// log(1 + c z) / c, and z for c = 0: relatively accurate and differentiable there too. Needs
/// c z > -1.
Array box_cox(const Array& z, const Array& c);
/// The z with box_cox(z, c) = y: expm1(c y) / c, and y for c = 0. y may be infinite.
Array inverse_box_cox(const Array& y, const Array& c);
/// expm1(x) / x, and 1 at 0.
Array expm1_over(const Array& x);

}  // namespace aleator
