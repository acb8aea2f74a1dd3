// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitive.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/trace.h"
#include "aleator/graph/trace_scope.h"

#include <algorithm>

namespace aleator {
namespace {

// A pending graph is computed when it exceeds either bound, so that eager loops run in bounded
// memory. The counts are upper bounds: shared inputs count once per use.
constexpr std::int64_t kPendingNodes = 4096;
constexpr std::int64_t kPendingBytes = std::int64_t{1} << 28;
constexpr std::int64_t kSaturated = std::int64_t{1} << 60;

void check_input(const Primitive& primitive, const Array& input) {
  if (!input.has_value()) {
    throw ValueError(
        text(primitive.name, ": an input is an Array that holds no value (default-constructed?)"));
  }
}

/// Computed inputs are replaced by constants, so that a graph never keeps the history of its values
/// alive. Literals have none worth the name, and stay recognizable. So do broadcasts while a
/// function is traced: it must not depend on whether they were computed before.
void drop_history(Arrays& inputs) {
  for (Array& input : inputs) {
    if (input.node()->constant || (is_tracing() && repeats_elements(*input.node()))) continue;
    const Arrays* published = input.node()->published();
    if (published && !is_literal(input)) {
      // A copy: the values go with the node if nobody else holds it.
      const Array value = (*published)[static_cast<std::size_t>(input.output())];
      input = value;
    }
  }
}

/// An axis whose length the operation changes is no lane axis any more.
int common_lane_axis(const LaneContext& c) {
  int axis = kNoLane;
  std::int64_t length = 0;
  for (const ArrayType& input : c.inputs) {
    if (input.lane_axis == kNoLane || input.lane_axis == axis) continue;
    if (axis != kNoLane) {
      throw ShapeError(text(c.primitive.name, ": operands disagree about the lane axis: ", axis,
                            " and ", input.lane_axis));
    }
    axis = input.lane_axis;
    length = input.shape[axis];
  }
  const bool stays = axis < c.output.shape.rank() && c.output.shape[axis] == length;
  return stays ? axis : kNoLane;
}

void inherit(Node& node) {
  std::int64_t bytes = 0;
  for (const ArrayType& type : node.types)
    bytes += type.shape.size() * static_cast<std::int64_t>(size_of(type.dtype));
  node.pending_nodes = 1;
  node.pending_bytes = bytes;
  for (const Array& input : node.inputs) {
    const Node& from = *input.node();
    node.depth = std::max(node.depth, from.depth);
    node.is_live = node.is_live || from.is_live;
    node.pending_nodes = std::min(kSaturated, node.pending_nodes + from.pending_nodes);
    node.pending_bytes = std::min(kSaturated, node.pending_bytes + from.pending_bytes);
  }
}

}  // namespace

bool repeats_elements(const Node& node) {
  return &node.primitive == &kBroadcastInDim &&
         node.types[0].shape.size() > node.inputs[0].shape().size();
}

ArrayTypes infer_types(const Primitive& primitive, const ArrayTypes& inputs,
                       const Attributes* attributes) {
  bool is_any_lane = false, is_all_weak = !inputs.empty();
  for (const ArrayType& input : inputs) {
    is_any_lane = is_any_lane || input.lane_axis != kNoLane;
    is_all_weak = is_all_weak && input.is_weak;
  }
  ArrayTypes outputs = primitive.infer({{primitive, attributes}, inputs});
  for (ArrayType& output : outputs) {
    output.is_weak = output.is_weak || (primitive.keeps_weak && is_all_weak);
    if (!is_any_lane) continue;
    const LaneContext lanes{{primitive, attributes}, inputs, output};
    output.lane_axis = primitive.lane ? primitive.lane(lanes) : common_lane_axis(lanes);
  }
  return outputs;
}

Arrays apply_all(const Primitive& primitive, Arrays inputs, Ref<const Attributes> attributes) {
  if (primitive.num_inputs >= 0 &&
      static_cast<std::size_t>(primitive.num_inputs) != inputs.size()) {
    throw ValueError(
        text(primitive.name, ": takes ", primitive.num_inputs, " arrays, got ", inputs.size()));
  }
  for (const Array& input : inputs) check_input(primitive, input);
  drop_history(inputs);
  ArrayTypes input_types;
  input_types.reserve(inputs.size());
  for (const Array& input : inputs) input_types.push_back(input.type());
  ArrayTypes types = infer_types(primitive, input_types, attributes.get());
  auto node = make_ref<Node>(primitive, std::move(inputs), std::move(attributes), std::move(types));
  inherit(*node);
  Arrays outputs;
  for (int i = 0; i < static_cast<int>(node->types.size()); ++i) outputs.emplace_back(node, i);
  const bool is_over_budget =
      node->pending_nodes > kPendingNodes || node->pending_bytes > kPendingBytes;
  if (is_over_budget && node->depth == 0 && !node->is_live && !is_rebuilding()) evaluate(outputs);
  return outputs;
}

Array apply(const Primitive& primitive, Arrays inputs, Ref<const Attributes> attributes) {
  return apply_all(primitive, std::move(inputs), std::move(attributes))[0];
}

Array VjpContext::cotangent(std::size_t i) const {
  return cotangents[i].has_value() ? cotangents[i] : zeros_like(outputs[i]);
}

Array JvpContext::tangent(std::size_t i) const {
  return tangents[i].has_value() ? tangents[i] : zeros_like(inputs[i]);
}

Array BatchContext::batched(std::size_t i) const {
  return is_batched[i]
             ? inputs[i]
             : broadcast_marked(inputs[i], Shape{size} + inputs[i].shape(), is_lanes ? 0 : kNoLane);
}

void fail_missing_rule(const Primitive& primitive, const char* rule) {
  throw NotImplemented(
      text(primitive.name, " has no ", rule, " rule (graph/primitives/", primitive.file, ")"));
}

std::span<const Primitive* const> all_primitives() {
  static constexpr const Primitive* kAll[] = {
#define ALEATOR_PRIMITIVE(name) &name,
#include "aleator/graph/primitives/list.h"
#undef ALEATOR_PRIMITIVE
  };
  return kAll;
}

}  // namespace aleator
