// SPDX-License-Identifier: Apache-2.0
// Defines effective sample sizes: how many independent draws the chains are worth.
#pragma once

#include "aleator/stats/sorted_draws.h"

namespace aleator::stats {

// All of them halve the chains, estimate the autocorrelation time by Geyer's initial positive and
// monotone sequences, and cap the result at S log10(S) for S draws. They are NaN when a draw is
// not finite, when all draws are equal, and for fewer than 6 draws per chain. They agree with R's
// posterior, save that draws are constant only if equal: R takes any range below 2.2e-16 for
// constant, whatever the unit. Source: Vehtari, Gelman, Simpson, Carpenter and Buerkner 2021,
// "Rank-normalization, folding, and localization: an improved R-hat".

/// Of the normal scores: how well the bulk of the posterior is explored. Finite for heavy tails.
double ess_bulk(const Chains& chains);
double ess_bulk(const SortedDraws& draws);

/// The smaller of ess_quantile at 0.05 and 0.95. NaN if an indicator is constant.
double ess_tail(const Chains& chains);

/// For the mean.
double ess_mean(const Chains& chains);

/// For the standard deviation: that of |x - mean|.
double ess_sd(const Chains& chains);

/// For a quantile: that of the indicator x <= quantile(x, probability).
double ess_quantile(const Chains& chains, double probability);
double ess_quantile(const SortedDraws& draws, double probability);

}  // namespace aleator::stats
