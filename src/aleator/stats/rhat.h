// SPDX-License-Identifier: Apache-2.0
// Defines R-hat, the potential scale reduction of chains.
#pragma once

#include "aleator/stats/sorted_draws.h"

namespace aleator::stats {

/// Rank-normalised split R-hat: the larger of the values for the normal scores of the halved
/// chains and of the halved folded chains. About 1 when the chains agree in location and scale;
/// above 1.01 they have not mixed. NaN when a draw is not finite, when all draws (or all folded
/// draws) are equal, or for fewer than 4 draws per chain; infinity when chains are constant but
/// differ. Source: Vehtari et al. 2021, section 4; agrees with R's posterior::rhat.
double rhat(const Chains& chains);
double rhat(const SortedDraws& draws);

/// Split R-hat of the draws as they are: sqrt((between / within + n - 1) / n). The classical form.
double rhat_basic(const Chains& chains);

}  // namespace aleator::stats
