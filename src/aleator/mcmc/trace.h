// SPDX-License-Identifier: Apache-2.0
// Declares trace functions, which a run applies to every kept draw. Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/stats/posterior.h"

namespace aleator::mcmc {

/// What the kernel says of one transition of one chain; what it does not have is 0.
struct KernelResults {
  Array target_log_prob;  ///< at the draw, in the sampler's space
  Array accept_ratio;     ///< in [0, 1]
  Array is_accepted, has_divergence;
  Array energy;
  Array leapfrogs_taken, tree_depth;
  Array reach_max_depth;
  Array swap_acceptance;  ///< of replicas
  Array step_size;
};

/// Of one draw of each part and what the kernel says of it: any Arrays. Must be pure.
using TraceFn = Callable<Arrays(const Arrays& current_state, const KernelResults& results)>;

/// The function at every draw, as one compiled program: Arrays [chain, draw, ...].
Arrays traced(const TraceFn& trace_fn, const stats::Posterior& posterior);

}  // namespace aleator::mcmc
