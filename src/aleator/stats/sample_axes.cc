// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/sample_axes.h"

#include "aleator/array/ops/shape.h"

#include <algorithm>

namespace aleator::stats {

Array samples_first(const char* who, const Array& x, const Axes& axes) {
  const Dims first = axes.resolve(x.rank(), who);
  Dims order = first;
  for (std::int64_t axis = 0; axis < x.rank(); ++axis) {
    if (std::find(first.begin(), first.end(), axis) == first.end()) order.push_back(axis);
  }
  std::int64_t num = 1;
  for (const std::int64_t axis : first) num *= x.dim(axis);
  return reshape(transpose(x, order), Shape{num} + shape_without(who, x.shape(), axes, false));
}

Shape shape_without(const char* who, const Shape& shape, const Axes& axes, bool keep_dims) {
  const Dims removed = axes.resolve(shape.rank(), who);
  Dims kept;
  for (std::int64_t axis = 0; axis < shape.rank(); ++axis) {
    const bool is_removed = std::find(removed.begin(), removed.end(), axis) != removed.end();
    if (!is_removed) kept.push_back(shape[axis]);
    if (is_removed && keep_dims) kept.push_back(1);
  }
  return Shape(kept);
}

std::int64_t resolved_axis(const char* who, const Shape& shape, std::int64_t axis) {
  return Axes{axis}.resolve(shape.rank(), who)[0];
}

}  // namespace aleator::stats
