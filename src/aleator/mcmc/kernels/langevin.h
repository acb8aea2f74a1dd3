// SPDX-License-Identifier: Apache-2.0
// Defines the Metropolis-adjusted Langevin algorithm and its proposal.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// The proposal of Langevin dynamics, for MetropolisHastings: an Euler step of length `step_size`
/// in time, x' = x + step_size / 2 M gradient(x) + sqrt(step_size M) normal, where M is the inverse
/// metric (1 unless an adaptation finds it).
struct UncalibratedLangevin {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  Array step_size = required("step_size");  ///< positive; scalar or one per coordinate

  static constexpr std::string_view kName = "UncalibratedLangevin";
  static constexpr bool kIsCalibrated = false;
  struct State {
    Array position, log_density, gradient;
  };
  struct Info {
    Array log_accept_ratio, is_transition;
    Array log_acceptance_correction;  ///< log density of the way back minus that of the way there
  };
  TargetLogProbFn target() const { return target_log_prob_fn; }
  Parameters parameters() const { return {.step_size = step_size}; }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

/// The Metropolis-adjusted Langevin algorithm: MetropolisHastings over UncalibratedLangevin. As in
/// TFP, `step_size` is a time: the standard deviation of the proposal is its square root.
///
/// Source: Roberts and Tweedie (1996), "Exponential convergence of Langevin distributions and their
/// discrete approximations". In high dimensions an acceptance of 0.574 is best.
struct MetropolisAdjustedLangevinAlgorithm {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  Array step_size = required("step_size");  ///< positive; scalar or one per coordinate
  Ref<const KernelRules> rules() const;
};

}  // namespace aleator::mcmc
