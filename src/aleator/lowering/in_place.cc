// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/in_place.h"

#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/plan.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

using Index = std::optional<std::size_t>;

bool is_same(const Array& x, const Array& y) {
  return x.node() == y.node() && x.output() == y.output();
}

Index parameter_index(const Function& f, const Array& array) {
  const Arrays& parameters = f.parameters();
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Array& p) { return is_same(p, array); });
  if (found == parameters.end()) return {};
  return static_cast<std::size_t>(found - parameters.begin());
}

/// The operand of a cond that both branches change in place or leave, or that one leaves and the
/// other replaces. The decision must be one for all, or one for each lane, which can hold it back.
Index changed_operand(const Cond& branches, const Node& node, std::size_t output) {
  if (is_scalar(node.types[output]) || !is_scalar(node.inputs[0].type())) return {};
  const Index left_true = parameter_index(branches.on_true, branches.on_true.outputs()[output]),
              left_false = parameter_index(branches.on_false, branches.on_false.outputs()[output]);
  if (left_true && left_false && left_true != left_false) return {};
  if (left_true) return left_true;
  if (left_false) return left_false;
  const Index yes = changed_parameter(branches.on_true, output),
              no = changed_parameter(branches.on_false, output);
  return yes == no ? yes : Index();
}

}  // namespace

std::size_t num_uses(const Function& f, const Array& array) {
  const auto count = [&](const Arrays& all) {
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const Array& other) { return is_same(other, array); }));
  };
  std::size_t uses = count(f.outputs());
  for (const Node* node : f.nodes()) uses += count(node->inputs);
  return uses;
}

Index changed_input(const Node& node, std::size_t output) {
  const Primitive* p = &node.primitive;
  if (p == &kDynamicUpdateSlice || is_scatter(*p)) return 0;
  if (p == &kCond) {
    const Index operand = changed_operand(node.attributes_as<Cond>(), node, output);
    return operand ? Index(1 + *operand) : operand;
  }
  const auto carried = [&](const Function& body, std::int64_t num_carry) -> Index {
    if (output >= static_cast<std::size_t>(num_carry)) return {};
    return changed_parameter(body, output) == output ? Index(output) : Index();
  };
  if (p == &kScan) {
    const auto& a = node.attributes_as<Scan>();
    return carried(a.body, a.num_carry);
  }
  if (p == &kWhile) {
    const auto& a = node.attributes_as<While>();
    return carried(a.body, a.num_carry);
  }
  return {};
}

Index changed_parameter(const Function& f, std::size_t output) {
  Array array = f.outputs()[output];
  while (!parameter_index(f, array)) {
    const Node& node = *array.node();
    const Index input = changed_input(node, static_cast<std::size_t>(array.output()));
    if (!input) return {};
    const Array before = node.inputs[*input];
    if (before.type().lane_axis != array.type().lane_axis || num_uses(f, before) != 1) return {};
    array = before;
  }
  return parameter_index(f, array);
}

}  // namespace aleator::lowering
