// SPDX-License-Identifier: Apache-2.0
// Defines the Metropolis-adjusted microcanonical sampler.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// The Metropolis-adjusted microcanonical sampler (MAMS): the velocity u has length 1 in units of
/// the metric and turns towards the gradient g of the log density, du/dt = (1 - u u') g / (size -
/// 1), so that speed never depends on the density. Each trajectory begins with a uniform velocity,
/// lasts a jittered part of trajectory_length (a length of path, about sqrt(size) for a standard
/// Gaussian), and is accepted by the error of log density and (size - 1) log |velocity|.
///
/// Needs positions of at least 2 numbers. Lengths are jittered as by JitteredHamiltonianMonteCarlo,
/// and GradientBasedTrajectoryLengthAdaptation finds length, step size and metric alike.
///
/// Source: Robnik, Cohn-Gordon and Seljak (2025), "Metropolis adjusted microcanonical Hamiltonian
/// Monte Carlo", arXiv 2503.01707; the integrator: Ver Steeg and Galstyan (2021).
struct MetropolisAdjustedMicrocanonicalSampler {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  Array trajectory_length = required("trajectory_length");  ///< positive scalar, of the longest
  Array step_size = required("step_size");                  ///< positive scalar, a length of path
  int max_leapfrog_steps = 1000;                            ///< longer trajectories end there
  double divergence_threshold = 1000.;  ///< energy error that counts as divergence

  static constexpr std::string_view kName = "MetropolisAdjustedMicrocanonicalSampler";
  struct State {
    Array position, log_density, gradient;
    Array num_transitions;  ///< since the chain began: the same in all chains
  };
  struct Info {
    Array log_accept_ratio, is_transition, is_accepted, is_divergent;
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
