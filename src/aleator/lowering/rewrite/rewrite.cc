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

/// Arrays that a single operation reads.
class SingleUses {
 public:
  explicit SingleUses(const Function& f) {
    const auto use = [&](const Node* node) {
      if (!once_.insert(node)) more_.add(node);
    };
    for (const Node* node : f.nodes()) {
      for (const Array& input : node->inputs) use(input.node());
    }
    for (const Array& output : f.outputs()) use(output.node());
  }
  bool contains(const Node* node) const { return more_.find(node) == NodeIndex::kNone; }

 private:
  NodeIndex once_, more_;
};

/// What is computed from a concatenation alone is computed from its parts, which then need no
/// memory.
Array in_pieces(const Node& node, const Arrays& inputs, const SingleUses& single_uses) {
  if (!is_any(node.primitive, {&kAdd, &kSubtract, &kMultiply, &kNegate})) return {};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!single_uses.contains(node.inputs[i].node())) continue;
    const Array pieces = by_pieces(node, inputs, i);
    if (pieces.has_value()) return pieces;
  }
  return {};
}

/// The rules that know what the whole function is like.
struct Rules {
  explicit Rules(const Function& f) : whole_sums(f), single_uses(f), divisors(f) {}
  WholeSums whole_sums;
  SingleUses single_uses;
  Divisors divisors;
};

Array rewritten(const Node& node, const Arrays& inputs, const Rules& rules) {
  if (node.types.size() != 1 || !is_floating(node.types[0].dtype)) return {};
  const Array of_few = by_choices(node, inputs);
  if (of_few.has_value()) return of_few;
  if (&node.primitive == &kReduceSum) return rewritten_sum(node, inputs[0]);
  if (&node.primitive == &kDivide) return rules.divisors.product(node, inputs);
  if (&node.primitive == &kScatterAdd) return rewritten_scatter(node, inputs);
  if (&node.primitive == &kConcatenate) return flattened(node, inputs);
  if (is_any(node.primitive, {&kMultiply, &kNegate, &kAdd})) {
    const Array product = rescaled(node, inputs);
    if (product.has_value()) return product;
  }
  if (rules.whole_sums.contains(&node)) {
    const Array whole = concatenated(apply(kAdd, inputs));
    const Array flat = whole.has_value() ? flattened(*whole.node(), whole.node()->inputs) : Array();
    if (whole.has_value()) return flat.has_value() ? flat : whole;
  }
  return in_pieces(node, inputs, rules.single_uses);
}

}  // namespace

Function rewrite(const Function& f) {
  const Rules rules(f);
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
      const Array other = rewritten(*node, inputs, rules);
      if (other.has_value() && other.type() == node->types[0]) substitute.set(node, {other});
      else substitute.set(node, apply_all(node->primitive, inputs, node->attributes));
    }
    return substitute(f.outputs());
  });
}

}  // namespace aleator::lowering
