// SPDX-License-Identifier: Apache-2.0
// Defines the lowering of cond.
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/lanes.h"

namespace aleator::lowering {
namespace {

/// Where the predicate does not hold.
Binding opposite(Unit& unit, const Binding& predicate, const ArrayType& type) {
  const ir::Value yes = ir::constant_value(Dtype::boolean, 1);
  if (predicate.value)
    return {.storage = {}, .value = binary(ir::Binary::bit_xor, *predicate.value, yes)};
  const Storage result = unit.allocate(type);
  unit.for_each(type, [&](const Indices& at) {
    unit.store(binary(ir::Binary::bit_xor, unit.load(*predicate.storage, at), yes), result, at);
  });
  return {.storage = unit.renewed(result), .value = {}};
}

}  // namespace

void lower_cond(Region& region, const Node& node) {
  const auto& a = node.attributes_as<Cond>();
  Unit& unit = region.unit();
  const ArrayType type = node.inputs[0].type();
  const Binding predicate = operand_binding(region, node.inputs[0]);
  std::vector<Binding> operands;
  for (std::size_t i = 1; i < node.inputs.size(); ++i)
    operands.push_back(operand_binding(region, node.inputs[i]));
  const bool is_single = type.shape.rank() == 0;
  std::vector<std::optional<Storage>> yes, no;
  for (std::size_t i = 0; i < node.types.size(); ++i) {
    const bool is_large = !is_scalar(node.types[i]);
    yes.push_back(is_large ? region.destination(&node, i) : unit.allocate(node.types[i]));
    no.push_back(is_single ? *yes[i] : unit.allocate(node.types[i]));
  }
  const ir::Value any = any_element(unit, predicate, type);
  unit.guarded(any, [&] { inline_call(region, a.on_true, operands, yes); });
  unit.guarded(any_element(unit, opposite(unit, predicate, type), type),
               [&] { inline_call(region, a.on_false, operands, no); });
  const auto rank = static_cast<std::ptrdiff_t>(type.shape.rank());
  for (std::size_t i = 0; i < node.types.size(); ++i) {
    Storage result = unit.renewed(*yes[i]);
    if (!is_single) {
      unit.for_each(node.types[i], [&](const Indices& at) {
        const ir::Value holds = element_of(unit, predicate, Indices(at.begin(), at.begin() + rank));
        unit.store(select(holds, unit.load_now(*yes[i], at), unit.load_now(*no[i], at)), *yes[i],
                   at);
      });
      result = unit.renewed(*yes[i]);
    }
    region.bind(output_of(node, i), {.storage = result, .value = {}});
  }
}

}  // namespace aleator::lowering
