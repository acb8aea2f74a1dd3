// SPDX-License-Identifier: Apache-2.0
// Defines which arrays need statements, and how often a plan is made anew.
#include "aleator/lowering/plan.h"

#include "aleator/graph/cost.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/dot.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/lowering/cost.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/product.h"
#include "aleator/lowering/schedule.h"
#include "aleator/lowering/statements.h"
#include "aleator/lowering/triangles.h"
#include "aleator/lowering/views.h"

#include <algorithm>
#include <map>

namespace aleator::lowering {
namespace {

/// Whether elements can be computed where they are used.
bool is_virtual(const Primitive& p) {
  return p.scalar.emit != nullptr || is_view(p) || &p == &kIota;
}

/// Whether a slice, if it is one, leaves out rows alone: what is left has no gaps.
bool is_block_of_rows(const Array& x) {
  if (&x.node()->primitive != &kSlice) return x.node()->inputs.empty();
  const Array& from = x.node()->inputs[0];
  const auto& a = x.node()->attributes_as<SliceAttributes>();
  return is_block_of_rows(from) && a.strides[0] == 1 &&
         x.shape().slice(1, x.rank()) == from.shape().slice(1, from.rank());
}

/// Where an operand of an opaque operation is not yet in memory, the node to put there.
const Node* unstored(const Array& operand, const NodeIndex& roots) {
  const Node* node = operand.node();
  if (&node->primitive == &kReshape && is_block_of_rows(node->inputs[0]))
    node = node->inputs[0].node();
  while (is_any(node->primitive,
                {&kBroadcastInDim, &kTranspose, &kSlice, &kReverse, &kStopGradient, &kNamed}))
    node = node->inputs[0].node();
  const bool is_there =
      node->constant || &node->primitive == &kParameter || roots.find(node) != NodeIndex::kNone;
  return is_there ? nullptr : node;
}

/// Whether elements cost less than `budget`, which what they cost is taken from.
bool is_cheap(const Array& array, const NodeIndex& roots, double& budget) {
  const Node* node = array.node();
  if (node->constant || node->inputs.empty() || roots.find(node) != NodeIndex::kNone) return true;
  budget -= std::max(1e-3, cost_of_element(node->primitive));  // so that views end as well
  return budget > 0 && is_virtual(node->primitive) && &node->primitive != &kGather &&
         std::all_of(node->inputs.begin(), node->inputs.end(),
                     [&](const Array& input) { return is_cheap(input, roots, budget); });
}

/// Whether a scan computes the numbers of a sequence itself, step by step.
bool is_computed_in_steps(const Node& node, std::size_t input, const NodeIndex& roots) {
  if (&node.primitive != &kScan) return false;
  const auto& scan = node.attributes_as<Scan>();
  const bool is_sequence = static_cast<std::int64_t>(input) >= scan.num_carry + scan.num_constants;
  double budget = kDear;
  return is_sequence && num_elements(node.inputs[input].type()) == scan.length &&
         is_cheap(node.inputs[input], roots, budget);
}

/// Long chains of virtual operations are cut, since code for them is made recursively.
void cut_chains(const Function& f, NodeIndex& roots) {
  constexpr int kLongest = 200;
  std::map<const Node*, int> lengths;
  for (const Node* node : f.nodes()) {
    int length = 0;
    for (const Array& input : node->inputs) {
      const auto found = lengths.find(input.node());
      if (found != lengths.end()) length = std::max(length, found->second + 1);
    }
    if (length > kLongest && node->types.size() == 1) roots.add(node);
    lengths[node] = roots.find(node) == NodeIndex::kNone ? length : 0;
  }
}

NodeIndex find_roots(const Function& f) {
  NodeIndex roots;
  for (const Node* node : f.nodes()) {
    if (!is_virtual(node->primitive)) roots.add(node);
  }
  for (const Array& output : f.outputs()) {
    const Node* node = output.node();
    if (!node->constant && &node->primitive != &kParameter) roots.add(node);
  }
  for (const Node* node : f.nodes()) {
    if (!is_opaque(*node)) continue;
    for (std::size_t i = 0; i < node->inputs.size(); ++i) {
      const Array& input = node->inputs[i];
      if (is_scalar(input.type()) || is_computed_in_steps(*node, i, roots)) continue;
      if (const Node* missing = unstored(input, roots)) roots.add(missing);
    }
  }
  cut_chains(f, roots);
  return roots;
}

}  // namespace

namespace {

bool is_innermost(const Loop& loop) {
  return std::all_of(loop.items.begin(), loop.items.end(),
                     [](const Item& item) { return item.statement; });
}

/// Rounds of the longest loop inside, all around it counted.
std::int64_t num_rounds(const Loop& loop) {
  std::int64_t most = 1;
  for (const Item& item : loop.items) {
    if (item.loop) most = std::max(most, num_rounds(*item.loop));
  }
  return loop.size * most;
}

bool has_dear(const Loop& loop) {
  return std::any_of(loop.items.begin(), loop.items.end(), [](const Item& item) {
    if (item.loop) return has_dear(*item.loop);
    const std::vector<Visit>& visits = item.statement->visits;
    return std::any_of(visits.begin(), visits.end(), [](const Visit& visit) {
      const bool varies =
          std::any_of(visit.along.begin(), visit.along.end(), [](int d) { return d >= 0; });
      return varies && cost_of_element(visit.node->primitive) >= kDear;
    });
  });
}

}  // namespace

bool is_written_out(const Loop& loop) {
  constexpr std::int64_t kUnrolled = 8, kUnrolledNest = 9;
  if (loop.size == 1) return true;
  if (is_innermost(loop)) return loop.size <= kUnrolled;
  return num_rounds(loop) <= kUnrolledNest && !has_dear(loop);
}

std::int64_t num_terms(const Statement& s) {
  std::int64_t count = 1;
  for (const StatementDim& dim : s.dims) count *= dim.is_reduced ? dim.size : 1;
  return count;
}

bool is_precise_sum(const Statement& s) {
  return s.kind == Statement::Kind::reduce && s.node->types[0].dtype == Dtype::float32 &&
         num_terms(s) > kShortSum;
}

bool reads_apart(const Statement& s, std::size_t d) {
  return std::any_of(s.reads.begin(), s.reads.end(), [&](const Read& read) {
    return std::find(read.along.begin(), read.along.end() - (read.along.empty() ? 0 : 1),
                     static_cast<int>(d)) != read.along.end() - (read.along.empty() ? 0 : 1);
  });
}

bool is_column_sum(const Statement& s) {
  constexpr std::int64_t kFewest = 16;  // columns
  if (!is_precise_sum(s) || s.result.empty() || s.result.back() < 0) return false;
  const int d = s.result.back();
  const auto column = static_cast<std::size_t>(d);
  return s.dims[column].size >= kFewest && !reads_apart(s, column) &&
         std::any_of(s.reads.begin(), s.reads.end(), [&](const Read& read) {
           return read.along.size() > 1 && read.along.back() == d;
         });
}

bool is_scatter(const Primitive& p) {
  return is_any(p, {&kScatter, &kScatterAdd, &kScatterMultiply, &kScatterMax, &kScatterMin});
}

int depth_of(const Loop* loop) {
  int depth = 0;
  for (; loop; loop = loop->outer) ++depth;
  return depth;
}

bool is_opaque(const Node& node) {
  const Primitive& p = node.primitive;
  if (is_library_product(node) || is_tiled_product(node)) return true;
  return !is_virtual(p) && !is_any(p, {&kDotGeneral, &kConcatenate, &kDynamicUpdateSlice}) &&
         !is_scatter(p) && p.combine == nullptr;
}

Plan make_plan(const Function& f, bool has_lanes) {
  constexpr int kRounds = 5;
  NodeIndex roots = find_roots(f);
  for (int round = 0; round < kRounds; ++round) {
    Plan plan = make_statements(f, roots);
    schedule(plan, has_lanes);
    std::vector<const Node*> repeated;
    if (round + 1 < kRounds) repeated = find_repeated(plan);
    if (round + 1 < kRounds && repeated.empty() && has_lanes) repeated = find_row_factors(plan);
    if (repeated.empty()) {
      find_stored(plan, f);
      if (has_lanes) find_triangles(plan, f);
      return plan;
    }
    for (const Node* node : repeated) roots.add(node);
  }
  return {};  // not reached: the last round repeats nothing
}

}  // namespace aleator::lowering
