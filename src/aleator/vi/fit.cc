// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/fit.h"

#include "aleator/array/lists.h"
#include "aleator/base/text.h"

#include <ostream>

namespace aleator::vi {
namespace {

void check_parts(const LogDensity& target, const SurrogatePosterior& surrogate) {
  const std::vector<Shape> shapes = surrogate.shapes();
  const int num_parts = target.log_prob_fn().num_parts();
  if (num_parts >= 0 && shapes.size() != static_cast<std::size_t>(num_parts)) {
    throw ValueError(text("fit_surrogate_posterior: the target takes ", num_parts,
                          " parts, but the surrogate has ", shapes.size()));
  }
  const std::vector<std::string> names = surrogate.names();
  if (!names.empty() && !target.names().empty() && names != target.names()) {
    throw ValueError(text("fit_surrogate_posterior: the target has the parts ", target.names(),
                          ", the surrogate ", names));
  }
  if (!target.shapes().empty() && target.shapes() != shapes) {
    throw ShapeError(text("fit_surrogate_posterior: the target's parts have shapes ",
                          target.shapes(), ", the surrogate's ", shapes));
  }
}

std::vector<Variable> variables_of(const SurrogatePosterior& surrogate,
                                   const FitSurrogateOptions& o) {
  if (!o.trainable_variables.empty()) return o.trainable_variables;
  // What draws and densities are made of: functions may hide variables.
  const auto [parts, log_prob] = surrogate.sample_and_log_prob({1}, Key(0));
  std::vector<Variable> variables = trainable_variables(joined({parts, {log_prob}}));
  if (!variables.empty()) return variables;
  throw ValueError(
      "fit_surrogate_posterior: the surrogate has no trainable variables; make its parameters of "
      "Variables, or use a build_..._surrogate_posterior");
}

}  // namespace

std::string SurrogateFit::to_string() const {
  return text(training.to_string(), "\n", quality.to_string());
}

std::ostream& operator<<(std::ostream& out, const SurrogateFit& fit) {
  return out << fit.to_string() << '\n';
}

SurrogateFit fit_surrogate_posterior(const LogDensity& target_log_prob_fn,
                                     const SurrogatePosterior& surrogate_posterior,
                                     const FitSurrogateOptions& o) {
  check_parts(target_log_prob_fn, surrogate_posterior);
  const std::uint64_t seed = o.key ? 0 : entropy_seed();
  const auto [training_key, quality_key] = split<2>(o.key ? *o.key : Key(seed));
  const auto loss = [&](const Key& key) {
    return monte_carlo_variational_loss(target_log_prob_fn, surrogate_posterior,
                                        {.sample_size = o.sample_size,
                                         .importance_sample_size = o.importance_sample_size,
                                         .discrepancy_fn = o.discrepancy_fn,
                                         .gradient_estimator = o.gradient_estimator,
                                         .key = key});
  };
  SurrogateFit fit;
  fit.training =
      optimize::minimize(loss, {.num_steps = o.num_steps,
                                .optimizer = o.optimizer,
                                .convergence_criterion = o.convergence_criterion,
                                .trainable_variables = variables_of(surrogate_posterior, o),
                                .trace_fn = o.trace_fn,
                                .show_progress = o.show_progress,
                                .key = training_key});
  if (!o.key) fit.training.seed = seed;
  fit.quality = assess_surrogate(target_log_prob_fn, surrogate_posterior,
                                 {.num_draws = o.num_quality_draws, .key = quality_key});
  return fit;
}

}  // namespace aleator::vi
