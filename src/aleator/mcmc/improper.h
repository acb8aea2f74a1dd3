// SPDX-License-Identifier: Apache-2.0
// Declares the check for directions in which a log density does not fall off.
#pragma once

#include "aleator/mcmc/kernel.h"
#include "aleator/stats/posterior.h"

namespace aleator::mcmc {

/// "ALEATOR-D08 improper", if draws look as if the density could not be normalised. Of a density
/// that can, E[(x - c) d log p / dx] = -1 for every coordinate x of the sampler's space and every c
/// (by parts; heavy tails included). Where the density does not depend on x, or grows with it, or
/// becomes flat, the mean is 0 and draws drift without end.
///
/// For kernels that follow gradients. These are computed, at some draws, only if R-hat or the tree
/// depth has failed: chains that agree have not drifted. Nothing if the identity holds at least by
/// a third. `parts`: draws of the target's arguments, which the posterior may tell in other words.
std::optional<stats::Check> check_improper(const Target& target, const KernelRules& rules,
                                           const std::vector<stats::NamedDraws>& parts,
                                           const stats::Posterior& posterior);

}  // namespace aleator::mcmc
