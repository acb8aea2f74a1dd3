// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/suite/measure.h"

#include <algorithm>
#include <ctime>

#include <sys/resource.h>

namespace aleator::bench {
namespace {

double smallest_ess(const stats::Summary& summary) {
  double least = 1e300;
  // Quantities that take few values have no tail size.
  for (const auto& q : summary.quantities) {
    if (q.ess_bulk < least) least = q.ess_bulk;
    if (q.ess_tail < least) least = q.ess_tail;
  }
  return least;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Samplers with trajectories of one length do not count steps.
bool counts_steps(const stats::Posterior& p) {
  return std::any_of(p.sample_stats().begin(), p.sample_stats().end(),
                     [](const stats::NamedDraws& s) { return s.name == "n_steps"; });
}

}  // namespace

double first_gradient_seconds(const Workload& workload) {
  return seconds_of([&] {
    const auto log_prob = [&](Array q) { return workload.log_prob(q); };
    const mcmc::Target target(mcmc::TargetLogProbFn(log_prob), {{"q"}, {{workload.dimension}}});
    const auto [value, gradient] = target.value_and_gradient(zeros({workload.dimension}));
    eval(Arrays{value, gradient});
  });
}

TimedRun timed_run(const Workload& workload, std::uint64_t seed) {
  TimedRun run{};
  const double start = cpu_seconds();
  run.seconds = seconds_of([&] { run.outcome = workload.run(seed); });
  run.cpu_seconds = cpu_seconds() - start;
  return run;
}

SamplerFigures sampler_figures(const stats::Posterior& p) {
  SamplerFigures f{.ess = smallest_ess(p.summary()), .sampling_seconds = p.timing().sampling};
  if (counts_steps(p)) {
    const Array per_chain = sum(p.sample_stat("n_steps"), {.axes = {1}});
    f.gradients = sum(per_chain).item();
    f.waste = max(per_chain).item() * static_cast<double>(p.num_chains()) / f.gradients;
  }
  for (const auto& q : p.summary().quantities) f.largest_rhat = std::max(f.largest_rhat, q.rhat);
  f.num_divergences = sum(astype(p.sample_stat("diverging"), float64)).item();
  return f;
}

std::vector<Figure> all_figures(const Workload& workload, const TimedRun& run) {
  std::vector<Figure> figures = run.outcome.figures;
  if (!run.outcome.posterior) return figures;
  const SamplerFigures f = sampler_figures(*run.outcome.posterior);
  if (f.gradients > 0) {
    const double least = workload.gradient.least_seconds();
    figures.push_back({.name = "gradients",
                       .unit = "1/s",
                       .value = f.gradients / f.sampling_seconds,
                       .limit = least > 0 ? 1 / least : 0});
  }
  figures.push_back({.name = "ESS", .unit = "1/s", .value = f.ess / run.seconds});
  return figures;
}

double peak_memory() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return 1024. * static_cast<double>(usage.ru_maxrss);
}

}  // namespace aleator::bench
