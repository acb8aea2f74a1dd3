// SPDX-License-Identifier: Apache-2.0
// Defines the lowering of scan.
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/control.h"

namespace aleator::lowering {

void lower_scan(Region& region, const Node& node) {
  const auto& a = node.attributes_as<Scan>();
  Unit& unit = region.unit();
  const auto n = static_cast<std::size_t>(a.num_carry),
             num_fixed = n + static_cast<std::size_t>(a.num_constants);
  std::vector<Carry> carries = make_carries(region, node, a.body, n, false);
  std::vector<Binding> fixed;
  for (std::size_t i = n; i < node.inputs.size(); ++i) {
    if (i < num_fixed) fixed.push_back(operand_binding(region, node.inputs[i]));
    else fixed.push_back({.storage = region.stored(node.inputs[i]), .value = {}});
  }
  std::vector<Storage> results;
  for (std::size_t i = n; i < node.types.size(); ++i)
    results.push_back(region.destination(&node, i));
  const auto round = [&](const ir::Value& step) {
    const ir::Value t = a.is_reverse ? index(a.length - 1) - step : step;
    std::vector<Binding> operands;
    for (Carry& carry : carries) operands.push_back(carry.present());
    for (std::size_t i = n; i < node.inputs.size(); ++i) {
      Binding b = fixed[i - n];
      if (i >= num_fixed) b.storage = unit.entry(*b.storage, 0, t);
      operands.push_back(b);
    }
    std::vector<std::optional<Storage>> destinations;
    for (const Carry& carry : carries) destinations.push_back(carry.next());
    for (const Storage& result : results)
      destinations.push_back(unit.renewed(unit.entry(result, 0, t)));
    const std::vector<Binding> outputs = inline_call(region, a.body, operands, destinations);
    for (std::size_t i = 0; i < n; ++i) carries[i].set(outputs[i], nullptr);
    for (Carry& carry : carries) carry.advance();
  };
  if (a.length > 0) unit.loop(index(a.length), round);
  for (std::size_t i = 0; i < n; ++i) region.bind(output_of(node, i), carries[i].finish());
  for (std::size_t i = n; i < node.types.size(); ++i)
    region.bind(output_of(node, i), {.storage = unit.renewed(results[i - n]), .value = {}});
}

}  // namespace aleator::lowering
