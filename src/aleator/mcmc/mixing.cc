// SPDX-License-Identifier: Apache-2.0
// Defines the loop of adaptations that pool chains after each transition.
#include "aleator/array/lists.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/chain_program.h"

#include <cstring>

namespace aleator::mcmc {
namespace {

using Buffers = std::vector<Buffer>;

Buffers buffers_of(const Arrays& arrays) {
  Buffers buffers;
  for (const Array& x : arrays) buffers.push_back(x.buffer());
  return buffers;
}

Arrays arrays_of(const Buffers& buffers, std::size_t first, std::size_t count) {
  Arrays arrays;
  for (std::size_t i = first; i < first + count; ++i) arrays.push_back(constant(buffers[i]));
  return arrays;
}

void copy(const Buffers& from, std::size_t first, Buffers& to, std::size_t at, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[at + i] = from[first + i];
}

/// Rows of all transitions: of each kind, [chains, transitions, ...].
class Rows {
 public:
  Rows(std::int64_t num_chains, std::int64_t num_transitions)
      : num_chains_(num_chains), num_transitions_(num_transitions) {}

  /// Keeps row `i`: each of `results` from `first` on is [chains, 1, ...].
  void keep(std::int64_t i, const Buffers& results, std::size_t first) {
    for (std::size_t k = first; k < results.size(); ++k) {
      const Buffer row = results[k].dense();
      if (kept_.size() == k - first) kept_.push_back(stack_of(row));
      const auto chains = static_cast<std::size_t>(num_chains_);
      const std::size_t width = row.stored_bytes() / chains;
      for (std::size_t c = 0; c < chains; ++c) {
        const std::size_t at =
            c * static_cast<std::size_t>(num_transitions_) + static_cast<std::size_t>(i);
        std::memcpy(kept_[k - first].mutable_bytes() + at * width, row.bytes() + c * width, width);
      }
    }
  }
  Arrays arrays() const { return arrays_of(kept_, 0, kept_.size()); }

 private:
  Buffer stack_of(const Buffer& row) const {
    const Shape& shape = row.shape();
    return Buffer(row.dtype(), Shape{num_chains_, num_transitions_} + shape.slice(2, shape.rank()));
  }
  std::int64_t num_chains_, num_transitions_;
  Buffers kept_;
};

}  // namespace

/// (parameters..., memory..., statistics of all chains...) -> (parameters..., memory..., statistics
/// of a chain that begins the next epoch...).
ClosedFunction ChainProgram::tuning_update(const ChainBlock& block, const Tuning& tuning) const {
  const auto adaptation = kernel_.rules().adaptation();
  const Arrays old = flatten<Array>(tuning);
  const ArrayType position{.dtype = layout_.dtype, .shape = {layout_.size()}};
  return close("sample_chain", strong_types_of(joined({old, block.statistics})),
               [&](const Arrays& x) {
                 const Tuning next = adaptation->update(
                     unflatten<Array>(tuning, part_of(x, 0, old.size())), rest_of(x, old.size()));
                 Arrays statistics;
                 for (const Array& s : adaptation->begin_epoch(next, position))
                   statistics.push_back(broadcast_to(s, Shape{block.num_chains()} + s.shape()));
                 return joined({flatten<Array>(next), statistics});
               });
}

const ClosedFunction& ChainProgram::transition() const {
  return made("transitions 1", [&] { return transition_scan(1); });
}

const ClosedFunction& ChainProgram::update_of(const ChainBlock& block, const Tuning& tuning) const {
  return made(text("update of ", block.num_chains()), [&] { return tuning_update(block, tuning); });
}

/// The program of a transition runs chains in lanes, that of the update sees all of them. What
/// goes from one to the other are buffers: arrays would cost more than a transition of a small
/// model.
ChainOutput ChainProgram::advance_mixing(ChainBlock& block, Tuning& tuning,
                                         std::int64_t num_transitions,
                                         std::int64_t num_rows) const {
  begin_epoch(block, tuning);
  if (block.num_chains() == 1)
    return advance_mixing_alone(block, tuning, num_transitions, num_rows);
  const ClosedFunction &one = transition(), &update = update_of(block, tuning);
  const Arrays chains = block.arrays(), parameters = flatten<Array>(tuning.parameters);
  const Function transition = over_lanes(one.function, chains.size(), block.num_chains());

  // (chains..., key, parameters..., captures...) -> (chains without their ids..., rows...)
  Buffers of_chains = buffers_of(joined({chains, {block.key_words}, parameters, one.captures}));
  // (parameters..., memory..., statistics..., captures...) -> the same without captures
  Buffers of_tuning =
      buffers_of(joined({flatten<Array>(tuning), block.statistics, update.captures}));
  const std::size_t num_states = block.states.size(), num_statistics = block.statistics.size();
  const std::size_t num_tuning = of_tuning.size() - num_statistics - update.captures.size();
  const std::size_t num_changing = chains.size() - 1;
  Rows rows(block.num_chains(), num_transitions);
  for (std::int64_t i = 0; i < num_transitions; ++i) {
    const Buffers moved = call_function_on_values(transition, of_chains);
    rows.keep(i, moved, num_changing);
    copy(moved, 0, of_chains, 0, num_changing);
    copy(moved, num_states, of_tuning, num_tuning, num_statistics);
    copy(call_function_on_values(update.function, of_tuning), 0, of_tuning, 0,
         num_tuning + num_statistics);
    copy(of_tuning, num_tuning, of_chains, num_states, num_statistics);
    copy(of_tuning, 0, of_chains, chains.size() + 1, parameters.size());
  }
  tuning = unflatten<Array>(tuning, arrays_of(of_tuning, 0, num_tuning));
  block.states = arrays_of(of_chains, 0, num_states);
  block.statistics = arrays_of(of_chains, num_states, num_statistics);
  block.num_done = constant(of_chains[num_changing - 1]);
  const auto num_chains = static_cast<std::size_t>(block.num_chains());
  return output_of(rows.arrays(), std::vector<std::int64_t>(num_chains, num_transitions));
}

}  // namespace aleator::mcmc
