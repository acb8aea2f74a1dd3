// SPDX-License-Identifier: Apache-2.0
// Defines the cost model of recomputation.
#include "aleator/lowering/cost.h"

#include "aleator/graph/cost.h"
#include "aleator/graph/primitives.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/views.h"

#include <algorithm>
#include <map>
#include <set>

namespace aleator::lowering {
namespace {

constexpr double kRepeated = 1.5;

/// What elements cost to compute, with all that they are computed from.
class Costs {
 public:
  explicit Costs(const Plan& plan) : plan_(plan) {}

  /// Additions that an element of a virtual array is worth.
  double of(const Array& array) {
    const Node* node = array.node();
    if (node->constant || plan_.is_root(node) || node->inputs.empty()) return 0;
    const auto found = costs_.find(node);
    if (found != costs_.end()) return found->second;
    double cost = cost_of_element(node->primitive);
    costs_[node] = cost;
    // A single number is computed before the loops.
    for (const Array& input : node->inputs) cost += is_scalar(input.type()) ? 0 : of(input);
    return costs_[node] = std::min(cost, 1e6);
  }

 private:
  const Plan& plan_;
  std::map<const Node*, double> costs_;
};

/// The loop in which an element is computed, and how often in all.
std::pair<const Loop*, double> rounds(const Statement& s, const Visit& visit) {
  const Loop* innermost = nullptr;
  int depth = -1;
  bool is_irregular = false;
  const auto consider = [&](const StatementDim& dim) {
    if (dim.loop && depth_of(dim.loop) > depth) {
      depth = depth_of(dim.loop);
      innermost = dim.loop;
    }
  };
  for (const int d : visit.along) {
    if (d >= 0) consider(s.dims[static_cast<std::size_t>(d)]);
    else is_irregular = is_irregular || d == kOther;
  }
  if (is_irregular) {
    for (const StatementDim& dim : s.dims) consider(dim);
  }
  double count = 1;
  for (const Loop* loop = innermost; loop; loop = loop->outer)
    count *= static_cast<double>(loop->size);
  return {innermost, count};
}

/// Without those that another one is computed from: once that is in memory, they may be in order.
std::vector<const Node*> topmost(const std::vector<const Node*>& nodes) {
  std::set<const Node*> below;
  for (const Node* node : nodes) {
    for (const Array& input : node->inputs) {
      const Node* next = input.node();
      while (is_view(next->primitive)) next = next->inputs[0].node();
      below.insert(next);
    }
  }
  std::vector<const Node*> result;
  for (const Node* node : nodes) {
    if (!below.contains(node)) result.push_back(node);
  }
  return result;
}

}  // namespace

std::vector<const Node*> find_repeated(const Plan& plan) {
  Costs costs(plan);
  std::map<const Node*, double> counts;
  std::map<const Node*, std::set<std::pair<const Loop*, std::vector<const Loop*>>>> seen;
  for (const auto& s : plan.statements) {
    for (const Visit& visit : s->visits) {
      if (plan.is_root(visit.node)) continue;
      std::vector<const Loop*> along;
      for (const int d : visit.along)
        along.push_back(d >= 0 ? s->dims[static_cast<std::size_t>(d)].loop : nullptr);
      const auto [loop, count] = rounds(*s, visit);
      if (seen[visit.node].insert({loop, along}).second) counts[visit.node] += count;
    }
  }
  std::vector<const Node*> repeated;
  for (const auto& [node, count] : counts) {
    const auto size = static_cast<double>(num_elements(node->types[0]));
    if (size > 1 && node->types.size() == 1 && count > kRepeated * size &&
        costs.of(output_of(*node, 0)) >= kDear)
      repeated.push_back(node);
  }
  return topmost(repeated);
}

std::vector<const Node*> find_row_factors(const Plan& plan) {
  Costs costs(plan);
  std::set<const Node*> found;
  for (const auto& s : plan.statements) {
    if (s->kind != Statement::Kind::dot) continue;
    for (const Visit& visit : s->visits) {
      const Node* node = visit.node;
      const Loop* loop = rounds(*s, visit).first;
      const bool is_outer =
          loop && !loop->outer &&
          std::any_of(s->dims.begin(), s->dims.end(),
                      [&](const StatementDim& dim) { return dim.loop->outer == loop; });
      if (is_outer && !plan.is_root(node) && node->types.size() == 1 &&
          costs.of(output_of(*node, 0)) >= kDear)
        found.insert(node);
    }
  }
  return topmost({found.begin(), found.end()});
}

}  // namespace aleator::lowering
