// SPDX-License-Identifier: Apache-2.0
// Declares what writes one row of a stack.
#pragma once

#include "aleator/array/array.h"

namespace aleator::mcmc {

/// `rows`, [n, ...], with row number `row` (int64, in 0..n-1) replaced by `value`, [...].
Array with_row(const Array& rows, const Array& row, const Array& value);

}  // namespace aleator::mcmc
