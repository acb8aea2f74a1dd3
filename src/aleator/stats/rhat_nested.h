// SPDX-License-Identifier: Apache-2.0
// Defines nested R-hat, for many short chains.
#pragma once

#include "aleator/stats/sorted_draws.h"

#include <vector>

namespace aleator::stats {

/// sqrt(1 + B / W) for superchains, groups of chains that began at one point: B is the variance of
/// the superchains' means; W the mean over superchains of the variance of their chains' means plus
/// the mean variance within chains. With many chains in a superchain it tells non-convergence from
/// chains that are merely short, where R-hat is large for both; a chain may have a single draw.
///
/// superchain_ids: of each chain; at least two different ones, each as often as the others. The
/// draws are taken as they are: rank_normalize them for heavy tails. NaN when a draw is not finite
/// or all are equal; infinity when superchains are constant but differ.
///
/// Source: Margossian, Hoffman, Sountsov, Riou-Durand, Vehtari and Gelman 2022, "Nested R-hat:
/// assessing the convergence of Markov chain Monte Carlo when running many short chains"; agrees
/// with R's posterior::rhat_nested.
double rhat_nested(const Chains& chains, std::span<const std::int64_t> superchain_ids);

/// As rhat() looks at draws: the larger of the values for the normal scores of the halved chains
/// and of the halved folded chains, both halves in their chain's superchain.
double rhat_nested(const SortedDraws& draws, std::span<const std::int64_t> superchain_ids);

/// The ids of chains in superchains of equal size, one after the other: 0, 0, ..., 1, 1, ...; none
/// where num_superchains is 0.
std::vector<std::int64_t> superchain_ids(std::int64_t num_chains, std::int64_t num_superchains);

}  // namespace aleator::stats
