// SPDX-License-Identifier: Apache-2.0
// Defines what tunes a kernel and what a kernel reports.
#pragma once

#include "aleator/array/array.h"

namespace aleator::mcmc {

/// Directions in which a metric differs from its diagonal.
struct MetricDirections {
  /// So many rows are looked at in one pass over a position, and there is room for a multiple of
  /// so many.
  static constexpr std::int64_t kTogether = 4;
  Array number = 0.;  ///< of directions in use; rows behind them are zeros
  /// [rows, size]: vectors b_k of the space of positions, with b_i' diag(inverse_metric)^-1 b_j = 1
  /// if i = j, else 0. A scalar, as it is where nothing adapts them, means none.
  Array vectors = 0.;
  /// [rows]: the posterior is 1 + stretch times as long in a direction as the diagonal says.
  Array stretch = 0.;
};

/// What tunes a kernel: inputs of the compiled program, never baked in.
struct Parameters {
  Array step_size = 1.;          ///< leapfrog step or proposal scale; scalar, or one per coordinate
  Array inverse_metric = 1.;     ///< inverse mass: scalar, or one per coordinate
  Array trajectory_length = 1.;  ///< integration time, for kernels that jitter it
  MetricDirections directions = {};  ///< for kernels that make leapfrog steps
  Array max_tree_depth = 30.;  ///< of trajectories that find their length, besides their own limit
};

/// What a transition proposed, for those who decide about it and for those who tune by it.
struct Proposal {
  Array log_acceptance_correction = 0.;  ///< log proposal ratio of an uncalibrated kernel
  Array start = 0., end = 0.;            ///< positions of a trajectory of jittered length
  Array velocity = 0.;                   ///< at its end
  Array fraction = 1.;                   ///< of parameters.trajectory_length that it took
};

/// What every kernel reports of one step, for one chain.
struct TransitionInfo {
  Array log_accept_ratio = 0.;  ///< log of the Metropolis ratio; -inf when it is NaN
  Array is_transition = true;   ///< whether a transition ended with this step
  Array is_accepted = true;
  Array is_divergent = false;  ///< the energy error exceeded the kernel's bound
  Array energy = 0.;  ///< Hamiltonian at the start of the transition, 0 where there is none
  Proposal proposal = {};
  Array num_steps = 0;                  ///< leapfrog steps, or log densities, of the transition
  Array tree_depth = 0;                 ///< doublings of a trajectory that finds its length
  Array has_reached_max_depth = false;  ///< whether it ended only because it was long enough
  Array swap_acceptance = 1.;  ///< mean probability of the swaps between replicas that were tried
};

}  // namespace aleator::mcmc
