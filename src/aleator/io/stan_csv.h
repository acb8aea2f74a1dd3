// SPDX-License-Identifier: Apache-2.0
// Declares reading and writing of CmdStan's output files.
#pragma once

#include "aleator/stats/posterior.h"

#include <string>
#include <vector>

namespace aleator::io {

/// The draws in CmdStan's CSV files, one chain each, with their diagnosis. Columns theta.1.2 become
/// element [0, 1] of theta; lp__, accept_stat__, stepsize__, treedepth__, n_leapfrog__, divergent__
/// and energy__ become the sampler's statistics under ArviZ's names. Warm-up that was saved is left
/// out. IoError for files that cannot be read, ValueError (file, line without comments) for what is
/// no such file or of a method that makes no draws, has fewer draws than its head announces, or has
/// other columns or another number of draws than the first. Tried on files of CmdStan 2.14 to 2.35.
stats::Posterior read_stan_csv(const std::vector<std::string>& paths);

/// Writes one file per chain, "<base>_1.csv", "<base>_2.csv", ..., and returns their paths.
/// Elements count from 1 and the first index runs fastest, as in Stan; statistics that the run does
/// not have are left out. IoError when a file cannot be written.
std::vector<std::string> write_stan_csv(const stats::Posterior& posterior, const std::string& base);

}  // namespace aleator::io
