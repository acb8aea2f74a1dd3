// SPDX-License-Identifier: Apache-2.0
// Defines CorrectionHistory, the pairs that L-BFGS remembers, and their product with a vector.
#pragma once

#include "aleator/optimize/inverse_hessian.h"

namespace aleator::optimize {

/// The last m pairs of an optimizer. They stay where they are: a new one takes the place of the
/// oldest. It is kept aside until the next iteration, which first puts it there, so that nothing
/// reads what a loop carries before it is changed, and the loop changes it in place.
struct CorrectionHistory {
  Array position_deltas, gradient_deltas;  ///< [m + 1, d]: a ring, with the row `free` to write to
  Array products;                          ///< [m + 1]: s'y of the rows; 0 where there is no pair
  Array free;                              ///< int64; the newest pair is in the row before it
  Array scale;      ///< s'y / y'y of the newest pair: the multiple of the identity that fits it
  Array has_pairs;  ///< bool
  Array position_delta, gradient_delta;  ///< [d], the latest pair, not in the ring yet; 0: none
};

/// A history of pairs, none of which is kept aside.
CorrectionHistory history_of(const CorrectionPairs& pairs);
/// With the latest pair in the ring if it says something about curvature, and none aside.
CorrectionHistory remembered(const CorrectionHistory& history);
/// The pairs of the ring.
CorrectionPairs pairs_of(const CorrectionHistory& history);

/// H x by the two-loop recursion over the pairs of the ring, where `initial` is x -> H_0 x.
Array multiply_by_inverse_hessian(const CorrectionHistory& history,
                                  const Callable<Array(const Array&)>& initial, const Array& x);

}  // namespace aleator::optimize
