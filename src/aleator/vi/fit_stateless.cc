// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/fit_stateless.h"

#include "aleator/base/text.h"

namespace aleator::vi {

optimize::StatelessTraining fit_surrogate_posterior_stateless(
    const LogDensity& target_log_prob_fn,
    const BuildSurrogatePosteriorFn& build_surrogate_posterior_fn, const Arrays& initial_parameters,
    const FitSurrogateStatelessOptions& o) {
  if (initial_parameters.empty()) {
    throw ValueError(
        "fit_surrogate_posterior_stateless: initial_parameters must be at least one Array, got "
        "none");
  }
  const auto loss = [&](const Arrays& parameters, const Key& key) {
    return monte_carlo_variational_loss(target_log_prob_fn,
                                        build_surrogate_posterior_fn(parameters),
                                        {.sample_size = o.sample_size,
                                         .importance_sample_size = o.importance_sample_size,
                                         .discrepancy_fn = o.discrepancy_fn,
                                         .gradient_estimator = o.gradient_estimator,
                                         .key = key});
  };
  return optimize::minimize_stateless(loss, initial_parameters,
                                      {.num_steps = o.num_steps,
                                       .optimizer = o.optimizer,
                                       .convergence_criterion = o.convergence_criterion,
                                       .key = o.key});
}

}  // namespace aleator::vi
