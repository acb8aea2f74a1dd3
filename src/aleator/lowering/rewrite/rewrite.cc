// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/rewrite/rewrite.h"

#include "aleator/graph/cost.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/node_index.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"

namespace aleator::lowering {
namespace {

/// Sums that are not only terms of other sums.
class WholeSums {
 public:
  explicit WholeSums(const Function& f) {
    for (const Node* node : f.nodes()) {
      if (&node->primitive == &kAdd) continue;
      for (const Array& input : node->inputs) whole_.add(input.node());
    }
    for (const Array& output : f.outputs()) whole_.add(output.node());
  }
  bool contains(const Node* node) const {
    return &node->primitive == &kAdd && whole_.find(node) != NodeIndex::kNone;
  }

 private:
  NodeIndex whole_;
};

Array rewritten(const Node& node, const Arrays& inputs, const WholeSums& whole_sums,
                const Divisors& divisors) {
  if (node.types.size() != 1 || !is_floating(node.types[0].dtype)) return {};
  if (&node.primitive == &kReduceSum) return rewritten_sum(node, inputs[0]);
  if (&node.primitive == &kDivide) return divisors.product(node, inputs);
  if (&node.primitive == &kScatterAdd) return rewritten_scatter(node, inputs);
  if (&node.primitive == &kConcatenate) return flattened(node, inputs);
  if (is_any(node.primitive, {&kMultiply, &kNegate, &kAdd})) {
    const Array product = rescaled(node, inputs);
    if (product.has_value()) return product;
  }
  if (whole_sums.contains(&node)) {
    const Array whole = concatenated(apply(kAdd, inputs));
    if (!whole.has_value()) return {};
    const Array flat = flattened(*whole.node(), whole.node()->inputs);
    return flat.has_value() ? flat : whole;
  }
  return {};
}

}  // namespace

Function rewrite(const Function& f) {
  const WholeSums whole_sums(f);
  const Divisors divisors(f);
  return trace_closed(f.name().c_str(), f.parameter_types(), [&](const Arrays& parameters) {
    Substitution substitute(f, parameters);
    for (const Node* node : f.nodes()) {
      const Arrays inputs = substitute(node->inputs);
      if (&node->primitive == &kScan) {
        if (const Arrays outputs = without_invariants(*node, inputs); !outputs.empty()) {
          substitute.set(node, outputs);
          continue;
        }
      }
      const Array other = rewritten(*node, inputs, whole_sums, divisors);
      if (other.has_value() && other.type() == node->types[0]) substitute.set(node, {other});
      else substitute.set(node, apply_all(node->primitive, inputs, node->attributes));
    }
    return substitute(f.outputs());
  });
}

}  // namespace aleator::lowering
