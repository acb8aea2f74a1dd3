// SPDX-License-Identifier: Apache-2.0
// Declares how the facts that a diagnosis asks for are counted in a sampler's statistics.
#pragma once

#include "aleator/stats/posterior.h"

#include <cstdint>
#include <vector>

namespace aleator::stats {

struct SamplerFactsOptions {
  /// Transitions of this depth or a larger one count as ended at the limit where the statistics do
  /// not tell which did (no 'reached_max_treedepth').
  std::int64_t max_tree_depth = 10;
};

/// The facts in statistics [chain, draw] under ArviZ's names: 'diverging', 'tree_depth' and
/// 'reached_max_treedepth', 'acceptance_rate', 'energy'. What is not there, and depths and energies
/// that are 0 throughout because the sampler has none, stay empty. Other names are not looked at.
SamplerFacts facts_of(const std::vector<NamedDraws>& sample_stats, std::int64_t num_chains,
                      std::int64_t num_draws, const SamplerFactsOptions& options = {});

}  // namespace aleator::stats
