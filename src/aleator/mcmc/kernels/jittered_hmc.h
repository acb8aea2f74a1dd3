// SPDX-License-Identifier: Apache-2.0
// Defines Hamiltonian Monte Carlo with trajectories of jittered length.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Hamiltonian Monte Carlo whose trajectory number n = 1, 2, ... lasts h_n * trajectory_length,
/// with the Halton sequence h of base 2: 1/2, 1/4, 3/4, 1/8, ... Chains side by side take equally
/// many leapfrog steps, ceil(h_n * trajectory_length / step_size), and do not wait for each other.
/// With a step size per coordinate the largest counts.
///
/// Source: Hoffman, Radul and Sountsov (2021), "An adaptive-MCMC scheme for setting trajectory
/// lengths in Hamiltonian Monte Carlo", section 3. GradientBasedTrajectoryLengthAdaptation finds
/// the length.
struct JitteredHamiltonianMonteCarlo {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  Array trajectory_length = required("trajectory_length");  ///< positive scalar, of the longest
  Array step_size = required("step_size");  ///< positive; scalar or one per coordinate
  int max_leapfrog_steps = 1000;            ///< longer trajectories end there
  double divergence_threshold = 1000.;      ///< energy error that counts as divergence (Stan's)

  static constexpr std::string_view kName = "JitteredHamiltonianMonteCarlo";
  struct State {
    Array position, log_density, gradient;
    Array num_transitions;  ///< since the chain began: the same in all chains
  };
  struct Info {
    Array log_accept_ratio, is_transition, is_accepted, is_divergent, energy;
    Array num_steps;
    Proposal proposal;
  };
  TargetLogProbFn target() const { return target_log_prob_fn; }
  Parameters parameters() const {
    return {.step_size = step_size, .trajectory_length = trajectory_length};
  }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

}  // namespace aleator::mcmc
