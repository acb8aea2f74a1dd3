// SPDX-License-Identifier: Apache-2.0
// Defines how what every step of a scan would compute anew, from constants alone, leaves the scan.
#include "aleator/graph/cost.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/node_index.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/rewrite/rewrite.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

bool contains(const NodeIndex& nodes, const Node* node) {
  return nodes.find(node) != NodeIndex::kNone;
}

/// The nodes of a body that follow from its constants, and those that follow from literals alone.
struct Invariant {
  NodeIndex nodes, literals;
  bool contains(const Node* node) const { return lowering::contains(nodes, node); }
  bool is_fixed(const Node* node) const {
    return node->constant || contains(node) || lowering::contains(literals, node);
  }
};

Invariant find_invariant(const Scan& scan) {
  Invariant invariant;
  const auto first = static_cast<std::size_t>(scan.num_carry),
             last = first + static_cast<std::size_t>(scan.num_constants);
  for (std::size_t i = first; i < last; ++i) invariant.nodes.add(scan.body.parameters()[i].node());
  for (const Node* node : scan.body.nodes()) {
    const Arrays& in = node->inputs;
    const auto is_fixed = [&](const Array& x) { return invariant.is_fixed(x.node()); };
    const auto is_invariant = [&](const Array& x) { return invariant.contains(x.node()); };
    if (in.empty() || !std::all_of(in.begin(), in.end(), is_fixed)) continue;
    const bool is_literal = std::none_of(in.begin(), in.end(), is_invariant);
    (is_literal ? invariant.literals : invariant.nodes).add(node);
  }
  return invariant;
}

/// Whether a node divides what varies by what does not.
bool is_quotient(const Node& node, const Invariant& invariant) {
  return &node.primitive == &kDivide && is_floating(node.types[0].dtype) &&
         invariant.contains(node.inputs[1].node()) && !invariant.is_fixed(node.inputs[0].node());
}

/// The body with products in the place of quotients by what follows from its constants.
Function without_quotients(const Scan& scan, const Invariant& invariant) {
  const Function& f = scan.body;
  return trace_closed(f.name().c_str(), f.parameter_types(), [&](const Arrays& parameters) {
    Substitution substitute(f, parameters);
    for (const Node* node : f.nodes()) {
      const Arrays inputs = substitute(node->inputs);
      if (is_quotient(*node, invariant))
        substitute.set(node, {quotient(inputs[0], reciprocal(inputs[1]))});
      else substitute.set(node, apply_all(node->primitive, inputs, node->attributes));
    }
    return substitute(f.outputs());
  });
}

/// Whether computing it once is worth memory for it.
bool is_dear(const Node& node) {
  return node.types.size() == 1 && !is_view(node.primitive) &&
         (cost_of_element(node.primitive) >= kDear || !node.primitive.is_elementwise);
}

/// Invariant arrays that others read: the last ones of those that are dear.
Arrays find_dear(const Scan& scan, const Invariant& invariant) {
  // What is computed in each step: what varies, and cheap things below it.
  NodeIndex stays, found;
  Arrays dear;
  const auto see = [&](const Array& x) {
    const Node* node = x.node();
    if (!invariant.contains(node) || node->inputs.empty()) return;
    if (!is_dear(*node)) stays.add(node);
    else if (found.insert(node)) dear.push_back(x);
  };
  for (const Array& output : scan.body.outputs()) see(output);
  const std::vector<const Node*>& nodes = scan.body.nodes();
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    if (invariant.is_fixed(*node) && !contains(stays, *node)) continue;
    for (const Array& input : (*node)->inputs) see(input);
  }
  return dear;
}

/// The arrays outside of the scan, where its constants are `constants`.
Arrays outside(const Scan& scan, const Invariant& invariant, const Arrays& dear,
               const Arrays& inputs) {
  NodeIndex needed;
  std::vector<const Node*> stack;
  for (const Array& x : dear) stack.push_back(x.node());
  while (!stack.empty()) {
    const Node* node = stack.back();
    stack.pop_back();
    if (!needed.insert(node)) continue;
    for (const Array& input : node->inputs) stack.push_back(input.node());
  }
  // The other parameters have other types, and are not read.
  Arrays arguments = scan.body.parameters();
  for (std::size_t i = 0; i < static_cast<std::size_t>(scan.num_constants); ++i) {
    const std::size_t k = static_cast<std::size_t>(scan.num_carry) + i;
    arguments[k] = inputs[k];
  }
  Substitution substitute(scan.body, arguments);
  for (const Node* node : scan.body.nodes()) {
    if (contains(needed, node) && invariant.is_fixed(node))
      substitute.set(node, apply_all(node->primitive, substitute(node->inputs), node->attributes));
  }
  return substitute(dear);
}

/// The body with more constants, after those that it has, in the place of `dear`.
Function with_constants(const Scan& scan, const Arrays& dear) {
  const auto place =
      static_cast<std::ptrdiff_t>(scan.num_carry) + static_cast<std::ptrdiff_t>(scan.num_constants);
  ArrayTypes types = scan.body.parameter_types(), more;
  for (const Array& x : dear) more.push_back(x.type());
  types.insert(types.begin() + place, more.begin(), more.end());
  return trace_closed(scan.body.name().c_str(), types, [&](const Arrays& p) {
    Arrays own(p.begin(), p.begin() + place);
    const auto after = p.begin() + place + static_cast<std::ptrdiff_t>(dear.size());
    own.insert(own.end(), after, p.end());
    Substitution substitute(scan.body, own);
    NodeIndex is_given;
    for (std::size_t i = 0; i < dear.size(); ++i) {
      substitute.set(dear[i].node(), {p[static_cast<std::size_t>(place) + i]});
      is_given.add(dear[i].node());
    }
    for (const Node* node : scan.body.nodes()) {
      if (contains(is_given, node)) continue;
      substitute.set(node, apply_all(node->primitive, substitute(node->inputs), node->attributes));
    }
    return substitute(scan.body.outputs());
  });
}

}  // namespace

Arrays without_invariants(const Node& node, const Arrays& inputs) {
  Scan scan = node.attributes_as<Scan>();
  if (scan.num_constants == 0 || scan.length < 2) return {};
  Invariant invariant = find_invariant(scan);
  const std::vector<const Node*>& nodes = scan.body.nodes();
  if (std::any_of(nodes.begin(), nodes.end(),
                  [&](const Node* n) { return is_quotient(*n, invariant); })) {
    scan.body = simplify(without_quotients(scan, invariant));
    invariant = find_invariant(scan);
  }
  const Arrays dear = find_dear(scan, invariant);
  if (dear.empty()) return {};
  const Arrays values = outside(scan, invariant, dear, inputs);
  Scan shorter = scan;
  shorter.body = simplify(with_constants(scan, dear));
  shorter.num_constants += static_cast<std::int64_t>(dear.size());
  Arrays all = inputs;
  all.insert(all.begin() + static_cast<std::ptrdiff_t>(scan.num_carry) +
                 static_cast<std::ptrdiff_t>(scan.num_constants),
             values.begin(), values.end());
  return apply_all(node.primitive, all, attributes(shorter));
}

}  // namespace aleator::lowering
