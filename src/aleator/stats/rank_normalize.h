// SPDX-License-Identifier: Apache-2.0
// Defines the rank normalisation of draws.
#pragma once

#include "aleator/stats/chains.h"

namespace aleator::stats {

/// Normal scores of the pooled ranks: Phi^-1((r - 3/8) / (S + 1/4)), r the average rank of ties
/// among all S draws. Finite for any finite or infinite draws; the draws must not be NaN.
/// Source: Vehtari, Gelman, Simpson, Carpenter and Buerkner 2021, equation 14.
OwnedChains rank_normalize(const Chains& chains);

/// The same for chains that are sorted already: `order` sorts their draws into `sorted`.
OwnedChains scores_of_sorted(std::span<const double> sorted, std::span<const std::uint32_t> order,
                             const Chains& chains);

}  // namespace aleator::stats
