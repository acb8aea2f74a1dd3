// SPDX-License-Identifier: Apache-2.0
// Defines functions of a choice between few numbers as choices between functions of them: the rate
// before a change and the rate after it have one logarithm each, not one an observation.
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/lowering/rewrite/factors.h"
#include "aleator/lowering/rewrite/rewrite.h"

namespace aleator::lowering {
namespace {

constexpr int kDeepest = 4;  // choices within choices, as guards against bad parameters are

/// Elements that a function of `x` must be computed for: none of a constant.
std::int64_t num_different(const Array& x, int depth) {
  if (uniform_value(x)) return 0;
  const Node& node = *x.node();
  if (&node.primitive == &kBroadcastInDim) return node.inputs[0].size();
  if (&node.primitive != &kSelect || depth == 0) return x.size();
  return num_different(node.inputs[1], depth - 1) + num_different(node.inputs[2], depth - 1);
}

bool is_choice_of_few(const Array& x) {
  return &x.node()->primitive == &kSelect && is_floating(x.type().dtype) &&
         2 * num_different(x, kDeepest) <= x.size();
}

/// A constant of another shape.
Array constant_like(const Array& constant, const Shape& shape) {
  return filled(
      number_of(*uniform_value(constant)),
      {.dtype = constant.type().dtype, .shape = shape, .is_weak = constant.type().is_weak});
}

/// The function of what may be chosen; its other inputs are constants.
Array of_each(const Node& function, Arrays inputs, std::size_t operand, const Array& x) {
  const Node& node = *x.node();
  if (&node.primitive == &kSelect) {
    return apply(kSelect, {node.inputs[0], of_each(function, inputs, operand, node.inputs[1]),
                           of_each(function, inputs, operand, node.inputs[2])});
  }
  const bool is_repeating = &node.primitive == &kBroadcastInDim;
  const Array few = is_repeating ? node.inputs[0] : x;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    inputs[i] = i == operand ? few : constant_like(inputs[i], few.shape());
  const Array value = apply(function.primitive, inputs, function.attributes);
  return is_repeating ? broadcast_of(value, node) : value;
}

}  // namespace

Array by_choices(const Node& function, const Arrays& inputs) {
  if (!function.primitive.is_elementwise || inputs.size() > 2) return {};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!is_choice_of_few(inputs[i])) continue;
    if (inputs.size() == 2 && !uniform_value(inputs[1 - i])) continue;
    return of_each(function, inputs, i, inputs[i]);
  }
  return {};
}

}  // namespace aleator::lowering
