// SPDX-License-Identifier: Apache-2.0
// Defines dual averaging of a step size, and the adaptation that does nothing else.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// How dual averaging moves; TFP's names and defaults.
struct DualAveraging {
  double target_accept_prob = 0.75;
  double exploration_shrinkage = 0.05;
  double step_count_smoothing = 10;
  double decay_rate = 0.75;

  /// Of one chain within an epoch. Logarithms count from the step size of the parameters.
  struct State {
    Array is_adapting;    ///< otherwise the step size stays as it is
    Array log_factor;     ///< of the next transition
    Array log_average;    ///< what is kept in the end
    Array error;          ///< mean of target minus acceptance
    Array log_shrinkage;  ///< to which the step size is drawn at first
    Array num_steps;
  };
  /// The step size is drawn towards `shrinkage` times what it is.
  State start(bool is_adapting, double shrinkage) const;
  /// After a transition with this logarithm of the acceptance probability.
  State observe(const State& state, const Array& log_accept_ratio) const;
  /// The parameters of a chain's next transition.
  static Parameters tuned(const Parameters& parameters, const State& state);
  /// The parameters for all chains, whose states have the chains as axis 0: by the median.
  static Parameters pooled(const Parameters& parameters, const State& states);
  /// Throws ValueError "<who>: ...".
  void check(const char* who) const;
};

/// Adapts the step size towards a mean acceptance probability during the first num_adaptation_steps
/// transitions. Each chain finds its own; at the end all take the median.
///
/// Source: Hoffman and Gelman (2014), "The No-U-Turn sampler", section 3.2.
struct DualAveragingStepSizeAdaptation {
  Kernel inner_kernel = required("inner_kernel");
  std::int64_t num_adaptation_steps = required("num_adaptation_steps");
  double target_accept_prob = 0.75;
  double exploration_shrinkage = 0.05;
  double step_count_smoothing = 10;
  double decay_rate = 0.75;
  Ref<const KernelRules> rules() const;
};

}  // namespace aleator::mcmc
