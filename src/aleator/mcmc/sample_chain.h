// SPDX-License-Identifier: Apache-2.0
// Declares sample_chain, TFP's explicit form of a run.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"
#include "aleator/mcmc/trace.h"
#include "aleator/stats/posterior.h"

#include <optional>
#include <string>

namespace aleator::mcmc {

struct SampleChainOptions {
  std::int64_t num_results = required("num_results");  ///< kept draws per chain
  std::int64_t num_burnin_steps = 0;                   ///< transitions before the first kept draw
  std::int64_t num_steps_between_results = 0;  ///< transitions dropped between two kept draws
  std::int64_t num_chains = 1;                 ///< chains, all started at current_state
  Arrays current_state = required(
      "current_state");  ///< one Array per argument of the log density, of one draw's shape
  std::vector<std::string> names = {};  ///< one per part; x0, x1, ... when empty
  Kernel kernel = required("kernel");
  int num_threads = 1;          ///< blocks of chains run side by side; draws do not depend on it
  bool show_progress = true;    ///< a live line on stderr
  std::string draws_path = {};  ///< a new file to which draws are appended; see SampleOptions
  TraceFn trace_fn = {};        ///< applied to every kept draw: the result's trace()
  std::optional<Key> key = {};  ///< absent: from entropy, reported as the result's seed
};

/// Runs num_chains chains of the kernel and returns draws, statistics, timing and a diagnosis.
/// Draws depend on the key, the number of chains and the options, never on num_threads.
///
/// Throws ValueError when the log density or its gradient is not finite at current_state (naming
/// the term), and ShapeError when it is not scalar.
stats::Posterior sample_chain(const SampleChainOptions& options);

}  // namespace aleator::mcmc
