// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/repeated_number.h"

#include "aleator/graph/node.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"

#include <cstring>

namespace aleator {

Array repeated_number(const Array& capture) {
  const Node& node = *capture.node();
  const ArrayType& type = capture.type();
  if (type.lane_axis != kNoLane || node.is_live || node.depth > 0 || capture.size() < 2 ||
      !capture.buffer().is_splat())
    return {};
  Buffer number(type.dtype, Shape{});
  std::memcpy(number.mutable_bytes(), capture.buffer().bytes(), size_of(type.dtype));
  return constant(number, type.is_weak);
}

Array repeated(const Array& number, const Shape& shape) {
  return apply(kBroadcastInDim, {number}, attributes(BroadcastInDim{shape, {}, kNoLane}));
}

}  // namespace aleator
