// SPDX-License-Identifier: Apache-2.0
// Declares what the rows that a program has finished say about progress.
#pragma once

#include "aleator/mcmc/chain_program.h"
#include "aleator/stats/progress.h"

namespace aleator::mcmc {

/// The mean acceptance over the finished rows.
double mean_acceptance(const ChainOutput& output);
/// Adds the finished rows to what is known of their chains, one entry per chain of the output.
void add_rows(const ChainOutput& output, stats::ChainProgress* chains);

}  // namespace aleator::mcmc
