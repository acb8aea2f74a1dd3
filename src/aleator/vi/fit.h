// SPDX-License-Identifier: Apache-2.0
// Declares fit_surrogate_posterior, variational inference as one compiled loop. Names are TFP's.
#pragma once

#include "aleator/optimize/minimize.h"
#include "aleator/vi/quality.h"
#include "aleator/vi/variational_loss.h"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace aleator::vi {

struct FitSurrogateOptions {
  std::int64_t num_steps = required("num_steps");  ///< at most
  optimize::Optimizer optimizer = required("optimizer");
  optimize::ConvergenceCriterion convergence_criterion = {};  ///< empty: takes num_steps steps
  optimize::TraceFn trace_fn = {};  ///< what is kept of each step besides the loss
  DiscrepancyFn discrepancy_fn = DiscrepancyFn(kl_reverse);
  int sample_size = 1;                                       ///< draws per step
  int importance_sample_size = 1;                            ///< as of VariationalLossOptions
  std::vector<Variable> trainable_variables = {};            ///< empty: those of the surrogate
  std::optional<GradientEstimator> gradient_estimator = {};  ///< as of VariationalLossOptions
  std::int64_t num_quality_draws = 2000;                     ///< that judge the fit
  bool show_progress = true;    ///< on standard error, for what takes more than two seconds
  std::optional<Key> key = {};  ///< absent: from entropy, reported
};

struct SurrogateFit {
  optimize::Training training;
  SurrogateQuality quality;  ///< of the fitted surrogate

  /// [steps taken]: minus the evidence lower bound where nothing else is asked for.
  const Array& losses() const { return training.losses; }
  bool is_converged() const { return training.is_converged; }
  operator Array() const { return training.losses; }  ///< as TFP returns them
  std::string to_string() const;
};
std::ostream& operator<<(std::ostream& out, const SurrogateFit& fit);

/// Minimises the divergence of the surrogate from the target by the surrogate's Variables, and
/// judges the result (see assess_surrogate). Every step has draws of its own.
///
/// ValueError as of optimize::minimize, and where the surrogate has no trainable variables or not
/// as many parts as the target.
SurrogateFit fit_surrogate_posterior(const LogDensity& target_log_prob_fn,
                                     const SurrogatePosterior& surrogate_posterior,
                                     const FitSurrogateOptions& options);

}  // namespace aleator::vi
