// SPDX-License-Identifier: Apache-2.0
// Defines how elements are computed where they are used.
#include "aleator/lowering/region.h"

#include "aleator/graph/primitive.h"
#include "aleator/lowering/arithmetic.h"
#include "aleator/lowering/describe.h"
#include "aleator/lowering/in_place.h"
#include "aleator/lowering/nest.h"
#include "aleator/lowering/shares.h"
#include "aleator/lowering/views.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace aleator::lowering {
std::string key_of(const Node* node, std::size_t output, const Indices& indices) {
  std::string key(sizeof node + (1 + indices.size()) * sizeof(std::int64_t), '\0');
  std::memcpy(key.data(), &node, sizeof node);
  std::size_t at = sizeof node;
  const auto put = [&](std::int64_t n) {
    std::memcpy(key.data() + at, &n, sizeof n);
    at += sizeof n;
  };
  put(static_cast<std::int64_t>(output));
  for (const ir::Value& i : indices)
    put(i.is_constant() ? 2 * ir::integer_of(i) + 1 : 2 * std::int64_t{i.reg});
  return key;
}

Region::Region(Unit& unit, const Function& function) : unit_(unit), function_(function) {}

void Region::set_destination(std::size_t output, const Storage& storage) {
  Array array = function_.outputs()[output];
  for (;;) {
    const auto i = static_cast<std::size_t>(array.output());
    destinations_.insert({{array.node(), i}, storage});
    const auto input = changed_input(*array.node(), i);
    if (!input) return;
    const Array before = array.node()->inputs[*input];
    if (before.type().lane_axis != storage.lane_axis || num_uses(function_, before) != 1) return;
    array = before;
  }
}

ir::Value Region::masked(const ir::Value& next, const Storage& to, const Indices& at) {
  // What all lanes share is no lane's state: who waits does not see it.
  const bool is_held_back = mask_ && to.lane_axis != kNoLane;
  return is_held_back ? select(*mask_, next, unit_.load_now(to, at)) : next;
}

Storage Region::destination(const Node* node, std::size_t output) {
  const auto found = destinations_.find({node, output});
  return found != destinations_.end() ? found->second : unit_.allocate(node->types[output]);
}

namespace {

/// ALEATOR_TRACE=plan or code: each function's loops are shown.
void show(const Plan& plan) {
  static const char* const level = std::getenv("ALEATOR_TRACE");
  if (!level || (std::string_view(level) != "plan" && std::string_view(level) != "code")) return;
  std::fputs(("aleator: loops\n" + describe(plan)).c_str(), stderr);
}

}  // namespace

void Region::emit(bool may_share) {
  const Plan plan = make_plan(function_, unit_.has_lanes());
  show(plan);
  lower_only_ = plan.lower_only;
  Nest(*this, plan, may_share ? shared_loop(plan, function_) : nullptr).emit();
}

Binding Region::output(std::size_t i) {
  const Array& array = function_.outputs()[i];
  if (const Binding* found = bindings_.find(array)) return *found;
  return {.storage = try_stored(array), .value = {}};
}

ir::Value Region::single(const Array& array) {
  return element(array, unit_.single_index(array.type()));
}

ir::Value Region::element(const Array& array, const Indices& indices) {
  const auto output = static_cast<std::size_t>(array.output());
  // Numbers in order come from the index, never from memory, which loops may fill later.
  if (&array.node()->primitive == &kIota) return compute(*array.node(), output, indices);
  if (const Binding* bound = bindings_.find(array)) {
    if (bound->value) return *bound->value;
    if (bound->storage) {
      if (const ir::Value* known = unit_.find(key_of(array.node(), output, indices))) return *known;
      return unit_.load(*bound->storage, indices);
    }
  }
  if (array.node()->constant) return constant_element(*array.node(), indices);
  const std::string key = key_of(array.node(), output, indices);
  if (const ir::Value* known = unit_.find(key)) return *known;
  const ir::Value value = compute(*array.node(), output, indices);
  unit_.remember(key, value);
  return value;
}

ir::Value Region::constant_element(const Node& node, const Indices& indices) {
  const Buffer& buffer = node.constant;
  if (buffer.size() == 1 || buffer.is_splat()) {
    ir::Value value{.dtype = buffer.dtype()};
    std::memcpy(&value.bits, buffer.bytes(), size_of(buffer.dtype()));
    return value;
  }
  return unit_.load(stored(output_of(node, 0)), indices);
}

ir::Value Region::compute(const Node& node, std::size_t output, const Indices& indices) {
  const Primitive* p = &node.primitive;
  if (p == &kIota) {
    const auto& iota = node.attributes_as<Iota>();
    return convert(indices[static_cast<std::size_t>(iota.axis)], iota.dtype);
  }
  if (!is_view(*p)) return compute_elementwise(node, output, indices);
  if (p == &kPad) return compute_padded(node, indices);
  Arithmetic arithmetic(*this);
  return element(node.inputs[0], view_indices(arithmetic, node, indices));
}

ir::Value Region::compute_padded(const Node& node, const Indices& indices) {
  Arithmetic arithmetic(*this);
  if (node.inputs[0].size() == 0) return element(node.inputs[1], {});  // all padding
  const ir::Value inside = element(node.inputs[0], view_indices(arithmetic, node, indices));
  const auto& pad = node.attributes_as<Pad>();
  const auto natural = [](std::int64_t n) { return ir::integer_value(n, Dtype::uint64); };
  ir::Value is_inside = ir::constant_value(Dtype::boolean, 1);
  for (std::size_t axis = 0; axis < indices.size(); ++axis) {
    const std::int64_t size = node.inputs[0].shape()[static_cast<std::int64_t>(axis)],
                       step = pad.interior[axis] + 1;
    if (pad.low[axis] == 0 && pad.high[axis] == 0 && step == 1) continue;
    // As a natural number, what is before the array is huge.
    const ir::Value at = convert(indices[axis] + index(-pad.low[axis]), Dtype::uint64);
    ir::Value fits = compare(ir::Compare::less, at, natural(size == 0 ? 0 : (size - 1) * step + 1));
    if (step > 1)
      fits = binary(ir::Binary::bit_and, fits,
                    compare(ir::Compare::equal, binary(ir::Binary::remainder, at, natural(step)),
                            natural(0)));
    is_inside = is_inside.is_constant() ? fits : binary(ir::Binary::bit_and, is_inside, fits);
  }
  return select(is_inside, inside, element(node.inputs[1], {}));
}

namespace {

/// Whether an operation on these goes into a scope that runs seldom.
bool is_seldom(const Unit& unit, const std::vector<ir::Value>& inputs) {
  int depth = 0;
  bool is_constant = true;
  for (const ir::Value& x : inputs) {
    depth = std::max(depth, x.depth);
    is_constant = is_constant && x.is_constant();
  }
  return !is_constant && unit.is_seldom(depth);
}

}  // namespace

ir::Value Region::compute_elementwise(const Node& node, std::size_t output,
                                      const Indices& indices) {
  std::vector<ir::Value> inputs;
  for (const Array& input : node.inputs) inputs.push_back(element(input, indices));
  if (&node.primitive == &kDivide && is_floating(node.types[0].dtype) &&
      (inputs[1].depth < inputs[0].depth || inputs[1].width < inputs[0].width)) {
    // One divisor for many rounds of a loop or for all lanes: one division, then products.
    const ir::Value one = ir::constant_value(node.types[0].dtype, 1);
    return binary(ir::Binary::multiply, inputs[0], binary(ir::Binary::divide, one, inputs[1]));
  }
  if (!node.primitive.scalar.emit) fail_missing_rule(node.primitive, "emit");
  if (SharedCode::is_worth_sharing(node) && is_seldom(unit_, inputs))
    return unit_.shared_code().call(node, inputs);
  std::vector<ir::Value> outputs(node.types.size());
  node.primitive.scalar.emit(
      {{node.primitive, node.attributes.get()}, inputs, outputs, node.types});
  for (std::size_t i = 0; i < outputs.size(); ++i)
    unit_.remember(key_of(&node, i, indices), outputs[i]);
  return outputs[output];
}

}  // namespace aleator::lowering
