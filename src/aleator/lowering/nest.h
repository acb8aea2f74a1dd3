// SPDX-License-Identifier: Apache-2.0
// Defines Nest, which emits the loops and statements of a plan.
#pragma once

#include "aleator/lowering/plan.h"
#include "aleator/lowering/region.h"

#include <map>
#include <optional>
#include <set>

namespace aleator::lowering {

/// Writes the loops of a plan into the unit of its region; its arrays are found through the region.
class Nest {
 public:
  /// Gives the arrays that statements fill their memory. `shared`: the loop that calls share out.
  Nest(Region& region, const Plan& plan, const Loop* shared);
  /// Emits the whole plan.
  void emit() { emit_items(plan_.items); }

 private:
  /// A sum on its way, in a register.
  struct Accumulator {
    ir::Pointer slot;
    Dtype dtype;
    int width;
    struct Partial {
      ir::Pointer slot;
      Dtype dtype;
    };
    std::optional<Partial> partial = {};  ///< of the rounds since it was last added
    bool is_joined = false;  ///< rounds side by side have one each, which are folded afterwards
  };

  /// The sum of a scatter over rounds that add to one element, once that is known.
  struct Run {
    Accumulator sum;
    int depth = 0;  ///< of the scope that a run is
    Indices at;
    ir::Value is_inside;
  };

  /// Memory for a number of a statement in each of several rows.
  struct RowSlots {
    const Statement* statement;
    ir::Pointer base;
    Dtype dtype;
    int width;
  };
  void emit_rows(const Loop& loop, const Indices& rows);
  void emit_row_by_row(const Loop& loop, const Indices& rows,
                       const std::vector<const Statement*>& before,
                       const std::vector<const Statement*>& statements);
  bool is_row_value(const Statement& s) const;
  RowSlots slots_of(const Statement& s, std::size_t num_rows);
  ir::Pointer slot(const RowSlots& slots, const ir::Value& row);
  void know_row(const RowSlots& slots, std::size_t instance, const ir::Value& row);
  bool keep_row(const RowSlots& slots, std::size_t instance, const ir::Value& row);

  void emit_items(const std::vector<Item>& items);
  void emit_loop(const Loop& loop);
  void emit_rounds(const Loop& loop);
  void emit_share(const Loop& loop, const Callable<void(const ir::Value&)>& round);
  void emit_triangle(const Loop& loop, const Callable<void(const ir::Value&)>& round);
  void emit_statement(const Statement& s);
  void emit_map(const Statement& s, std::size_t instance);
  void emit_piece(const Statement& s, std::size_t instance);
  void emit_running(const Statement& s, std::size_t instance);
  void emit_fold(const Statement& s);
  void emit_scatter(const Statement& s, std::size_t instance);
  void emit_update(const Statement& s, std::size_t instance);
  ir::Value operand_of(const Statement& s, std::size_t instance);

  int vector_width(const Loop& loop, const std::vector<const Statement*>& inside) const;
  void emit_vector_rounds(const Loop& loop, int width, const std::vector<const Statement*>& inside);
  static bool is_sum(const Statement& s);
  static ir::Value identity(const Statement& s, Dtype dtype);
  static ir::Value folded(const Statement& s, const ir::Value& x, const ir::Value& y);

  /// The array of integers whose equal neighbours make a run of an innermost loop, if there is one.
  Array run_key(const Loop& loop);
  void emit_runs(const Loop& loop, const Array& key);
  void start_run(const Loop& loop);
  /// Whether the update could be added to the sum of a run.
  bool add_to_run(const Statement& s, const Indices& at, const ir::Value& is_inside,
                  const ir::Value& update);
  void finish_run();

  /// Whether an innermost loop adds numbers of a shorter dtype than that of their sums.
  bool has_partial_sums(const Loop& loop) const;
  /// The rounds of an innermost loop in blocks with partial sums.
  void emit_blocks(const Loop& loop, const ir::Value& num_rounds, const LoopKind& kind,
                   const Callable<void(const ir::Value&)>& round);
  void start_partial_sums(const Loop& loop);
  void finish_partial_sums(const Loop& loop);
  void flush_partial_sums(const Loop& loop);
  void flush_long_sums(const Loop& loop, const ir::Pointer& first, const ir::Value& end);
  static bool is_partial_in(const Loop& loop, const Statement& s, const Accumulator& a);

  const Accumulator* accumulator(const Statement& s, std::size_t instance) const;
  void start(const Statement& s);
  void finish(const Statement& s);
  void fill(const Statement& s);
  void set_result(const Statement& s, std::size_t instance, const ir::Value& value);

  bool is_bound(const Statement& s) const;
  bool is_folding(const Statement& s) const;
  const Loop* outermost_fold(const Statement& s) const;
  std::size_t rows_at_once(const Loop& loop) const;
  Indices indices(const Statement& s, const std::vector<int>& along, std::size_t instance) const;
  Indices result_indices(const Statement& s, std::size_t instance) const;
  Storage memory(const Statement& s, std::size_t output = 0);

  Region& region_;
  Unit& unit_;
  const Plan& plan_;
  const Loop* shared_;
  /// The index of each open loop; several where rows go together.
  std::map<const Loop*, Indices> frame_;
  std::size_t num_instances_ = 1;
  std::map<std::pair<const Statement*, std::size_t>, Accumulator> accumulators_;
  std::set<const Statement*> started_;
  std::map<const Statement*, Run> runs_;
};

}  // namespace aleator::lowering
