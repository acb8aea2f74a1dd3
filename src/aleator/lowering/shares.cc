// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/shares.h"

#include <algorithm>
#include <set>

namespace aleator::lowering {
namespace {

constexpr std::int64_t kRoundsPerCall = 1 << 16;  // of innermost loops: some 50 microseconds
constexpr std::int64_t kLeastCalls = 4;

/// Innermost rounds of one round.
std::int64_t rounds_inside(const Loop& loop) {
  std::int64_t most = 1;
  for (const Item& item : loop.items) {
    if (item.loop) most = std::max(most, item.loop->size * rounds_inside(*item.loop));
  }
  return most;
}

/// Whether each round of `loop` fills elements of its own, from what it has made itself or what was
/// there before.
bool is_own(const Statement& s, const Loop& loop) {
  const auto is_of_loop = [&](const StatementDim& dim) { return dim.loop == &loop; };
  const bool is_known_kind = s.kind == Statement::Kind::map || s.kind == Statement::Kind::piece ||
                             s.kind == Statement::Kind::reduce || s.kind == Statement::Kind::dot;
  return is_known_kind && std::any_of(s.dims.begin(), s.dims.end(), is_of_loop) &&
         std::none_of(s.dims.begin(), s.dims.end(),
                      [&](const StatementDim& dim) { return is_of_loop(dim) && dim.is_reduced; });
}

bool are_own(const Loop& loop, const Loop& shared, std::set<const Node*>& filled) {
  return !loop.rows && std::all_of(loop.items.begin(), loop.items.end(), [&](const Item& item) {
    if (item.loop) return are_own(*item.loop, shared, filled);
    filled.insert(item.statement->node);
    return is_own(*item.statement, shared);
  });
}

}  // namespace

const Loop* shared_loop(const Plan& plan, const Function& f) {
  if (plan.items.size() != 1 || !plan.items[0].loop) return nullptr;
  const Loop& loop = *plan.items[0].loop;
  std::set<const Node*> filled;
  if (loop.is_backward || !are_own(loop, loop, filled)) return nullptr;
  // What is another output as well, or a view of one, is copied when all of it is there.
  std::set<std::pair<const Node*, int>> outputs;
  for (const Array& output : f.outputs()) {
    if (!filled.contains(output.node())) return nullptr;
    if (!outputs.insert({output.node(), output.output()}).second) return nullptr;
  }
  return loop.size >= kLeastCalls * rounds_per_call(loop) ? &loop : nullptr;
}

std::int64_t rounds_per_call(const Loop& loop) {
  return std::max<std::int64_t>(1, kRoundsPerCall / rounds_inside(loop));
}

}  // namespace aleator::lowering
