// SPDX-License-Identifier: Apache-2.0
// Defines index_of, the place of an element in a shape, for names and messages.
#pragma once

#include "aleator/base/shape.h"

namespace aleator {

/// The index along each axis of an element, counted row by row; [] of a scalar.
inline Dims index_of(const Shape& shape, std::int64_t element) {
  Dims index;
  for (const std::int64_t stride : shape.strides()) {
    index.push_back(element / stride);
    element %= stride;
  }
  return index;
}

}  // namespace aleator
