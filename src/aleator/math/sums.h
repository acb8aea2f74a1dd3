// SPDX-License-Identifier: Apache-2.0
// Declares sums that need an order: with compensation, and running ones of any associative
// operation.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator::math {

struct KahanSum {
  Array total;
  Array correction;  ///< what rounding took from total, to be added to it in higher precision
};
/// The sum along an axis with compensation: its error is of the order of one rounding, whatever the
/// number of terms. (Neumaier 1974, who also handles terms larger than the sum so far.)
KahanSum reduce_kahan_sum(const Array& x, std::int64_t axis = -1);

/// An associative operation of two entries, or of many pairs at once along the axis of a scan.
using AssociativeFunction = Callable<Arrays(const Arrays& first, const Arrays& second)>;
/// x[0], f(x[0], x[1]), f(f(x[0], x[1]), x[2]), ... along an axis of all arrays, in 2 log2(n)
/// rounds of f over many entries instead of n. f gets and returns arrays like `elements` with fewer
/// entries along the axis. (Blelloch 1990, Prefix sums and their applications.)
Arrays scan_associative(const AssociativeFunction& f, const Arrays& elements,
                        std::int64_t axis = 0);

}  // namespace aleator::math
