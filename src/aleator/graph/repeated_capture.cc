// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/repeated_capture.h"

#include "aleator/graph/node.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"

#include <cstring>

namespace aleator {

Array broadcast_part(const Array& capture) {
  const Node& node = *capture.node();
  const bool repeats = &node.primitive == &kBroadcastInDim && !node.is_live && node.depth == 0 &&
                       capture.type().lane_axis == kNoLane &&
                       node.inputs[0].size() < capture.size();
  return repeats ? node.inputs[0] : Array();
}

Array repeated_part(const Array& capture) {
  const Array base = broadcast_part(capture);
  const Node& node = *capture.node();
  const ArrayType& type = capture.type();
  if (base.has_value() || type.lane_axis != kNoLane || node.is_live || node.depth > 0 ||
      capture.size() < 2 || !capture.buffer().is_splat())
    return base;
  Buffer number(type.dtype, Shape{});
  std::memcpy(number.mutable_bytes(), capture.buffer().bytes(), size_of(type.dtype));
  return constant(number, type.is_weak);
}

Array repeated(const Array& part, const Array& capture) {
  const Node& node = *capture.node();
  if (broadcast_part(capture).has_value()) return apply(kBroadcastInDim, {part}, node.attributes);
  return apply(kBroadcastInDim, {part}, attributes(BroadcastInDim{capture.shape(), {}, kNoLane}));
}

}  // namespace aleator
