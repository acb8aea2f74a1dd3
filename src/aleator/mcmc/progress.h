// SPDX-License-Identifier: Apache-2.0
// Declares what the rows that a program has finished say about progress.
#pragma once

#include "aleator/mcmc/chain_program.h"
#include "aleator/stats/progress.h"

namespace aleator::mcmc {

/// The mean acceptance over the finished rows.
double mean_acceptance(const ChainOutput& output);
/// Adds the finished rows of these chains to what is known of all.
void add_rows(const ChainOutput& output, const std::vector<std::int64_t>& chains,
              std::vector<stats::ChainProgress>& all);

}  // namespace aleator::mcmc
