// SPDX-License-Identifier: Apache-2.0
// Defines batching of closed functions over a new leading axis.
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/trace.h"

#include <algorithm>

namespace aleator {
namespace {

ArrayType batched_type(ArrayType type, bool is_batched, std::int64_t size, bool is_lanes) {
  if (!is_batched) return type;
  if (is_lanes && type.lane_axis != kNoLane) {
    throw ValueError("vmap: a program has one lane axis; map inner axes without Axis::Lanes");
  }
  type.shape = Shape{size} + type.shape;
  type.lane_axis = is_lanes ? 0 : type.lane_axis == kNoLane ? kNoLane : type.lane_axis + 1;
  return type;
}

/// A batched output with its lane mark: a rule that folds the lane axis into another one and takes
/// it out again (convolution) cannot carry it through.
Array marked(const Array& output, const ArrayType& before, bool is_lanes) {
  const int expected = is_lanes ? 0 : before.lane_axis == kNoLane ? kNoLane : before.lane_axis + 1;
  return broadcast_marked(output, output.shape(), expected);
}

Arrays interpret(const Function& f, const Arrays& arguments, const std::vector<bool>& is_batched,
                 std::int64_t size, bool is_lanes) {
  Substitution batched(f, arguments);
  Environment<char> mapped;
  const auto is_mapped = [&](const Array& array) {
    const char* found = mapped.find(array);
    return found && *found;
  };
  for (std::size_t i = 0; i < is_batched.size(); ++i)
    mapped.set_output(f.parameters()[i], is_batched[i]);
  for (const Node* node : f.nodes()) {
    const Arrays inputs = batched(node->inputs);
    std::vector<bool> flags;
    for (const Array& input : node->inputs) flags.push_back(is_mapped(input));
    if (std::find(flags.begin(), flags.end(), true) == flags.end()) {
      batched.set(node, apply_all(node->primitive, inputs, node->attributes));
      continue;
    }
    if (!node->primitive.batch) fail_missing_rule(node->primitive, "batch");
    Arrays results = node->primitive.batch(
        {{node->primitive, node->attributes.get()}, inputs, flags, size, is_lanes});
    for (std::size_t i = 0; i < results.size(); ++i)
      results[i] = marked(results[i], node->types[i], is_lanes);
    batched.set(node, results);
    mapped.set(node, std::vector<char>(node->types.size(), true));
  }
  Arrays outputs;
  for (const Array& output : f.outputs()) {
    const Array value = batched(output);
    outputs.push_back(is_mapped(output) ? value
                                        : broadcast_marked(value, Shape{size} + output.shape(),
                                                           is_lanes ? 0 : kNoLane));
  }
  return outputs;
}

}  // namespace

Function batch_function(const Function& f, const std::vector<bool>& is_batched, std::int64_t size,
                        bool is_lanes) {
  std::string key = text("batch ", size, is_lanes ? " lanes " : " ");
  for (const bool bit : is_batched) key += bit ? '1' : '0';
  return f.memoize(key, [&] {
    ArrayTypes types = f.parameter_types();
    for (std::size_t i = 0; i < types.size(); ++i)
      types[i] = batched_type(types[i], is_batched[i], size, is_lanes);
    return simplify(trace_closed("vmap", types, [&](const Arrays& parameters) {
      return interpret(f, parameters, is_batched, size, is_lanes);
    }));
  });
}

}  // namespace aleator
