// SPDX-License-Identifier: Apache-2.0
// Defines DrawStore, which collects what programs finish as [chain, draw, ...].
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/mcmc/chain_program.h"
#include "aleator/stats/posterior.h"

namespace aleator::mcmc {

/// Memory for a whole run; blocks of chains write side by side, each to its own rows.
class DrawStore {
 public:
  DrawStore(std::vector<std::string> names, std::int64_t num_chains, std::int64_t num_draws)
      : names_(std::move(names)), num_chains_(num_chains), num_draws_(num_draws) {}

  /// Allocates for the parts and statistics of such output, the first time.
  void prepare(const ChainOutput& example);
  /// Keeps every `stride`-th transition, the last of each group, of these chains; `first` is the
  /// number of each chain's first row, counted from the first transition to keep.
  void keep(const ChainOutput& output, const std::vector<std::int64_t>& chains,
            const std::vector<std::int64_t>& first, std::int64_t stride);

  /// Everything that is kept: parts, then statistics.
  Arrays arrays() const;
  /// Takes over draws that a store of as many or fewer had.
  void restore(const Arrays& arrays);
  /// A store of the first draws of every chain.
  DrawStore first(std::int64_t num_draws) const;

  std::vector<stats::NamedDraws> quantities() const;
  std::vector<stats::NamedDraws> sample_stats() const;
  stats::SamplerFacts facts(std::int64_t num_superchains) const;

 private:
  std::vector<std::string> names_;
  std::int64_t num_chains_, num_draws_;
  std::vector<Buffer> parts_, statistics_;
};

}  // namespace aleator::mcmc
