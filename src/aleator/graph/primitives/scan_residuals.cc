// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/scan_residuals.h"

#include "aleator/graph/cost.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/node_index.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"

#include <algorithm>
#include <unordered_map>

namespace aleator {
namespace {

/// Walks over the backward step and chooses.
class Choice {
 public:
  Choice(const Function& pulled, const StepResiduals::Options& options) : options_(options) {
    for (std::size_t i = 0; i < options.num_known; ++i) {
      const Node* parameter = pulled.parameters()[i].node();
      known_.add(parameter);
      const bool is_constant =
          i >= options.num_carry && i < options.num_carry + options.num_constants;
      if (is_constant) constant_.add(parameter);
    }
    for (const Node* node : pulled.nodes()) {
      if (has_all(known_, *node)) known_.add(node);
      if (has_all(constant_, *node)) constant_.add(node);
    }
    for (const Node* node : pulled.nodes()) {
      if (!contains(known_, node)) see_inputs(*node);
    }
  }

  Arrays kept() && {
    // Inputs before what is made of them, which may be cheap once they are kept.
    std::sort(found_.begin(), found_.end(),
              [](const Found& a, const Found& b) { return a.order < b.order; });
    Arrays kept;
    std::int64_t bytes = 0;
    for (const auto& [x, order] : found_) {
      if (cost(x) < kDear) continue;
      costs_ = {};  // of what is computed from it
      is_kept_.add(x.node());
      bytes += x.size() * static_cast<std::int64_t>(size_of(x.dtype()));
      if (bytes > options_.budget) return {};
      kept.push_back(x);
    }
    return kept;
  }

 private:
  struct Found {
    Array array;
    std::size_t order;
  };

  static bool contains(const NodeIndex& nodes, const Node* node) {
    return nodes.find(node) != NodeIndex::kNone;
  }
  static bool has_all(const NodeIndex& nodes, const Node& node) {
    return std::all_of(node.inputs.begin(), node.inputs.end(), [&](const Array& x) {
      return x.node()->constant || contains(nodes, x.node());
    });
  }

  /// The forward values that a node of the backward pass reads.
  void see_inputs(const Node& node) {
    for (const Array& input : node.inputs) {
      if (contains(known_, input.node()) && !input.node()->constant) see(input);
    }
  }

  /// x, or what it is a view of, may be kept.
  void see(const Array& x) {
    const Node* node = x.node();
    if (is_view(node->primitive) && node->inputs[0].size() <= x.size()) return see(node->inputs[0]);
    if (is_floating(x.dtype()) && node->types.size() == 1) found_.push_back({x, known_.find(node)});
  }

  /// How many elements of an array stand for one of its input.
  static double num_repeats(const Node& node) {
    if (&node.primitive != &kBroadcastInDim) return 1;
    const std::int64_t before = std::max<std::int64_t>(1, node.inputs[0].size());
    return static_cast<double>(std::max(before, node.types[0].shape.size())) /
           static_cast<double>(before);
  }

  /// Quotients by a constant, or by what is repeated, become products with reciprocals.
  double cost_of_quotient(const Node& node) const {
    const Node* divisor = node.inputs[1].node();
    if (contains(constant_, divisor)) return 1;
    const double repeats = num_repeats(*divisor), whole = cost_of_element(kDivide);
    return repeats > 1 ? 1 + whole / repeats : whole;
  }

  double cost(const Array& x) {
    const Node* node = x.node();
    const bool is_there = node->constant || node->inputs.empty() || contains(constant_, node);
    if (is_there || contains(is_kept_, node)) return 0;
    const auto found = costs_.find(node);
    if (found != costs_.end()) return found->second;
    double sum = &node->primitive == &kDivide ? cost_of_quotient(*node) : own_cost(*node);
    for (const Array& input : node->inputs) sum += cost(input) / num_repeats(*node);
    return costs_[node] = std::min(sum, 1e6);
  }

  /// Reductions cost what they fold; other operations on whole arrays are dear in any case.
  static double own_cost(const Node& node) {
    if (node.primitive.combine && node.inputs.size() == 1)
      return static_cast<double>(node.inputs[0].size()) /
             static_cast<double>(std::max<std::int64_t>(1, node.types[0].shape.size()));
    if (node.primitive.is_elementwise || is_view(node.primitive))
      return cost_of_element(node.primitive);
    return &node.primitive == &kIota ? 0 : 1e3;
  }

  const StepResiduals::Options& options_;
  NodeIndex known_, constant_, is_kept_;
  std::unordered_map<const Node*, double> costs_;
  std::vector<Found> found_;
};

}  // namespace

StepResiduals::StepResiduals(const Function& pulled, const Options& options)
    : pulled_(pulled), kept_(Choice(pulled, options).kept()) {}

Arrays StepResiduals::forward(const Arrays& known) const {
  if (kept_.empty()) return {};
  NodeIndex needed;
  std::vector<const Node*> stack;
  for (const Array& x : kept_) stack.push_back(x.node());
  while (!stack.empty()) {
    const Node* node = stack.back();
    stack.pop_back();
    if (!needed.insert(node)) continue;
    for (const Array& input : node->inputs) stack.push_back(input.node());
  }
  Arrays arguments = known;  // what follows them is not read
  arguments.resize(pulled_.parameters().size(), known.empty() ? Array() : known[0]);
  Substitution substitute(pulled_, arguments);
  for (const Node* node : pulled_.nodes()) {
    if (needed.find(node) == NodeIndex::kNone) continue;
    substitute.set(node, apply_all(node->primitive, substitute(node->inputs), node->attributes));
  }
  return substitute(kept_);
}

Arrays StepResiduals::backward(const Arrays& arguments, const Arrays& kept) const {
  Substitution substitute(pulled_, arguments);
  NodeIndex is_kept;
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    substitute.set(kept_[i].node(), {kept[i]});
    is_kept.add(kept_[i].node());
  }
  for (const Node* node : pulled_.nodes()) {
    if (is_kept.find(node) != NodeIndex::kNone) continue;
    substitute.set(node, apply_all(node->primitive, substitute(node->inputs), node->attributes));
  }
  return substitute(pulled_.outputs());
}

}  // namespace aleator
