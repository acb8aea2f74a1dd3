// SPDX-License-Identifier: Apache-2.0
// Defines lists of axes, as the rules of dot_general need them.
#pragma once

#include "aleator/base/shape.h"

#include <algorithm>

namespace aleator::dot_axes {

inline Dims joined(Dims a, const Dims& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
inline bool is_ascending(const Dims& axes) { return std::is_sorted(axes.begin(), axes.end()); }
inline bool has(const Dims& axes, std::int64_t axis) {
  return std::find(axes.begin(), axes.end(), axis) != axes.end();
}
inline std::int64_t position(const Dims& axes, std::int64_t axis) {
  return std::find(axes.begin(), axes.end(), axis) - axes.begin();
}
/// Axes that are neither batched nor contracted.
inline Dims free_axes(std::int64_t rank, const Dims& batch, const Dims& contracting) {
  Dims result;
  for (std::int64_t axis = 0; axis < rank; ++axis) {
    if (!has(batch, axis) && !has(contracting, axis)) result.push_back(axis);
  }
  return result;
}

}  // namespace aleator::dot_axes
