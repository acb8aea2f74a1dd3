// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/suite/workload.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>

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
  static const char* const clock = std::getenv("ALEATOR_BENCH_CLOCK");
  static const bool is_processor = clock != nullptr && std::strcmp(clock, "processor") == 0;
  const auto now = [] {
    if (is_processor) return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    const auto wall = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(wall).count();
  };
  const double start = now();
  action();
  return now() - start;
}

Figure call_figure(const std::string& name, const Work& work, const std::function<void()>& call,
                   int num_calls) {
  const double seconds = seconds_of([&] {
    for (int i = 0; i < num_calls; ++i) call();
  });
  return {.name = name,
          .unit = "ms",
          .value = 1e3 * seconds / num_calls,
          .limit = 1e3 * work.least_seconds()};
}

}  // namespace aleator::bench
