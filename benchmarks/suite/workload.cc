// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/suite/workload.h"

#include <algorithm>
#include <chrono>

#include "benchmarks/micro/hand/machine.h"

namespace aleator::bench {

double Work::least_seconds() const {
  return std::max(operations / hand::operations_per_second(is_float32),
                  bytes / hand::bytes_per_second());
}

Workload sampled(const Sampled& posterior, const Setup& setup, mcmc::SampleOptions options) {
  options.current_state = {zeros({posterior.dimension})};
  options.names = {"q"};
  options.show_progress = false;
  options.num_threads = setup.num_threads;
  const auto run = [log_prob = posterior.log_prob, options](std::uint64_t seed) {
    mcmc::SampleOptions seeded = options;
    seeded.seed = seed;
    const auto target = [&](Array q) { return log_prob(q); };
    return Outcome{.posterior = mcmc::sample(mcmc::TargetLogProbFn(target), seeded)};
  };
  return {.data = posterior.data,
          .log_prob = posterior.log_prob,
          .dimension = posterior.dimension,
          .gradient = posterior.gradient,
          .run = run};
}

double seconds_of(const std::function<void()>& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace aleator::bench
