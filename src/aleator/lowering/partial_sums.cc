// SPDX-License-Identifier: Apache-2.0
// Defines partial sums: float32 numbers are added in float32 for some rounds of an innermost loop,
// and these sums in float64. Converting every number would cost more than adding it.
#include "aleator/graph/primitives.h"
#include "aleator/lowering/nest.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

// Rounds of one partial sum: its error stays near that of its terms. Without lanes a round adds to
// one of many sums that LLVM keeps side by side.
constexpr std::int64_t kRoundsWithLanes = kShortSum, kRoundsWithoutLanes = 512;

}  // namespace

bool Nest::is_partial_in(const Loop& loop, const Statement& s, const Accumulator& a) {
  const bool is_shorter = a.dtype != s.node->types[0].dtype && s.kind == Statement::Kind::reduce &&
                          s.node->primitive.combine == &kAdd;
  return is_shorter && std::any_of(loop.items.begin(), loop.items.end(),
                                   [&](const Item& item) { return item.statement == &s; });
}

bool Nest::has_partial_sums(const Loop& loop) const {
  return std::none_of(loop.items.begin(), loop.items.end(),
                      [](const Item& item) { return item.loop != nullptr; }) &&
         std::any_of(accumulators_.begin(), accumulators_.end(), [&](const auto& entry) {
           return is_partial_in(loop, *entry.first.first, entry.second);
         });
}

void Nest::emit_blocks(const Loop& loop, const ir::Value& num_rounds, const LoopKind& kind,
                       const Callable<void(const ir::Value&)>& round) {
  const std::int64_t rounds = unit_.has_lanes() ? kRoundsWithLanes : kRoundsWithoutLanes;
  const ir::Value num_blocks =
      binary(ir::Binary::divide, num_rounds + index(rounds - 1), index(rounds));
  unit_.loop(num_blocks, [&](const ir::Value& block) {
    start_partial_sums(loop);
    const ir::Value first = block * index(rounds), left = num_rounds - first;
    const ir::Value count =
        select(compare(ir::Compare::less, left, index(rounds)), left, index(rounds));
    unit_.loop(
        count, [&](const ir::Value& i) { round(first + i); }, kind);
    finish_partial_sums(loop);
  });
}

void Nest::start_partial_sums(const Loop& loop) {
  ir::Emitter& e = unit_.emitter();
  for (auto& [key, a] : accumulators_) {
    if (!is_partial_in(loop, *key.first, a)) continue;
    const Dtype dtype = key.first->node->types[0].dtype;
    a.partial = {e.allocate(dtype, a.width, 1), dtype};
    e.store(splat(ir::widened(ir::constant_value(dtype, 0), a.width), a.width), a.partial->slot);
  }
}

void Nest::finish_partial_sums(const Loop& loop) {
  flush_partial_sums(loop);
  for (auto& [key, a] : accumulators_) {
    if (is_partial_in(loop, *key.first, a)) a.partial.reset();
  }
}

/// Adds the partial sums, which start anew.
void Nest::flush_partial_sums(const Loop& loop) {
  ir::Emitter& e = unit_.emitter();
  for (auto& [key, a] : accumulators_) {
    if (!a.partial || !is_partial_in(loop, *key.first, a)) continue;
    const ir::Value partial = e.load_now(a.partial->slot, {a.partial->dtype, a.width, 0, 0}),
                    sum = e.load_now(a.slot, {a.dtype, a.width, 0, 0});
    e.store(splat(binary(ir::Binary::add, sum, convert(partial, a.dtype)), a.width), a.slot);
    const Dtype dtype = a.partial->dtype;
    e.store(splat(ir::widened(ir::constant_value(dtype, 0), a.width), a.width), a.partial->slot);
  }
}

}  // namespace aleator::lowering
