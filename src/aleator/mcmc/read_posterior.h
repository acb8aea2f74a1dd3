// SPDX-License-Identifier: Apache-2.0
// Declares read_posterior, which reads the draws that a run wrote while it went on.
#pragma once

#include "aleator/stats/posterior.h"

#include <string>

namespace aleator::mcmc {

/// The draws of a file that `sample` or `sample_chain` wrote (draws_path), with their diagnosis:
/// all that were finished when the program ended, however it ended. ValueError for other files.
stats::Posterior read_posterior(const std::string& path);

}  // namespace aleator::mcmc
