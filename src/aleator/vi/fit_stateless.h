// SPDX-License-Identifier: Apache-2.0
// Declares fit_surrogate_posterior_stateless, variational inference as a pure function. Names are
// TFP's.
#pragma once

#include "aleator/optimize/minimize_stateless.h"
#include "aleator/vi/variational_loss.h"

#include <optional>

namespace aleator::vi {

/// The surrogate of these parameters. Must be pure.
using BuildSurrogatePosteriorFn = Callable<SurrogatePosterior(const Arrays& parameters)>;

struct FitSurrogateStatelessOptions {
  std::int64_t num_steps = required("num_steps");  ///< at most
  optimize::Optimizer optimizer = required("optimizer");
  optimize::ConvergenceCriterion convergence_criterion = {};  ///< empty: takes num_steps steps
  DiscrepancyFn discrepancy_fn = DiscrepancyFn(kl_reverse);
  int sample_size = 1;                                       ///< draws per step
  int importance_sample_size = 1;                            ///< as of VariationalLossOptions
  std::optional<GradientEstimator> gradient_estimator = {};  ///< as of VariationalLossOptions
  std::optional<Key> key = {};                               ///< absent: Key(0)
};

/// The steps of fit_surrogate_posterior, of parameters that are arguments: `vmap` fits many targets
/// or from many starts at once, `jit` compiles it, and derivatives go through all steps (by the
/// reparameterization gradient; other estimators hold parts of their estimates constant).
/// Parameters are real numbers; the function maps them where they must be, as `softplus` does for
/// scales. What comes out is not judged: assess_surrogate does.
///
/// ValueError as of monte_carlo_variational_loss; a loss that is not finite ends the steps, and the
/// parameters are those where it was.
optimize::StatelessTraining fit_surrogate_posterior_stateless(
    const LogDensity& target_log_prob_fn,
    const BuildSurrogatePosteriorFn& build_surrogate_posterior_fn, const Arrays& initial_parameters,
    const FitSurrogateStatelessOptions& options);

}  // namespace aleator::vi
