// SPDX-License-Identifier: Apache-2.0
// Defines the rank normalisation of draws.
#pragma once

#include "aleator/stats/chains.h"

namespace aleator::stats {

/// Normal scores of the pooled ranks: Phi^-1((r - 3/8) / (S + 1/4)), r the average rank of ties
/// among all S draws. Finite for any finite or infinite draws; the draws must not be NaN.
/// Source: Vehtari, Gelman, Simpson, Carpenter and Buerkner 2021, equation 14.
OwnedChains rank_normalize(const Chains& chains);

/// |x - median of all draws|: turns a difference in scale into a difference in location.
OwnedChains fold_draws(const Chains& chains);

}  // namespace aleator::stats
