// SPDX-License-Identifier: Apache-2.0
// Defines the lowering of writes at computed positions, and of operations left to the host.
#include "aleator/lowering/arithmetic.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/views.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

/// Whether a host call can fill memory itself: large and row-major. Nothing that it reads is there,
/// since only updates are made in place.
bool takes_host_result(const Unit& unit, const Storage& memory, const ArrayType& type) {
  return !unit.is_small(type) && memory.lane_axis == type.lane_axis &&
         unit.storage_at(memory.base, type).strides == memory.strides;
}

}  // namespace

std::pair<Indices, ir::Value> scatter_target(Region& region, const WindowNumbers& n,
                                             const Array& indices, const Shape& operand,
                                             const Shape& updates, const Indices& space) {
  Arithmetic arithmetic(region);
  const Dims sizes = window_sizes(n, operand.rank(), updates);
  Indices start = view_rules::window_start(arithmetic, n, indices, operand, sizes, space, false);
  ir::Value is_inside = ir::constant_value(Dtype::boolean, 1);
  for (const std::int64_t axis : n.index_map) {
    const auto k = static_cast<std::size_t>(axis);
    const std::int64_t bound = operand[axis] - sizes[k];
    const ir::Value fits =
        binary(ir::Binary::bit_and, compare(ir::Compare::greater_equal, start[k], index(0)),
               compare(ir::Compare::less_equal, start[k], index(bound)));
    is_inside = is_inside.is_constant() ? fits : binary(ir::Binary::bit_and, is_inside, fits);
    start[k] = arithmetic.clamp(start[k], std::max<std::int64_t>(0, bound));
  }
  return {view_rules::window_element(arithmetic, n, start, space), is_inside};
}

Indices update_target(Region& region, const Node& node, const Indices& space) {
  const Shape& operand = node.types[0].shape;
  const Shape& window = node.inputs[1].shape();
  const Arithmetic arithmetic(region);
  Indices at = space;
  for (std::int64_t axis = 0; axis < operand.rank(); ++axis) {
    const auto k = static_cast<std::size_t>(axis);
    const std::int64_t bound = operand[axis] - window[axis];
    if (bound > 0)
      at[k] = at[k] + arithmetic.clamp(as_index(region.single(node.inputs[2 + k])), bound);
  }
  return at;
}

void lower_on_host(Region& region, const Node& node) {
  Unit& unit = region.unit();
  std::vector<Storage> inputs, destinations, outputs;
  for (const Array& input : node.inputs) inputs.push_back(region.dense(input));
  for (std::size_t i = 0; i < node.types.size(); ++i) {
    const ArrayType& type = node.types[i];
    destinations.push_back(region.destination(&node, i));
    outputs.push_back(takes_host_result(unit, destinations[i], type) ? destinations[i]
                                                                     : unit.allocate_scratch(type));
  }
  unit.call({.function = {}, .num_lanes = unit.num_lanes(), .node = Ref<const Counted>(&node)},
            inputs, outputs);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    Storage result = unit.renewed(outputs[i]);
    const Array output = output_of(node, i);
    region.bind(output, {.storage = result, .value = {}});
    if (is_same_memory(outputs[i], destinations[i])) continue;
    region.copy(output, destinations[i]);
    region.bind(output, {.storage = unit.renewed(destinations[i]), .value = {}});
  }
}

}  // namespace aleator::lowering
