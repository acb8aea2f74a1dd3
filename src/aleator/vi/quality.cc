// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/quality.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/stats/psis.h"
#include "aleator/transforms/inspect.h"
#include "aleator/vi/variational_loss.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace aleator::vi {
namespace {

constexpr double kMostK = 0.7;
// The squared bias of a mean, in variances, is at most 1 / efficiency - 1 (Cauchy and Schwarz).
constexpr double kLeastEfficiency = 0.95;

std::string rounded(double value) {
  char out[64];
  std::snprintf(out, sizeof out, "%.4g", value);
  return out;
}

stats::Check check_of(double k, double efficiency) {
  stats::Check check{.id = "ALEATOR-V01 pareto_k",
                     .passed = k <= kMostK || efficiency >= kLeastEfficiency,
                     .sentence = {},
                     .next_step = {}};
  if (check.passed) {
    const std::string weights = text("efficiency of weights ", rounded(efficiency));
    check.sentence =
        text("Pareto k ", rounded(k), k <= kMostK ? " (at most 0.7), " : ", but ", weights);
    return check;
  }
  check.sentence =
      text("Pareto k is ", rounded(k),
           ", above 0.7: the target has mass where the surrogate has too little, so means and "
           "quantiles of the surrogate's draws may be wrong");
  check.next_step =
      "take more steps; a surrogate of another form (build_affine_surrogate_posterior, "
      "build_split_flow_surrogate_posterior); another parameterization of the model; or "
      "mcmc::sample";
  return check;
}

double log_sum_exp(const std::vector<double>& x) {
  const double top = *std::max_element(x.begin(), x.end());
  double total = 0;
  for (const double value : x) total += std::exp(value - top);
  return top + std::log(total);
}

}  // namespace

std::string SurrogateQuality::to_string() const {
  std::string out = text("ELBO ", rounded(elbo), " (standard error ", rounded(elbo_error), "), ");
  return out +
         (check.passed ? check.sentence : text(check.sentence, "\n  next: ", check.next_step));
}

SurrogateQuality assess_log_ratios(const std::vector<double>& log_ratios) {
  if (log_ratios.empty()) throw ValueError("assess_log_ratios: there are no draws to judge by");
  SurrogateQuality result;
  const auto n = static_cast<double>(log_ratios.size());
  result.num_draws = static_cast<std::int64_t>(log_ratios.size());
  double squares = 0;
  for (const double r : log_ratios) result.elbo += r / n;
  for (const double r : log_ratios) squares += (r - result.elbo) * (r - result.elbo);
  result.elbo_error = std::sqrt(squares / (n * std::max(1., n - 1)));
  result.log_evidence = log_sum_exp(log_ratios) - std::log(n);
  const bool is_finite = std::isfinite(result.log_evidence);
  result.pareto_k = INFINITY;
  if (is_finite) {
    // Ratios that are all alike to rounding have no tail: the surrogate is the target.
    const auto [low, high] = std::minmax_element(log_ratios.begin(), log_ratios.end());
    const bool is_same = *high - *low <= 1e-9 * (1 + std::abs(*high));
    const stats::PsisResults smoothed = stats::psis(log_ratios);
    result.pareto_k = is_same ? -INFINITY : smoothed.pareto_k;
    result.efficiency = smoothed.ess / n;
  }
  result.check = check_of(result.pareto_k, result.efficiency);
  return result;
}

SurrogateQuality assess_surrogate(const LogDensity& target, const SurrogatePosterior& surrogate,
                                  const QualityOptions& options) {
  if (options.num_draws < 2) {
    throw ValueError(
        text("assess_surrogate: num_draws must be at least 2, got ", options.num_draws));
  }
  const Key key = options.key.value_or(Key(0));
  const auto ratios = [&](const Arrays& x) {
    const auto [parts, log_q] = surrogate.sample_and_log_prob({options.num_draws}, Key(x[0]));
    return Arrays{log_prob_of_draws(target, parts) - log_q};
  };
  const ClosedFunction f = close("assess_surrogate", types_of({key.words()}), ratios);
  eval(f.captures);
  return assess_log_ratios(
      call_function(f.function, joined({{key.words()}, f.captures}))[0].values());
}

stats::Posterior draw_posterior(const LogDensity& target, const SurrogatePosterior& surrogate,
                                const DrawOptions& options) {
  if (options.num_draws < 1 || options.num_chains < 1) {
    throw ValueError(text("draw_posterior: num_draws and num_chains must be at least 1, got ",
                          options.num_draws, " and ", options.num_chains));
  }
  const Arrays parts = surrogate.sample({options.num_chains, options.num_draws}, Key(options.seed));
  eval(parts);
  std::vector<std::string> names = surrogate.names();
  if (names.empty()) names = target.names();
  for (std::size_t i = names.size(); i < parts.size(); ++i) names.push_back(text("x", i));
  std::vector<stats::NamedDraws> draws;
  for (std::size_t i = 0; i < parts.size(); ++i)
    draws.push_back({.name = names[i], .draws = parts[i]});
  return stats::Posterior(
      {.quantities = target.report() ? target.report()(draws) : draws,
       .sample_stats = {},
       .facts = {.num_chains = options.num_chains, .num_draws = options.num_draws},
       .seed = options.seed,
       .timing = {}});
}

}  // namespace aleator::vi
