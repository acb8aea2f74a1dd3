// SPDX-License-Identifier: Apache-2.0
// Defines ChainProgram, the compiled programs that advance a block of chains.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/mcmc/kernel.h"
#include "aleator/transforms/inspect.h"

#include <map>
#include <mutex>
#include <vector>

namespace aleator::mcmc {

/// Chains side by side, and what changes between two calls of a program.
struct ChainBlock {
  Array key_words;     ///< of the run, uint32[2]
  Array chain_ids;     ///< int64[chains]
  Array num_done = 0;  ///< int64[chains], transitions since the start
  Arrays states = {};  ///< leaves of the kernel's state, each [chains, ...]
  Arrays statistics =
      {};  ///< leaves of the adaptation's statistics of the epoch, each [chains, ...]
  std::int64_t num_ticks = 0;  ///< that the next call may take; 0: not yet known

  std::int64_t num_chains() const { return chain_ids.dim(0); }
  /// What is an array over the chains: states, statistics, transitions done, ids.
  Arrays arrays() const;
};

/// What one call has finished: draws and statistics, each [chain, row, ...], and how many rows of
/// each chain there are.
struct ChainOutput {
  Arrays parts, statistics;
  std::vector<std::int64_t> num_rows;
};

/// The programs of a kernel on a target. Randomness depends on (key, chain, transition) alone, so
/// neither blocks nor calls change a draw.
class ChainProgram {
 public:
  ChainProgram(const Kernel& kernel, const Target& target, const Layout& layout);

  /// The kernel's tuning before any adaptation, in the dtype of positions.
  Tuning tuning() const;
  /// Whether a step of the kernel is always a whole transition.
  bool is_one_tick() const { return is_one_tick_; }
  /// Chains that start at `positions`, [chains, size].
  ChainBlock start(const Key& key, const Array& chain_ids, const Array& positions) const;
  /// Forgets the statistics of the last epoch.
  void begin_epoch(ChainBlock& block, const Tuning& tuning) const;
  /// At most `num_rows` transitions of each chain, none beyond number `goal`; chains wait for each
  /// other at `goal` only.
  ChainOutput advance(ChainBlock& block, const Parameters& parameters, std::int64_t goal,
                      std::int64_t num_rows) const;
  /// `num_transitions` of all chains, at most `num_rows`, with an update of the tuning after each.
  ChainOutput advance_mixing(ChainBlock& block, Tuning& tuning, std::int64_t num_transitions,
                             std::int64_t num_rows) const;

 private:
  ChainOutput advance_by_ticks(ChainBlock& block, const Parameters& parameters, std::int64_t goal,
                               std::int64_t num_rows) const;
  ChainOutput advance_together(ChainBlock& block, const Parameters& parameters,
                               std::int64_t num_transitions) const;
  ClosedFunction tick_loop(std::int64_t num_rows) const;
  ClosedFunction transition_scan(std::int64_t num_transitions) const;
  ClosedFunction tuning_update(const ChainBlock& block, const Tuning& tuning) const;
  const ClosedFunction& transition() const;
  const ClosedFunction& update_of(const ChainBlock& block, const Tuning& tuning) const;
  ClosedFunction mixing_loop(const ChainBlock& block, const Tuning& tuning,
                             std::int64_t num_rows) const;
  ChainOutput advance_mixing_alone(ChainBlock& block, Tuning& tuning, std::int64_t num_transitions,
                                   std::int64_t num_rows) const;
  std::pair<Arrays, TransitionInfo> tick(const Array& key_words, const Parameters& parameters,
                                         const Arrays& state) const;
  Arrays record(const Arrays& state, const TransitionInfo& info,
                const Parameters& parameters) const;
  Arrays observe(const Arrays& statistics, const Arrays& state, const TransitionInfo& info) const;
  Parameters tuned(const Parameters& parameters, const Arrays& statistics) const;
  ArrayTypes types_of_chain(const ArrayTypes& others) const;
  const ClosedFunction& made(const std::string& name, const Callable<ClosedFunction()>& make) const;
  Arrays run_lanes(const ClosedFunction& function, const Arrays& mapped,
                   const Arrays& shared) const;
  Arrays run_block(const ClosedFunction& function, ChainBlock& block, const Arrays& shared) const;
  ChainOutput output_of(const Arrays& kept, std::vector<std::int64_t> num_rows) const;

  Kernel kernel_;
  Target target_;
  Layout layout_;
  ClosedFunction init_, tick_, record_;  // of one chain
  ArrayTypes state_types_, statistics_types_;
  std::size_t num_parts_ = 0;
  bool is_one_tick_ = false;            ///< every step is a transition
  mutable std::recursive_mutex mutex_;  ///< programs are made of others
  mutable std::map<std::string, ClosedFunction> made_;
};

}  // namespace aleator::mcmc
