// SPDX-License-Identifier: Apache-2.0
// Defines ChainProgram, the graph that advances a block of chains by many transitions.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/mcmc/kernel.h"

#include <vector>

namespace aleator::mcmc {

/// What changes between two calls of the program.
struct ChainBlock {
  Array key_words;  ///< of the run, uint32[2]
  Array chain_ids;  ///< int64[chains]
  Arrays states;    ///< leaves of the kernel's state, each [chains, ...]
  Parameters parameters;
  std::int64_t num_done = 0;  ///< transitions since the start
};

/// Draws and statistics of the transitions of one call, each [transition, chain, ...].
struct ChainOutput {
  Arrays parts;
  Array log_density, acceptance_rate, is_accepted, is_divergent, energy;
};

/// Advances all chains of a block together: one chain's transition, mapped over lanes, scanned over
/// transitions. Randomness depends on (key, chain, transition) alone, so neither blocks nor calls
/// change a draw.
class ChainProgram {
 public:
  ChainProgram(const Kernel& kernel, const Target& target, const Layout& layout);

  /// The kernel's parameters before any adaptation, in the dtype of positions.
  Parameters parameters() const;
  /// The state of chains that start at `positions`, [chains, size].
  Arrays init(const Array& positions) const;
  /// `num_transitions` more transitions; adapts the parameters while fewer than the adaptation's
  /// steps are done.
  ChainOutput advance(ChainBlock& block, std::int64_t num_transitions) const;

 private:
  Arrays transition(const Arrays& inputs);
  Arrays adapted(const Arrays& before, const Arrays& observed, const Array& transition) const;
  Arrays chunk_inputs(const ChainBlock& block) const;
  Function chunk(const ChainBlock& block, std::int64_t num_transitions) const;
  Function chain_chunk(std::int64_t num_transitions) const;
  ChainOutput advance_apart(ChainBlock& block, std::int64_t num_transitions) const;
  ChainOutput output_of(const Arrays& kept) const;

  Kernel kernel_;
  Target target_;
  Layout layout_;
  Function init_, transition_;  // of one chain
  Arrays init_captures_, captures_;
  std::size_t num_leaves_ = 0, num_parts_ = 0, num_observed_ = 0;
};

}  // namespace aleator::mcmc
