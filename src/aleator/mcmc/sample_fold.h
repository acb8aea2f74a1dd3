// SPDX-License-Identifier: Apache-2.0
// Declares sample_fold, runs whose draws are reduced as they come.
#pragma once

#include "aleator/mcmc/reducers.h"
#include "aleator/mcmc/sample_chain.h"

#include <vector>

namespace aleator::mcmc {

struct SampleFoldOptions {
  std::int64_t num_steps = required("num_steps");  ///< draws per chain that are reduced
  std::int64_t num_burnin_steps = 0;
  std::int64_t num_steps_between_results = 0;
  std::int64_t num_chains = 1;
  Arrays current_state = required("current_state");
  std::vector<std::string> names = {};
  std::vector<Reducer> reducers = required("reducers");
  Kernel kernel = required("kernel");
  int num_threads = 1;
  bool show_progress = true;
  std::optional<Key> key = {};
};

/// As sample_chain, but no draw is kept: what each reducer makes of all of them. Memory does not
/// grow with num_steps. After Ctrl-C, of the draws so far; ValueError if there are none.
Arrays sample_fold(const SampleFoldOptions& options);

}  // namespace aleator::mcmc
