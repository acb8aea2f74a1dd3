// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "benchmarks/suite/result.h"

namespace aleator::bench {
namespace {

double seconds_of(const std::function<void()>& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Value and gradient at one point, from the function on.
void first_gradient(const Workload& workload) {
  const auto log_prob = [&](Array q) { return workload.log_prob(q); };
  const mcmc::Target target(mcmc::TargetLogProbFn(log_prob), {{"q"}, {{workload.dimension}}});
  const auto [value, gradient] = target.value_and_gradient(zeros({workload.dimension}));
  eval(Arrays{value, gradient});
}

double smallest_ess(const stats::Summary& summary) {
  double least = 1e300;
  // Quantities that take few values have no tail size.
  for (const auto& q : summary.quantities) {
    if (q.ess_bulk < least) least = q.ess_bulk;
    if (q.ess_tail < least) least = q.ess_tail;
  }
  return least;
}

Result result_of(const stats::Posterior& p) {
  Result r;
  r.ess = smallest_ess(p.summary());
  r.ess_per_second = r.ess / p.timing().total;
  r.ess_per_second_kept = r.ess / p.timing().sampling;
  const Array per_chain = sum(p.sample_stat("n_steps"), {.axes = {1}});
  const double useful = sum(per_chain).item();
  r.gradients_per_second = useful / p.timing().sampling;
  r.waste = max(per_chain).item() * static_cast<double>(p.num_chains()) / useful;
  for (const auto& q : p.summary().quantities) r.largest_rhat = std::max(r.largest_rhat, q.rhat);
  r.num_divergences = sum(astype(p.sample_stat("diverging"), float64)).item();
  return r;
}

}  // namespace

Result measure(const Workload& workload, int num_repeats) {
  const double gradient = seconds_of([&] { first_gradient(workload); });
  std::vector<Result> results;
  const double posterior = seconds_of([&] { results.push_back(result_of(workload.run(1))); });
  if (num_repeats > 0) results.clear();
  for (int i = 0; i < num_repeats; ++i)
    results.push_back(result_of(workload.run(static_cast<std::uint64_t>(i) + 2)));
  std::sort(results.begin(), results.end(),
            [](const Result& a, const Result& b) { return a.ess_per_second < b.ess_per_second; });
  Result median = results[results.size() / 2];
  median.first_gradient = gradient;
  median.first_posterior = posterior;
  return median;
}

}  // namespace aleator::bench
