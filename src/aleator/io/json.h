// SPDX-License-Identifier: Apache-2.0
// Declares what a run is as JSON, for programs that read its results.
#pragma once

#include "aleator/stats/posterior.h"

#include <string>

namespace aleator::io {

/// One JSON object: "summary" (a row per scalar quantity: name, mean, sd, mcse, q5, q50, q95,
/// ess_bulk, ess_tail, rhat), "checks" (id, passed, sentence, next_step), "timing" (seconds:
/// compile, warmup, sampling, total), "num_chains", "num_draws" (of each chain) and "seed". Numbers
/// have the digits that read back as the same double; what is not finite is null.
std::string to_json(const stats::Posterior& posterior);

}  // namespace aleator::io
