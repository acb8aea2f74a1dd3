// SPDX-License-Identifier: Apache-2.0
// Declares runs whose draws go to a file while they come.
#pragma once

#include "aleator/mcmc/run.h"

#include <string>

namespace aleator::mcmc {

/// Appends blocks to a new draws file: quantities under their names, statistics of the sampler
/// under "sample_stats/...". IoError at once if the file exists or cannot be made.
BlockFn draws_stream(const std::string& path, const Plan& plan, const stats::Starts& starts);

}  // namespace aleator::mcmc
