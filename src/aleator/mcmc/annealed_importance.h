// SPDX-License-Identifier: Apache-2.0
// Declares annealed importance sampling.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

struct AnnealedImportanceOptions {
  std::int64_t num_steps = required("num_steps");  ///< temperatures after the first; at least 1
  TargetLogProbFn proposal_log_prob_fn = required("proposal_log_prob_fn");
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  /// Independent draws of the proposal: one Array [chains, ...] per argument of the log densities.
  Arrays current_state = required("current_state");
  /// The kernel on the log density of a temperature.
  Callable<Kernel(const TargetLogProbFn&)> make_kernel_fn = required("make_kernel_fn");
  Key key = required("key");
};

struct AnnealedImportanceChain {
  Arrays next_state;       ///< the draws' parts after the last transition
  Array ais_weights;       ///< log weights, [chains]
  Array acceptance_rates;  ///< mean over the transitions of each chain, [chains]
};

/// Annealed importance sampling: from draws of the proposal q, one transition of a kernel at each
/// of the log densities (1 - b) log q + b log p, b = 1 / num_steps, ..., 1. Then the mean of
/// exp(ais_weights) estimates the ratio of the normalising constants of p and q without bias,
/// whatever the kernel, if it leaves its densities invariant; and draws with these weights are
/// draws of the target.
///
/// Source: Neal (2001), "Annealed importance sampling". Throws ShapeError when the parts have not
/// equally many chains.
AnnealedImportanceChain sample_annealed_importance_chain(const AnnealedImportanceOptions& options);

}  // namespace aleator::mcmc
