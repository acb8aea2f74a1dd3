// SPDX-License-Identifier: Apache-2.0
// Declares sorting. NaN come last, whichever the direction; equal elements keep their order.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

struct SortOptions {
  std::int64_t axis = -1;
  bool is_descending = false;
};

/// The elements in order along an axis.
Array sort(const Array& x, const SortOptions& options = {});
/// The positions, int64, that sort x: take_along_axis(x, argsort(x)) is sort(x).
Array argsort(const Array& x, const SortOptions& options = {});

struct TopK {
  Array values;   ///< the k largest along the last axis, largest first
  Array indices;  ///< their positions, int64
};
TopK top_k(const Array& x, std::int64_t k);

}  // namespace aleator
