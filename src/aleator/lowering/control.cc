// SPDX-License-Identifier: Apache-2.0
// Defines how opaque operations find their lowering, and how functions run inside others.
#include "aleator/lowering/control.h"

#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/dot.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/matrix.h"
#include "aleator/lowering/product.h"

namespace aleator::lowering {
Binding operand_binding(Region& region, const Array& array) {
  if (is_scalar(array.type())) return {.storage = {}, .value = region.single(array)};
  return {.storage = region.stored(array), .value = {}};
}

ir::Value element_of(Unit& unit, const Binding& binding, const Indices& indices) {
  return binding.value ? *binding.value : unit.load(*binding.storage, indices);
}

std::vector<Binding> inline_call(Region& region, const Function& function,
                                 const std::vector<Binding>& operands,
                                 const std::vector<std::optional<Storage>>& destinations,
                                 const std::optional<ir::Value>& mask) {
  Region inner(region.unit(), function);
  const bool has_both = mask && region.mask();
  inner.set_mask(has_both ? binary(ir::Binary::bit_and, *mask, *region.mask())
                 : mask   ? mask
                          : region.mask());
  for (std::size_t i = 0; i < operands.size(); ++i)
    inner.bind(function.parameters()[i], operands[i]);
  for (std::size_t i = 0; i < destinations.size(); ++i) {
    if (destinations[i]) inner.set_destination(i, *destinations[i]);
  }
  inner.emit();
  std::vector<Binding> outputs;
  Sweeps sweeps(region.unit());
  std::vector<bool> is_copied(function.outputs().size());
  for (std::size_t i = 0; i < function.outputs().size(); ++i) {
    const Array& output = function.outputs()[i];
    const bool is_number = is_scalar(output.type());
    if (is_number) outputs.push_back({.storage = {}, .value = inner.single(output)});
    else outputs.push_back({.storage = inner.stored(output), .value = {}});
    if (i >= destinations.size() || !destinations[i]) continue;
    const Storage& to = *destinations[i];
    if (outputs[i].storage && is_same_memory(*outputs[i].storage, to)) continue;
    sweeps.add(output.type(), [&unit = region.unit(), from = outputs[i], to](const Indices& at) {
      unit.store(element_of(unit, from, at), to, at);
    });
    is_copied[i] = !is_number;
  }
  sweeps.emit();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (is_copied[i]) outputs[i].storage = region.unit().renewed(*destinations[i]);
  }
  return outputs;
}

ir::Value any_element(Unit& unit, const Binding& binding, const ArrayType& type) {
  ir::Value any;
  if (is_scalar(type)) {
    any = element_of(unit, binding, unit.single_index(type));
  } else {
    const int width = unit.width_of(type.lane_axis);
    const ir::Pointer slot = unit.emitter().allocate(Dtype::boolean, width, 1);
    unit.emitter().store(ir::widened(ir::constant_value(Dtype::boolean, 0), width), slot);
    unit.for_each(type, [&](const Indices& at) {
      const ir::Value old = unit.emitter().load_now(slot, {Dtype::boolean, width, 0, 0});
      unit.emitter().store(
          splat(binary(ir::Binary::bit_or, old, element_of(unit, binding, at)), width), slot);
    });
    any = unit.emitter().load_now(slot, {Dtype::boolean, width, 0, 0});
  }
  if (any.width == 0) return any;
  const std::string name = text("@llvm.vector.reduce.or.v", any.width, "i1"),
                    mask = text("<", any.width, " x i1>");
  unit.emitter().declare(text("declare i1 ", name, "(", mask, ")"));
  return unit.emitter().pure(Dtype::boolean, 0,
                             text("call i1 ", name, "(", ir::typed_text(any, any.width), ")"),
                             any.depth);
}

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

void lower_call(Region& region, const Node& node, const Function& function) {
  std::vector<Binding> operands;
  for (const Array& input : node.inputs) operands.push_back(operand_binding(region, input));
  std::vector<std::optional<Storage>> destinations;
  for (std::size_t i = 0; i < node.types.size(); ++i) {
    const bool is_large = !is_scalar(node.types[i]);
    destinations.push_back(is_large ? std::optional(region.destination(&node, i)) : std::nullopt);
  }
  const std::vector<Binding> outputs = inline_call(region, function, operands, destinations);
  for (std::size_t i = 0; i < outputs.size(); ++i) region.bind(output_of(node, i), outputs[i]);
}

void lower_opaque(Region& region, const Node& node) {
  const Primitive* p = &node.primitive;
  if (p == &kScan) return lower_scan(region, node);
  if (p == &kWhile) return lower_while(region, node);
  if (p == &kCond) return lower_cond(region, node);
  if (p == &kCall) return lower_call(region, node, node.attributes_as<Call>().function);
  if (p == &kMap) return lower_map(region, node);
  if (p == &kCustomGradient)
    return lower_call(region, node, node.attributes_as<CustomGradient>().function);
  if (p == &kCholesky) return lower_cholesky(region, node);
  if (p == &kCholeskyPullback) return lower_cholesky_pullback(region, node);
  if (p == &kTriangularSolve) return lower_triangular_solve(region, node);
  if (is_tiled_product(node) && !is_library_product(node)) return lower_product(region, node);
  lower_on_host(region, node);
}

}  // namespace aleator::lowering
