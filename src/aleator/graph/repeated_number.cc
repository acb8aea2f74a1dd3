// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/repeated_number.h"

#include "aleator/graph/node.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"

#include <cstring>

namespace aleator {

Array captured(const Array& used) {
  const Node& node = *used.node();
  const ArrayType& type = used.type();
  if (type.lane_axis != kNoLane || node.is_live || node.depth > 0 || used.size() < 2 ||
      !used.buffer().is_splat())
    return used;
  Buffer number(type.dtype, Shape{});
  std::memcpy(number.mutable_bytes(), used.buffer().bytes(), size_of(type.dtype));
  return constant(number, type.is_weak);
}

Array restored(const Array& parameter, const Array& used) {
  if (parameter.size() == used.size()) return parameter;
  return apply(kBroadcastInDim, {parameter}, attributes(BroadcastInDim{used.shape(), {}, kNoLane}));
}

}  // namespace aleator
