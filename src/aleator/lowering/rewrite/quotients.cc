// SPDX-License-Identifier: Apache-2.0
// Defines quotients with a common divisor as products with its reciprocal: a division takes as long
// as some twenty other operations.
#include "aleator/graph/cost.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/rewrite/factors.h"
#include "aleator/lowering/rewrite/rewrite.h"

namespace aleator::lowering {
namespace {

/// Whether an array repeats the elements of its input.
bool is_repeating(const Node& node) {
  return &node.primitive == &kBroadcastInDim &&
         num_elements(node.inputs[0].type()) < num_elements(node.types[0]);
}

}  // namespace

Array reciprocal(const Array& x) { return apply(kDivide, {filled(1, x.type()), x}); }

Divisors::Divisors(const Function& f) {
  NodeIndex once;
  for (const Node* node : f.nodes()) {
    if (&node->primitive != &kDivide || !is_floating(node->types[0].dtype)) continue;
    const Node* divisor = node->inputs[1].node();
    if (once.find(divisor) != NodeIndex::kNone) shared_.add(divisor);
    once.add(divisor);
  }
}

Array Divisors::product(const Node& node, const Arrays& inputs) const {
  if (&node.primitive != &kDivide || uniform_value(inputs[1])) return {};
  const Node& divisor = *inputs[1].node();
  if (is_repeating(divisor))
    return quotient(inputs[0], broadcast_of(reciprocal(divisor.inputs[0]), divisor));
  const Array of_choices =
      by_choices(*reciprocal(inputs[1]).node(), {filled(1, inputs[1].type()), inputs[1]});
  if (of_choices.has_value()) return quotient(inputs[0], of_choices);
  const bool is_shared = shared_.find(node.inputs[1].node()) != NodeIndex::kNone;
  return is_shared ? quotient(inputs[0], reciprocal(inputs[1])) : Array();
}

Array quotient(const Array& dividend, const Array& reciprocal_of_divisor) {
  return is_uniform(dividend, 1) ? reciprocal_of_divisor
                                 : apply(kMultiply, {dividend, reciprocal_of_divisor});
}

}  // namespace aleator::lowering
