// SPDX-License-Identifier: Apache-2.0
// Defines random walk Metropolis and its Gaussian proposal.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// The Gaussian random walk proposal, for MetropolisHastings: position + step_size * sqrt(inverse
/// metric) * normal; the metric is 1 unless an adaptation or a temperature changes it.
struct UncalibratedRandomWalk {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  Array step_size = 1.;  ///< standard deviation of the proposal; scalar or one per coordinate

  static constexpr std::string_view kName = "UncalibratedRandomWalk";
  static constexpr bool kIsCalibrated = false;
  struct State {
    Array position, log_density;
  };
  struct Info {
    Array log_accept_ratio, is_transition;
  };
  TargetLogProbFn target() const { return target_log_prob_fn; }
  Parameters parameters() const { return {.step_size = step_size}; }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

/// Random walk Metropolis: MetropolisHastings over UncalibratedRandomWalk.
///
/// Source: Metropolis et al. (1953). In high dimensions an acceptance of 0.234 is best (Roberts,
/// Gelman and Gilks 1997).
struct RandomWalkMetropolis {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  Array step_size = 1.;  ///< standard deviation of the proposal; scalar or one per coordinate
  Ref<const KernelRules> rules() const;
};

}  // namespace aleator::mcmc
