// SPDX-License-Identifier: Apache-2.0
// Defines Hamiltonian Monte Carlo, with and without its Metropolis decision.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Hamiltonian Monte Carlo: a Gaussian momentum, num_leapfrog_steps leapfrog steps, a Metropolis
/// decision on the energy.
///
/// Source: Neal (2011), "MCMC using Hamiltonian dynamics". One step is one transition.
struct HamiltonianMonteCarlo {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  int num_leapfrog_steps = required("num_leapfrog_steps");  ///< at least 1
  Array step_size = required("step_size");  ///< positive; scalar or one per coordinate
  double divergence_threshold = 1000.;      ///< energy error that counts as divergence (Stan's)

  static constexpr std::string_view kName = "HamiltonianMonteCarlo";
  struct State {
    Array position, log_density, gradient;
  };
  struct Info {
    Array log_accept_ratio, is_transition, is_accepted, is_divergent, energy;
    Array num_steps;  ///< leapfrogs
  };
  TargetLogProbFn target() const { return target_log_prob_fn; }
  Parameters parameters() const { return {.step_size = step_size}; }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

/// The proposal of Hamiltonian Monte Carlo alone, for MetropolisHastings.
struct UncalibratedHamiltonianMonteCarlo {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  int num_leapfrog_steps = required("num_leapfrog_steps");  ///< at least 1
  Array step_size = required("step_size");  ///< positive; scalar or one per coordinate

  static constexpr std::string_view kName = "UncalibratedHamiltonianMonteCarlo";
  static constexpr bool kIsCalibrated = false;
  using State = HamiltonianMonteCarlo::State;
  struct Info {
    Array log_accept_ratio, is_transition, energy;
    Array log_acceptance_correction;  ///< kinetic energy before minus after
    Array num_steps;
  };
  TargetLogProbFn target() const { return target_log_prob_fn; }
  Parameters parameters() const { return {.step_size = step_size}; }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

}  // namespace aleator::mcmc
