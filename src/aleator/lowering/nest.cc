// SPDX-License-Identifier: Apache-2.0
// Defines how loops and the statements in them become code.
#include "aleator/lowering/nest.h"

#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/shares.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

constexpr std::size_t kRowsAtOnce = 4;  // rows of a matrix that share what they read

/// Appends the statements in a loop and in those inside it.
void collect(const Loop& loop, std::vector<const Statement*>& found) {
  for (const Item& item : loop.items) {
    if (item.statement) found.push_back(item.statement);
    else collect(*item.loop, found);
  }
}
std::vector<const Statement*> statements_in(const Loop& loop) {
  std::vector<const Statement*> found;
  collect(loop, found);
  return found;
}

bool is_innermost(const Loop& loop) {
  return std::all_of(loop.items.begin(), loop.items.end(),
                     [](const Item& item) { return item.statement; });
}

/// Whether no loop inside remains one in the code.
bool is_last_in_code(const Loop& loop) {
  return std::all_of(loop.items.begin(), loop.items.end(), [](const Item& item) {
    return !item.loop || (is_written_out(*item.loop) && is_last_in_code(*item.loop));
  });
}

/// Whether a loop of sums inside would add to one element in several rounds of `loop`.
bool adds_inside(const Statement& s, const Loop& loop) {
  const bool is_sum = std::any_of(s.dims.begin(), s.dims.end(), [&](const StatementDim& dim) {
    return dim.is_reduced && dim.loop == &loop;
  });
  return is_sum && std::any_of(s.dims.begin(), s.dims.end(), [&](const StatementDim& dim) {
           return depth_of(dim.loop) > depth_of(&loop);
         });
}

/// Whether a round of `loop` adds several times to one element of an array of sums: it reads back
/// what it has written.
bool adds_again(const Statement& s, const Loop& loop) {
  return std::any_of(s.dims.begin(), s.dims.end(), [&](const StatementDim& sum) {
    if (!sum.is_reduced || depth_of(sum.loop) <= depth_of(&loop)) return false;
    return std::any_of(s.dims.begin(), s.dims.end(), [&](const StatementDim& dim) {
      return !dim.is_reduced && depth_of(dim.loop) > depth_of(sum.loop);
    });
  });
}

/// Whether a round reads from memory what it has itself written there, not a number that is known.
/// LLVM moves stores of rounds that go together behind loads of them.
bool reads_back(const Statement& s, const std::vector<const Statement*>& inside) {
  return std::any_of(s.reads.begin(), s.reads.end(), [&](const Read& read) {
    const bool is_elsewhere =
        std::find(read.along.begin(), read.along.end(), kOther) != read.along.end();
    return std::any_of(inside.begin(), inside.end(), [&](const Statement* other) {
      return other->node == read.node && (is_elsewhere || other->kind == Statement::Kind::piece);
    });
  });
}

/// Whether rounds of a loop without others in it touch different elements.
bool is_parallel(const Loop& loop) {
  const std::vector<const Statement*> inside = statements_in(loop);
  return is_last_in_code(loop) &&
         std::all_of(inside.begin(), inside.end(), [&](const Statement* s) {
           return !changes_operand(*s) && s->kind != Statement::Kind::running &&
                  s->kind != Statement::Kind::opaque && !adds_inside(*s, loop) &&
                  !adds_again(*s, loop) && !reads_back(*s, inside);
         });
}

/// Random bits are words of 32 bits and take most of the time where there are any: as many rounds
/// as fill a register with these go together, beside several registers of float64.
bool has_random_bits(const Statement& s) {
  return std::any_of(s.visits.begin(), s.visits.end(),
                     [](const Visit& visit) { return &visit.node->primitive == &kThreefry2x32; });
}

LoopKind kind_of(const Loop& loop, int vector_bytes) {
  const std::vector<const Statement*> inside = statements_in(loop);
  const bool is_random = std::any_of(inside.begin(), inside.end(),
                                     [](const Statement* s) { return has_random_bits(*s); });
  return {is_parallel(loop), is_random ? vector_bytes / 4 : 0};
}

}  // namespace

Nest::Nest(Region& region, const Plan& plan, const Loop* shared)
    : region_(region), unit_(region.unit()), plan_(plan), shared_(shared) {
  for (const auto& s : plan.statements) {
    if (!s->is_stored || s->kind == Statement::Kind::opaque || region_.bindings_.find(s->node))
      continue;
    for (std::size_t i = 0; i < s->node->types.size(); ++i) {
      Storage memory = region_.destination(s->node, i);
      memory.depth = unit_.emitter().depth();
      if (changes_operand(*s)) memory = unit_.renewed(memory);
      region_.bind(output_of(*s->node, i), {.storage = memory, .value = {}});
    }
    if (s->kind == Statement::Kind::piece) region_.place_pieces(*s->node);
  }
}

void Nest::emit_items(const std::vector<Item>& items) {
  for (const Item& item : items) {
    if (item.loop) emit_loop(*item.loop);
    else emit_statement(*item.statement);
  }
}

void Nest::emit_loop(const Loop& loop) {
  const std::vector<const Statement*> inside = statements_in(loop);
  if (std::all_of(inside.begin(), inside.end(),
                  [&](const Statement* s) { return region_.is_in_place(*s); }))
    return;
  std::vector<const Statement*> own;
  for (const Statement* s : inside) {
    if (is_folding(*s) && outermost_fold(*s) == &loop && started_.insert(s).second)
      own.push_back(s);
  }
  for (const Statement* s : own) start(*s);
  if (const int width = vector_width(loop, inside); width > 0)
    emit_vector_rounds(loop, width, inside);
  else if (loop.size > 0) emit_rounds(loop);
  for (const Statement* s : own) finish(*s);
}

void Nest::emit_rounds(const Loop& loop) {
  const auto at = [&](const ir::Value& i) {
    return loop.is_backward ? index(loop.size - 1) - i : i;
  };
  const auto body = [&](const Indices& values) {
    frame_[&loop] = values;
    emit_items(loop.items);
    frame_.erase(&loop);
  };
  if (is_written_out(loop)) {
    start_partial_sums(loop);
    for (std::int64_t i = 0; i < loop.size; ++i) body({at(index(i))});
    finish_partial_sums(loop);
    return;
  }
  if (const Array key = is_innermost(loop) ? run_key(loop) : Array(); key.has_value())
    return emit_runs(loop, key);
  if (loop.rows) return emit_triangle(loop, [&](const ir::Value& i) { body({i}); });
  if (has_partial_sums(loop))
    return emit_blocks(loop, index(loop.size), kind_of(loop, unit_.vector_bytes()),
                       [&](const ir::Value& i) { body({at(i)}); });
  const auto rows = static_cast<std::int64_t>(rows_at_once(loop));
  const std::int64_t whole = loop.size / rows;
  if (rows > 1) {
    unit_.loop(index(whole), [&](const ir::Value& i) {
      Indices values;
      for (std::int64_t k = 0; k < rows; ++k) values.push_back(at(i * index(rows) + index(k)));
      emit_rows(loop, values);
    });
  }
  if (&loop == shared_) return emit_share(loop, [&](const ir::Value& i) { body({i}); });
  const std::int64_t done = rows > 1 ? whole * rows : 0;
  if (done == loop.size) return;
  unit_.loop(
      index(loop.size - done), [&](const ir::Value& i) { body({at(i + index(done))}); },
      kind_of(loop, unit_.vector_bytes()));
}

/// The rounds of one call.
void Nest::emit_share(const Loop& loop, const Callable<void(const ir::Value&)>& round) {
  const std::int64_t most = rounds_per_call(loop);
  const ir::Value first = unit_.share(most, loop.size), left = index(loop.size) - first;
  const ir::Value count = select(compare(ir::Compare::less, left, index(most)), left, index(most));
  unit_.loop(
      count, [&](const ir::Value& i) { round(first + i); }, kind_of(loop, unit_.vector_bytes()),
      static_cast<double>(most));
}

/// Rounds up to the diagonal.
void Nest::emit_triangle(const Loop& loop, const Callable<void(const ir::Value&)>& round) {
  const ir::Value count = frame_.at(loop.rows)[0] + index(1);
  if (has_partial_sums(loop))
    return emit_blocks(loop, count, kind_of(loop, unit_.vector_bytes()), round);
  unit_.loop(count, round, kind_of(loop, unit_.vector_bytes()), static_cast<double>(loop.size) / 2);
}

/// Rows of a matrix product go together in the lanes of all chains: what does not depend on the row
/// is read once for all.
std::size_t Nest::rows_at_once(const Loop& loop) const {
  if (!unit_.has_lanes() || num_instances_ > 1 || is_innermost(loop) ||
      loop.size < static_cast<std::int64_t>(kRowsAtOnce))
    return 1;
  for (const Item& item : loop.items) {
    if (item.loop && (!is_innermost(*item.loop) || item.loop->rows)) return 1;
  }
  const std::vector<const Statement*> inside = statements_in(loop);
  const bool is_product = std::any_of(inside.begin(), inside.end(), [](const Statement* s) {
    return s->kind == Statement::Kind::dot;
  });
  const bool is_plain = std::all_of(inside.begin(), inside.end(), [](const Statement* s) {
    return s->kind != Statement::Kind::scatter && s->kind != Statement::Kind::running;
  });
  return is_product && is_plain ? kRowsAtOnce : 1;
}

void Nest::emit_statement(const Statement& s) {
  if (s.kind == Statement::Kind::opaque) return lower_opaque(region_, *s.node);
  if (s.kind == Statement::Kind::reduce || s.kind == Statement::Kind::dot) return emit_fold(s);
  if (changes_operand(s) && !started_.contains(&s)) fill(s);  // a single element
  for (std::size_t k = 0; k < num_instances_; ++k) {
    switch (s.kind) {
      case Statement::Kind::map: emit_map(s, k); break;
      case Statement::Kind::piece: emit_piece(s, k); break;
      case Statement::Kind::running: emit_running(s, k); break;
      case Statement::Kind::update: emit_update(s, k); break;
      default: emit_scatter(s, k);
    }
  }
}

void Nest::emit_map(const Statement& s, std::size_t k) {
  const Indices at = indices(s, s.space, k);
  for (std::size_t i = 0; i < s.node->types.size(); ++i) {
    const ir::Value value = region_.compute(*s.node, i, at);
    unit_.remember(key_of(s.node, i, at), value);
    if (s.is_stored) unit_.store(value, memory(s, i), at);
  }
}

void Nest::emit_piece(const Statement& s, std::size_t k) {
  if (region_.is_in_place(s)) return;
  Indices at = indices(s, s.space, k);
  const ir::Value value = region_.element(s.node->inputs[s.piece], at);
  const auto axis = static_cast<std::size_t>(s.node->attributes_as<Concatenate>().axis);
  std::int64_t before = 0;
  for (std::size_t i = 0; i < s.piece; ++i)
    before += s.node->inputs[i].shape()[static_cast<std::int64_t>(axis)];
  at[axis] = unit_.plus(at[axis], index(before));
  unit_.store(value, memory(s), at);
}

void Nest::set_result(const Statement& s, std::size_t k, const ir::Value& value) {
  const Indices at = result_indices(s, k);
  unit_.remember(key_of(s.node, 0, at), value);
  if (s.is_stored) unit_.store(value, memory(s), at);
}

Indices Nest::indices(const Statement& s, const std::vector<int>& along, std::size_t k) const {
  Indices result;
  for (const int d : along) {
    if (d == kLaneAxis) {
      result.push_back(unit_.lane_index());
    } else if (d < 0) {
      result.push_back(index(0));
    } else {
      const Indices& values = frame_.at(s.dims[static_cast<std::size_t>(d)].loop);
      result.push_back(values.size() == 1 ? values[0] : values[k]);
    }
  }
  return result;
}

Indices Nest::result_indices(const Statement& s, std::size_t k) const {
  return indices(s, s.result, k);
}

Storage Nest::memory(const Statement& s, std::size_t output) {
  const auto* bound = region_.bindings_.find(output_of(*s.node, output));
  if (!bound || !bound->storage) throw CompileError("lowering: a statement without memory");
  return *bound->storage;
}

}  // namespace aleator::lowering
