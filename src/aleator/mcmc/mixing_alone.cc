// SPDX-License-Identifier: Apache-2.0
// Defines the loop of a chain alone whose adaptation changes its tuning after each transition: one
// program of transitions and updates. With several chains it would take LLVM long: loops over few
// chains are written out around the random numbers.
#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/chain_program.h"
#include "aleator/mcmc/parts/rows.h"

namespace aleator::mcmc {
namespace {

const std::size_t kNumParameters = flatten<Array>(Parameters{}).size();

/// Arrays of a chain with an axis of length 1 for the chain in front, and without it.
Arrays with_axis(Arrays arrays) {
  for (Array& x : arrays) x = expand_dims(x, 0);
  return arrays;
}
Arrays without_axis(Arrays arrays) {
  for (Array& x : arrays) x = squeeze(x, {0});
  return arrays;
}

struct Loop {
  Arrays states, statistics, tuning, rows;
  Array num_done, i;
};

/// One transition and the update after it.
struct Round {
  const ClosedFunction &transition, &update;
  Arrays id_and_key;

  Loop operator()(const Loop& l) const {
    const std::size_t n = l.states.size(), k = n + l.statistics.size(), m = l.tuning.size();
    const Arrays moved =
        call_function(transition.function, joined({l.states,
                                                   l.statistics,
                                                   {l.num_done},
                                                   id_and_key,
                                                   part_of(l.tuning, 0, kNumParameters),
                                                   transition.captures}));
    const Arrays statistics = with_axis(part_of(moved, n, k - n));
    const Arrays updated =
        call_function(update.function, joined({l.tuning, statistics, update.captures}));
    const Arrays row = without_axis(rest_of(moved, k + 1));
    Arrays rows;
    for (std::size_t i = 0; i < row.size(); ++i) rows.push_back(with_row(l.rows[i], l.i, row[i]));
    return {part_of(moved, 0, n),
            without_axis(rest_of(updated, m)),
            part_of(updated, 0, m),
            rows,
            moved[k],
            l.i + 1};
  }
};

}  // namespace

/// (chain without id..., id, key, number, parameters..., memory...) -> (chain without id...,
/// parameters..., memory..., rows...): so many transitions, at most `num_rows`, each with an
/// update. Arrays of the chain have an axis of length 1, as in a block.
ClosedFunction ChainProgram::mixing_loop(const ChainBlock& block, const Tuning& tuning,
                                         std::int64_t num_rows) const {
  const std::size_t n = block.states.size(), k = n + block.statistics.size();
  const Array number = astype(0, int64);
  const Arrays operands =
      joined({block.arrays(), {block.key_words, number}, flatten<Array>(tuning)});
  return close("sample_chain", strong_types_of(operands), [&](const Arrays& x) {
    const Arrays chain = without_axis(part_of(x, 0, k + 2));
    Arrays rows;
    for (const ArrayType& type : record_.function.output_types())
      rows.push_back(zeros(Shape{num_rows} + type.shape, type.dtype));
    const Loop start{
        part_of(chain, 0, n), part_of(chain, n, k - n), rest_of(x, k + 4), rows, chain[k], number};
    const auto goes_on = [&](const Loop& l) { return l.i < x[k + 3]; };
    const Round round{transition(), update_of(block, tuning), {chain[k + 1], x[k + 2]}};
    const Loop last = while_loop(goes_on, round, start);
    return joined({with_axis(joined({last.states, last.statistics, {last.num_done}})), last.tuning,
                   with_axis(last.rows)});
  });
}

ChainOutput ChainProgram::advance_mixing_alone(ChainBlock& block, Tuning& tuning,
                                               std::int64_t num_transitions,
                                               std::int64_t num_rows) const {
  const ClosedFunction& loop =
      made(text("mixing ", num_rows), [&] { return mixing_loop(block, tuning, num_rows); });
  const std::size_t n = block.states.size(), k = n + block.statistics.size();
  const Arrays leaves = flatten<Array>(tuning), number{strong_scalar(num_transitions)};
  const Arrays results = call_function(
      loop.function, joined({block.arrays(), {block.key_words}, number, leaves, loop.captures}));
  eval(results);
  block.states = part_of(results, 0, n);
  block.statistics = part_of(results, n, k - n);
  block.num_done = results[k];
  tuning = unflatten<Array>(tuning, part_of(results, k + 1, leaves.size()));
  Arrays rows = rest_of(results, k + 1 + leaves.size());
  if (num_transitions < num_rows) {
    for (Array& x : rows) x = slice_axis(x, 1, 0, num_transitions);
  }
  return output_of(rows, {num_transitions});
}

}  // namespace aleator::mcmc
