// SPDX-License-Identifier: Apache-2.0
// Defines rounds of several rows of a matrix: loops inside take the rows together, so that what
// they share is read once; dear operations between those loops take one row after the other, so
// that their code is there once. What passes between the two lies in slots, one a row.
#include "aleator/graph/cost.h"
#include "aleator/lowering/nest.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

bool is_dear(const std::vector<const Statement*>& statements) {
  return std::any_of(statements.begin(), statements.end(), [](const Statement* s) {
    return std::any_of(s->visits.begin(), s->visits.end(), [](const Visit& visit) {
      return cost_of_element(visit.node->primitive) >= kDear;
    });
  });
}

}  // namespace

/// The items of a round, of several rows of `loop`.
void Nest::emit_rows(const Loop& loop, const Indices& rows) {
  num_instances_ = rows.size();
  frame_[&loop] = rows;
  std::vector<const Statement*> before;
  for (auto item = loop.items.begin(); item != loop.items.end();) {
    if (item->loop) {
      emit_loop(*item->loop);
      for (const Item& inner : item->loop->items) {
        if (inner.statement) before.push_back(inner.statement);
      }
      ++item;
      continue;
    }
    const auto last = std::find_if(item, loop.items.end(), [](const Item& i) { return !!i.loop; });
    std::vector<const Statement*> between;
    for (; item != last; ++item) between.push_back(item->statement);
    if (is_dear(between)) {
      emit_row_by_row(loop, rows, before, between);
    } else {
      for (const Statement* s : between) emit_statement(*s);
    }
    before.insert(before.end(), between.begin(), between.end());
  }
  num_instances_ = 1;
  frame_.erase(&loop);
}

/// Whether a statement makes one number in a round of the open loops, in a register.
bool Nest::is_row_value(const Statement& s) const {
  return !s.is_stored && s.node->types.size() == 1 &&
         std::all_of(s.dims.begin(), s.dims.end(), [&](const StatementDim& dim) {
           return dim.is_reduced != frame_.contains(dim.loop);
         });
}

Nest::RowSlots Nest::slots_of(const Statement& s, std::size_t num_rows) {
  const ArrayType& type = s.node->types[0];
  const int width = unit_.width_of(type.lane_axis);
  return {&s, unit_.emitter().allocate(type.dtype, width, static_cast<std::int64_t>(num_rows)),
          type.dtype, width};
}

ir::Pointer Nest::slot(const RowSlots& slots, const ir::Value& row) {
  return unit_.emitter().address(slots.base, ir::memory_type_text(slots.dtype, slots.width), row);
}

/// Makes the value in a slot known as that of instance k, or the other way round.
void Nest::know_row(const RowSlots& slots, std::size_t k, const ir::Value& row) {
  const ir::Value value =
      unit_.emitter().load_now(slot(slots, row), {slots.dtype, slots.width, 0, 0});
  unit_.remember(key_of(slots.statement->node, 0, result_indices(*slots.statement, k)), value);
}
bool Nest::keep_row(const RowSlots& slots, std::size_t k, const ir::Value& row) {
  const Statement& s = *slots.statement;
  const ir::Value* value = unit_.find(key_of(s.node, 0, result_indices(s, k)));
  if (!value) return false;
  const ir::Value kept =
      value->is_constant() ? ir::widened(*value, slots.width) : splat(*value, slots.width);
  unit_.emitter().store(kept, slot(slots, row));
  return true;
}

void Nest::emit_row_by_row(const Loop& loop, const Indices& rows,
                           const std::vector<const Statement*>& before,
                           const std::vector<const Statement*>& statements) {
  std::vector<RowSlots> in, out;
  for (const Statement* s : before) {
    if (!is_row_value(*s)) continue;
    const RowSlots slots = slots_of(*s, rows.size());
    bool is_known = true;
    for (std::size_t k = 0; k < rows.size() && is_known; ++k)
      is_known = keep_row(slots, k, index(static_cast<std::int64_t>(k)));
    if (is_known) in.push_back(slots);
  }
  for (const Statement* s : statements) {
    if (is_row_value(*s)) out.push_back(slots_of(*s, rows.size()));
  }
  start_partial_sums(loop);
  num_instances_ = 1;
  unit_.loop(index(static_cast<std::int64_t>(rows.size())), [&](const ir::Value& row) {
    frame_[&loop] = {loop.is_backward ? rows[0] - row : rows[0] + row};
    for (const RowSlots& slots : in) know_row(slots, 0, row);
    for (const Statement* s : statements) emit_statement(*s);
    for (const RowSlots& slots : out) keep_row(slots, 0, row);
  });
  num_instances_ = rows.size();
  frame_[&loop] = rows;
  finish_partial_sums(loop);
  for (const RowSlots& slots : out) {
    for (std::size_t k = 0; k < rows.size(); ++k)
      know_row(slots, k, index(static_cast<std::int64_t>(k)));
  }
}

}  // namespace aleator::lowering
