// SPDX-License-Identifier: Apache-2.0
// Defines what a statement reads, by following indices symbolically.
#include "aleator/lowering/reads.h"

#include "aleator/lowering/space.h"

#include <set>

namespace aleator::lowering {
namespace {

/// Follows indices symbolically: a dim of the statement, or what is known of no use.
class Walker {
 public:
  using Index = int;
  Walker(Statement& statement, const NodeIndex& roots) : s_(statement), roots_(roots) {}

  Index constant(std::int64_t n) const { return n == 0 ? kZero : kOther; }
  Index add(Index i, std::int64_t n) const { return n == 0 ? i : kOther; }
  Index multiply(Index i, std::int64_t n) const { return n == 1 || i == kZero ? i : kOther; }
  Index divide(Index i, std::int64_t n) const { return n == 1 || i == kZero ? i : kOther; }
  Index remainder(Index i, std::int64_t) const { return i == kZero ? i : kOther; }
  Index sum(Index i, Index j) const { return i == kZero ? j : j == kZero ? i : kOther; }
  Index clamp(Index i, std::int64_t high) const {
    return high <= 0 ? kZero : i == kZero ? i : kOther;
  }
  Index read(const Array& array, const std::vector<Index>& at) {
    walk(array, at);
    return kOther;
  }

  void walk(const Array& array, const std::vector<Index>& at) {
    const Node* node = array.node();
    if ((node->constant && node->constant.is_splat()) || &node->primitive == &kIota) return;
    if (!seen_.insert({node, at}).second) return;
    const bool is_there = node->constant || &node->primitive == &kParameter;
    if (is_there || roots_.find(node) != NodeIndex::kNone) {
      s_.reads.push_back({node, at});
      return;
    }
    through(*node, at);
  }

  /// The inputs of a virtual operation.
  void through(const Node& node, const std::vector<Index>& at) {
    if (&node.primitive == &kIota) return;
    if (is_view(node.primitive)) {
      walk(node.inputs[0], view_indices(*this, node, at));
      if (&node.primitive == &kPad) walk(node.inputs[1], {});
      return;
    }
    s_.visits.push_back({&node, at});
    for (const Array& input : node.inputs) walk(input, at);
  }

 private:
  Statement& s_;
  const NodeIndex& roots_;
  std::set<std::pair<const Node*, std::vector<Index>>> seen_;
};

void walk_everything(Walker& walker, const Array& array) {
  walker.walk(array, std::vector<int>(static_cast<std::size_t>(array.rank()), kOther));
}

}  // namespace

void find_reads(Statement& s, const NodeIndex& roots) {
  Walker walker(s, roots);
  switch (s.kind) {
    case Statement::Kind::map: return walker.through(*s.node, s.space);
    case Statement::Kind::piece: return walker.walk(s.node->inputs[s.piece], s.space);
    case Statement::Kind::reduce:
    case Statement::Kind::running: return walker.walk(s.node->inputs[0], s.space);
    case Statement::Kind::dot: {
      const DotAxes axes(*s.node);
      walker.walk(s.node->inputs[0], chosen(axes.left, s.space));
      return walker.walk(s.node->inputs[1], chosen(axes.right, s.space));
    }
    case Statement::Kind::scatter: {
      const auto& n = s.node->attributes_as<Scatter>().numbers;
      const Shape& operand = s.node->types[0].shape;
      view_rules::window_start(walker, n, s.node->inputs[1], operand, {}, s.space, false);
      walker.walk(s.node->inputs[2], s.space);
      return walk_everything(walker, s.node->inputs[0]);
    }
    case Statement::Kind::update:
      walker.walk(s.node->inputs[1], s.space);
      for (std::size_t i = 2; i < s.node->inputs.size(); ++i)
        walk_everything(walker, s.node->inputs[i]);
      return walk_everything(walker, s.node->inputs[0]);
    case Statement::Kind::opaque:
      for (const Array& input : s.node->inputs) walk_everything(walker, input);
  }
}

}  // namespace aleator::lowering
