// SPDX-License-Identifier: Apache-2.0
// Defines Monte Carlo standard errors: how far an estimate is off because the draws are finite.
#pragma once

#include "aleator/stats/sorted_draws.h"

namespace aleator::stats {

// Units: those of the quantity. NaN where the effective sample size is NaN. They agree with R's
// posterior. Source: Vehtari et al. 2021, section 4 and appendix.

/// sd(x) / sqrt(ess_mean(x)).
double mcse_mean(const Chains& chains);

/// sqrt(Var(c^2) / (4 ess_mean(c^2) E(c^2))), c = x - mean(x): the delta method.
double mcse_sd(const Chains& chains);

/// Half the distance of the order statistics that enclose the central 68 % of the quantile's
/// sampling distribution, Beta(ess p + 1, ess (1 - p) + 1).
double mcse_quantile(const Chains& chains, double probability);

/// The same when ess_quantile(chains, probability) is known already.
double mcse_quantile(const SortedDraws& draws, double probability, double ess);

}  // namespace aleator::stats
