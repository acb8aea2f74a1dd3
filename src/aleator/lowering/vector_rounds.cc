// SPDX-License-Identifier: Apache-2.0
// Defines loops whose rounds go side by side in the lanes of vectors, in functions without lanes:
// across short axes that are summed, and along axes that are folded with more than additions. What
// is left to LLVM are loops over elements and plain sums.
#include "aleator/base/text.h"
#include "aleator/graph/cost.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/lowering/nest.h"

#include <algorithm>
#include <string>
#include <utility>

namespace aleator::lowering {
namespace {

constexpr int kNarrowest = 32;               // bytes of a register
constexpr std::int64_t kLongestInside = 16;  // rounds of a loop across which vectors run
constexpr std::int64_t kWrittenOut = 8;      // rounds that LLVM does not see as a loop
constexpr std::int64_t kMostRoundsInside = 1024;
constexpr std::int64_t kRegistersOfFolds = 2;  // that a fold along a loop keeps apart

bool is_fold(const Statement& s) {
  return s.kind == Statement::Kind::reduce || s.kind == Statement::Kind::dot;
}

/// Rounds of all loops inside, and of the longest one.
struct Inside {
  std::int64_t rounds = 1, longest = 1;
};
Inside inside_of(const Loop& loop) {
  Inside most;
  for (const Item& item : loop.items) {
    if (!item.loop) continue;
    const Inside inner = inside_of(*item.loop);
    most.rounds = std::max(most.rounds, item.loop->size * inner.rounds);
    most.longest = std::max({most.longest, item.loop->size, inner.longest});
  }
  return most;
}

bool runs_along(const Statement& s, const Loop& loop) {
  const int axis = s.space[static_cast<std::size_t>(s.node->attributes_as<AlongAxis>().axis)];
  return axis >= 0 && s.dims[static_cast<std::size_t>(axis)].loop == &loop;
}

/// Whether a fold has one number at a time: what is summed over is inside of what is not.
bool is_one_sum(const Statement& s) {
  int first_sum = INT32_MAX, last_free = 0;
  for (const StatementDim& dim : s.dims) {
    if (dim.is_reduced) first_sum = std::min(first_sum, depth_of(dim.loop));
    else last_free = std::max(last_free, depth_of(dim.loop));
  }
  return last_free < first_sum;
}

bool can_go_side_by_side(const Statement& s, const Loop& loop) {
  switch (s.kind) {
    case Statement::Kind::map:
    case Statement::Kind::piece: return true;
    case Statement::Kind::running: return !runs_along(s, loop);
    case Statement::Kind::reduce:
    case Statement::Kind::dot: return is_one_sum(s);
    default: return false;
  }
}

bool has_dear(const Statement& s) {
  return std::any_of(s.visits.begin(), s.visits.end(), [](const Visit& visit) {
    return cost_of_element(visit.node->primitive) >= kDear;
  });
}

/// Whether rounds of a loop side by side read what is far apart in memory.
bool reads_apart(const Statement& s, const Loop& loop) {
  for (std::size_t d = 0; d < s.dims.size(); ++d) {
    if (s.dims[d].loop == &loop && lowering::reads_apart(s, d)) return true;
  }
  return false;
}

/// Whether columns of matrices run along a loop, and all sums in it go down these.
bool is_along_columns(const std::vector<const Statement*>& inside, const Loop& loop) {
  bool has_sums = false;
  for (const Statement* s : inside) {
    if (reads_apart(*s, loop)) return false;
    if (!is_fold(*s)) continue;
    if (!is_column_sum(*s) || s->dims[static_cast<std::size_t>(s->result.back())].loop != &loop)
      return false;
    has_sums = true;
  }
  return has_sums;
}

/// Whether a branch in its code keeps LLVM from making vectors.
bool has_branch(const Statement& s) {
  const auto is_one = [](const Primitive& p) { return is_any(p, {&kSin, &kCos, &kTan}); };
  return std::any_of(s.visits.begin(), s.visits.end(),
                     [&](const Visit& visit) { return is_one(visit.node->primitive); });
}

std::size_t widest(const Statement& s) {
  std::size_t bytes = 4;
  for (const ArrayType& type : s.node->types) bytes = std::max(bytes, size_of(type.dtype));
  for (const Array& input : s.node->inputs) bytes = std::max(bytes, size_of(input.dtype()));
  return bytes;
}

/// Lanes `first` to `first + count` of a vector.
ir::Value lanes_from(const ir::Value& x, int first, int count) {
  std::string numbers;
  for (int i = 0; i < count; ++i) numbers += text(i == 0 ? "" : ", ", "i32 ", first + i);
  const std::string type = ir::type_text(x.dtype, x.width);
  return ir::Emitter::current().pure(x.dtype, count,
                                     text("shufflevector ", ir::typed_text(x, x.width), ", ", type,
                                          " poison, <", count, " x i32> <", numbers, ">"),
                                     x.depth);
}

}  // namespace

/// How many rounds of a loop go side by side; 0 where they follow each other.
int Nest::vector_width(const Loop& loop, const std::vector<const Statement*>& inside) const {
  if (unit_.has_lanes() || unit_.vector_width() > 0 || num_instances_ > 1 || loop.is_backward ||
      unit_.vector_bytes() < kNarrowest)
    return 0;
  std::size_t bytes = 4;
  bool is_more_than_sum = false, is_folding = false, is_dear = false, is_apart = false,
       is_branching = false;
  for (const Statement* s : inside) {
    if (!can_go_side_by_side(*s, loop)) return 0;
    bytes = std::max(bytes, widest(*s));
    const bool is_running = s->kind == Statement::Kind::running;
    is_folding = is_folding || is_fold(*s) || is_running;
    is_more_than_sum = is_more_than_sum || (is_fold(*s) && !is_sum(*s));
    is_dear = is_dear || has_dear(*s);
    is_branching = is_branching || has_branch(*s);
    is_apart = is_apart || reads_apart(*s, loop);
  }
  const auto lanes =
      static_cast<std::int64_t>(unit_.vector_bytes()) / static_cast<std::int64_t>(bytes);
  const bool is_innermost =
      std::all_of(loop.items.begin(), loop.items.end(), [](const Item& i) { return !i.loop; });
  if (is_innermost) {
    const bool is_plain = !is_branching && (!is_more_than_sum || has_partial_sums(loop));
    return is_plain || loop.size < kRegistersOfFolds * lanes
               ? 0
               : static_cast<int>(kRegistersOfFolds * lanes);
  }
  if (loop.size >= kRegistersOfFolds * lanes && is_along_columns(inside, loop))
    return static_cast<int>(kRegistersOfFolds * lanes);
  const Inside rounds = inside_of(loop);
  const bool is_short = rounds.longest <= kLongestInside && rounds.rounds <= kMostRoundsInside;
  const bool is_written_out = rounds.longest <= kWrittenOut;
  const bool is_worth_it = is_dear || is_more_than_sum || is_written_out || !is_apart;
  return is_folding && is_worth_it && is_short && loop.size >= lanes ? static_cast<int>(lanes) : 0;
}

/// Sums that were started outside go on in vectors; at the end these are folded.
void Nest::emit_vector_rounds(const Loop& loop, int width,
                              const std::vector<const Statement*>& inside) {
  ir::Emitter& e = unit_.emitter();
  const std::map<std::pair<const Statement*, std::size_t>, Accumulator> outer = accumulators_;
  for (const Statement* s : inside) {
    const auto found = accumulators_.find({s, 0});
    if (found == accumulators_.end()) continue;
    Accumulator& a = found->second;
    a.width = width;
    a.is_joined = true;
    a.slot = e.allocate(a.dtype, width, 1);
    e.store(ir::widened(identity(*s, a.dtype), width), a.slot);
  }
  unit_.loop_in_vectors(loop.size, width, [&](const ir::Value& rounds) {
    frame_[&loop] = {rounds};
    emit_items(loop.items);
    frame_.erase(&loop);
  });
  for (const auto& [key, before] : outer) {
    const auto found = accumulators_.find(key);
    if (found == accumulators_.end() || found->second.width == before.width) continue;
    const Accumulator wide = std::exchange(found->second, before);
    ir::Value sum = e.load_now(wide.slot, {wide.dtype, width, 0, 0});
    for (int half = width / 2; half > 1; half /= 2)
      sum = folded(*key.first, lanes_from(sum, 0, half), lanes_from(sum, half, half));
    sum = folded(*key.first, unit_.number_of_lane(sum, index(0)),
                 unit_.number_of_lane(sum, index(1)));
    const ir::Value old = e.load_now(before.slot, {before.dtype, 0, 0, 0});
    e.store(folded(*key.first, old, sum), before.slot);
  }
}

}  // namespace aleator::lowering
