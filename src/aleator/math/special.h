// SPDX-License-Identifier: Apache-2.0
// Declares the special functions: those of array/ops/special.h and what is composed of them.
#pragma once

#include "aleator/array/ops/special.h"

namespace aleator {

/// log|exp(x) - exp(y)|; -inf where x = y.
Array log_sub_exp(const Array& x, const Array& y);
/// log(cosh(x)), relatively accurate at 0 and without overflow.
Array log_cosh(const Array& x);

}  // namespace aleator
