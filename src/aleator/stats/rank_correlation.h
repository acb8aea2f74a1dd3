// SPDX-License-Identifier: Apache-2.0
// Declares how well one order of things follows another. Names are TFP's.
#pragma once

#include "aleator/array/array.h"

namespace aleator::stats {

/// Kendall's tau-b of two vectors of one length: pairs in the same order less those in opposite
/// order, over the root of the products of the numbers of pairs that are not tied in each. From -1
/// to 1; NaN where all of one are equal. Compares all pairs: n^2 memory.
/// Source: Kendall 1945, "The treatment of ties in ranking problems"; agrees with SciPy.
Array kendalls_tau(const Array& y_true, const Array& y_pred);

}  // namespace aleator::stats
