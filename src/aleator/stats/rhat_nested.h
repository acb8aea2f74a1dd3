// SPDX-License-Identifier: Apache-2.0
// Defines nested R-hat, for many short chains.
#pragma once

#include "aleator/stats/chains.h"

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

}  // namespace aleator::stats
