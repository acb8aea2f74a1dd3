// SPDX-License-Identifier: Apache-2.0
// Defines the loops over ticks and transitions: of kernels that take several ticks a transition,
// and of kernels that take one.
#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/chain_program.h"
#include "aleator/mcmc/parts/rows.h"

#include <algorithm>

namespace aleator::mcmc {
namespace {

Array key_of(const Array& run_key, const Array& chain, const Array& transition) {
  return fold_in(fold_in(Key(run_key), chain), transition).words();
}

/// What changes only when a transition ends.
struct Ended {
  Arrays statistics;
  Array key, num_done, num_rows;
  Arrays rows;
};
/// After a transition: its draw and statistics in a row of their own.
Ended ended(const Ended& before, const Arrays& row, const Arrays& statistics, const Array& key) {
  Ended after{statistics, key, before.num_done + 1, before.num_rows + 1, {}};
  for (std::size_t i = 0; i < row.size(); ++i)
    after.rows.push_back(with_row(before.rows[i], before.num_rows, row[i]));
  return after;
}

struct Loop {
  Arrays state;
  Ended ended;
  Array num_ticks;
};

}  // namespace

/// Types of state, statistics, transitions done, chain; of the run's key and `others`; and of the
/// parameters.
ArrayTypes ChainProgram::types_of_chain(const ArrayTypes& others) const {
  ArrayTypes types = state_types_;
  const auto append = [&](const ArrayTypes& more) {
    types.insert(types.end(), more.begin(), more.end());
  };
  append(statistics_types_);
  append({{.dtype = int64}, {.dtype = int64}, {.dtype = uint32, .shape = {2}}});
  append(others);
  append(strong_types_of(flatten<Array>(tuning().parameters)));
  return types;
}

/// (state..., statistics..., num_done, chain, key, goal, num_ticks, parameters...) -> (state...,
/// statistics..., num_done, num_rows, rows...): ticks until the chain has `num_rows` rows, is at
/// its goal, or has taken its ticks.
ClosedFunction ChainProgram::tick_loop(std::int64_t num_rows) const {
  const std::size_t n = state_types_.size(), k = n + statistics_types_.size();
  const ArrayTypes types = types_of_chain({{.dtype = int64}, {.dtype = int64}});
  return close("sample_chain", types, [&](const Arrays& x) {
    const Array num_done = x[k], chain = x[k + 1], run_key = x[k + 2], goal = x[k + 3],
                most_ticks = x[k + 4];
    const auto parameters = unflatten<Array>(Parameters{}, rest_of(x, k + 5));
    const auto goes_on = [&](const Loop& l) {
      const Array has_room = logical_and(l.ended.num_done < goal, l.ended.num_rows < num_rows);
      return logical_and(has_room, l.num_ticks < most_ticks);
    };
    const auto one_tick = [&](const Loop& l) {
      const Parameters own = tuned(parameters, l.ended.statistics);
      const auto [state, info] = tick(l.ended.key, own, l.state);
      const auto end = [&](const Ended& before) {
        return ended(before, record(state, info, own), observe(before.statistics, state, info),
                     key_of(run_key, chain, before.num_done + 1));
      };
      const auto go_on = [](const Ended& before) { return before; };
      return Loop{state, cond(info.is_transition, end, go_on, l.ended), l.num_ticks + 1};
    };
    Arrays rows;
    for (const ArrayType& type : record_.function.output_types())
      rows.push_back(zeros(Shape{num_rows} + type.shape, type.dtype));
    const Array zero = astype(0, int64);
    const Loop start{part_of(x, 0, n),
                     {part_of(x, n, k - n), key_of(run_key, chain, num_done), num_done, zero, rows},
                     zero};
    const Loop last = while_loop(goes_on, one_tick, start);
    return joined({last.state,
                   last.ended.statistics,
                   {last.ended.num_done, last.ended.num_rows},
                   last.ended.rows});
  });
}

ChainOutput ChainProgram::advance_by_ticks(ChainBlock& block, const Parameters& parameters,
                                           std::int64_t goal, std::int64_t num_rows) const {
  const ClosedFunction& f = made(text("ticks ", num_rows), [&] { return tick_loop(num_rows); });
  const std::int64_t ticks = block.num_ticks > 0 ? block.num_ticks : num_rows;
  const std::size_t n = block.states.size(), k = n + block.statistics.size();
  const Arrays results =
      run_block(f, block,
                joined({{block.key_words, strong_scalar(goal), strong_scalar(ticks)},
                        flatten<Array>(parameters)}));
  block.states = part_of(results, 0, n);
  block.statistics = part_of(results, n, k - n);
  block.num_done = results[k];
  std::vector<std::int64_t> rows = results[k + 1].values<std::int64_t>();
  // As many ticks next time as the fastest chain needs for its rows: it need not wait for others.
  const std::int64_t most = std::max<std::int64_t>(1, *std::max_element(rows.begin(), rows.end()));
  block.num_ticks = std::max(num_rows, ticks * num_rows / most);
  return output_of(rest_of(results, k + 2), std::move(rows));
}

/// (state..., statistics..., num_done, chain, key, parameters...) -> (state..., statistics...,
/// num_done, rows...): transitions that take one tick each, in step.
ClosedFunction ChainProgram::transition_scan(std::int64_t num_transitions) const {
  const std::size_t n = state_types_.size(), k = n + statistics_types_.size();
  const ArrayTypes types = types_of_chain({});
  return close("sample_chain", types, [&](const Arrays& x) {
    const auto parameters = unflatten<Array>(Parameters{}, rest_of(x, k + 3));
    const auto one = [&](const Arrays& carry, const Arrays& entries) {
      const Arrays statistics = rest_of(carry, n);
      const Parameters own = tuned(parameters, statistics);
      const auto [state, info] =
          tick(key_of(x[k + 2], x[k + 1], x[k] + entries[0]), own, part_of(carry, 0, n));
      return std::pair(joined({state, observe(statistics, state, info)}), record(state, info, own));
    };
    const auto [carry, rows] = scan_arrays(one, part_of(x, 0, k), {arange(num_transitions, int64)});
    return joined({carry, {x[k] + num_transitions}, rows});
  });
}

ChainOutput ChainProgram::advance_together(ChainBlock& block, const Parameters& parameters,
                                           std::int64_t num_transitions) const {
  const ClosedFunction& f =
      made(text("transitions ", num_transitions), [&] { return transition_scan(num_transitions); });
  const std::size_t n = block.states.size(), k = n + block.statistics.size();
  const Arrays results =
      run_block(f, block, joined({{block.key_words}, flatten<Array>(parameters)}));
  block.states = part_of(results, 0, n);
  block.statistics = part_of(results, n, k - n);
  block.num_done = results[k];
  const auto num_chains = static_cast<std::size_t>(block.num_chains());
  return output_of(rest_of(results, k + 1), std::vector<std::int64_t>(num_chains, num_transitions));
}

}  // namespace aleator::mcmc
