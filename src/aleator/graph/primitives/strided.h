// SPDX-License-Identifier: Apache-2.0
// Defines the strided copy that all index arithmetic of the reference kernels is made of.
#pragma once

#include "aleator/base/shape.h"

#include <cstddef>

namespace aleator {

/// Copies a block of `shape` elements of `width` bytes between two layouts given by strides in
/// elements.
void copy_strided(const Shape& shape, std::size_t width, const std::byte* from,
                  const Dims& from_strides, std::byte* to, const Dims& to_strides);

/// Calls f(offset) with the element offset of every index of `shape` under `strides`, in row-major
/// order.
template <class F>
void for_each_offset(const Shape& shape, const Dims& strides, F&& f) {
  const std::int64_t rank = shape.rank();
  if (shape.size() == 0) return;
  Dims index(static_cast<std::size_t>(rank), 0);
  std::int64_t offset = 0;
  while (true) {
    f(offset);
    std::int64_t axis = rank - 1;
    for (; axis >= 0; --axis) {
      const auto k = static_cast<std::size_t>(axis);
      offset += strides[k];
      if (++index[k] < shape[axis]) break;
      offset -= strides[k] * shape[axis];
      index[k] = 0;
    }
    if (axis < 0) return;
  }
}

}  // namespace aleator
