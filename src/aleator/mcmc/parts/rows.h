// SPDX-License-Identifier: Apache-2.0
// Declares what reads and writes one row of a stack, and one element.
#pragma once

#include "aleator/array/array.h"

namespace aleator::mcmc {

/// `rows`, [n, ...], with row number `row` (int64, in 0..n-1) replaced by `value`, [...].
Array with_row(const Array& rows, const Array& row, const Array& value);

/// Row number `k` (int64), [size], of [n, size].
Array row_at(const Array& rows, const Array& k);
/// Element number `k` of [n].
Array element_at(const Array& x, const Array& k);

}  // namespace aleator::mcmc
