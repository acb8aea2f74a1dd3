// SPDX-License-Identifier: Apache-2.0
// Defines a whole run: warm-up, kept transitions until they are enough, timing.
#include "aleator/base/text.h"
#include "aleator/mcmc/run.h"
#include "aleator/stats/interrupt.h"

#include <algorithm>
#include <iostream>
#include <optional>

namespace aleator::mcmc {
namespace {

/// Whether every quantity has so many effective draws and a small R-hat.
bool is_enough(const stats::Posterior& posterior, double min_ess) {
  const auto& quantities = posterior.summary().quantities;
  return std::all_of(quantities.begin(), quantities.end(), [&](const auto& q) {
    return q.ess_bulk >= min_ess && q.ess_tail >= min_ess && q.rhat <= 1.01;
  });
}

/// The kept transitions; looks ten times whether they are enough, at numbers of draws that depend
/// on the plan alone.
void sample_until_done(Run& run, const Plan& plan) {
  const std::int64_t tenth = std::max<std::int64_t>(4, (plan.num_draws + 9) / 10) * plan.stride;
  bool is_done = false;
  while (!is_done && run.num_done() < run.num_transitions() && !run.is_interrupted()) {
    run.run_to(plan.min_ess > 0 ? run.num_done() + tenth : run.num_transitions());
    is_done = plan.min_ess > 0 && !run.is_interrupted() && is_enough(run.kept({}), plan.min_ess);
  }
  if (run.is_interrupted()) {
    std::cerr << text("aleator: interrupted; the first ", run.num_draws(), " of ", plan.num_draws,
                      " draws of every chain are kept\n");
  }
}

}  // namespace

stats::Posterior execute(const RunParts& parts, const Stopwatch& watch) {
  const Plan& plan = parts.plan;
  std::optional<stats::InterruptScope> scope;
  if (plan.keeps_draws_on_interrupt) scope.emplace();
  Run run(parts);
  const double compiled = watch.seconds();
  run.run_to(plan.num_warmup);
  const double warmed_up = watch.seconds();
  sample_until_done(run, plan);
  const double sampled = watch.seconds();
  stats::Posterior posterior = run.posterior(
      {.compile = compiled, .warmup = warmed_up - compiled, .sampling = sampled - warmed_up});
  posterior.set_total_seconds(watch.seconds());
  return posterior;
}

}  // namespace aleator::mcmc
