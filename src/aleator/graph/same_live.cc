// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/same_live.h"

#include "aleator/graph/function.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/variable_cell.h"

#include <algorithm>
#include <map>
#include <utility>

namespace aleator {
namespace {

bool are_equal(const Ref<const Attributes>& a, const Ref<const Attributes>& b) {
  return a.get() == b.get() || (a && b && a->equals(*b));
}

/// Finds for each live node the first one that is the same.
class Representatives {
 public:
  void add(const Node* node) {
    if (!node->is_live) return;
    if (&node->primitive == &kVariable) {
      const void* cell = node->attributes_as<VariableLeaf>().cell.get();
      first_[node] = variables_.emplace(cell, node).first->second;
      return;
    }
    std::vector<std::pair<const void*, int>> key{{&node->primitive, 0}};
    for (const Array& input : node->inputs) key.emplace_back(of(input.node()), input.output());
    std::vector<const Node*>& candidates = nodes_[key];
    const auto same = std::find_if(candidates.begin(), candidates.end(), [&](const Node* other) {
      return are_equal(node->attributes, other->attributes);
    });
    first_[node] = same == candidates.end() ? node : *same;
    if (same == candidates.end()) candidates.push_back(node);
  }
  const Node* of(const Node* node) const {
    const auto found = first_.find(node);
    return found == first_.end() ? node : found->second;
  }

 private:
  std::map<const Node*, const Node*> first_;
  std::map<const void*, const Node*> variables_;
  std::map<std::vector<std::pair<const void*, int>>, std::vector<const Node*>> nodes_;
};

}  // namespace

std::vector<std::size_t> first_of_same(const Arrays& arrays) {
  Representatives representatives;
  for (const Node* node : pending_nodes(arrays)) representatives.add(node);
  std::vector<std::size_t> first;
  std::map<std::pair<const Node*, int>, std::size_t> seen;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const std::pair key(representatives.of(arrays[i].node()), arrays[i].output());
    first.push_back(seen.emplace(key, i).first->second);
  }
  return first;
}

}  // namespace aleator
