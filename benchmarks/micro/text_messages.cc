// SPDX-License-Identifier: Apache-2.0
// Defines the timing of the text messages example: one chain in process, twice, and the program.
#include "aleator/aleator.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "benchmarks/micro/parts.h"

namespace aleator::bench {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

/// The model and the run of examples/text_messages.cc, with one chain.
stats::Posterior sample(const Array& counts) {
  const std::int64_t n = counts.size();
  auto joint_log_prob = [&](Array lambda_1, Array lambda_2, Array tau) {
    auto rv_lambda = tfd::Exponential({.rate = 1. / mean(counts)});
    auto rv_tau = tfd::Uniform(0., 1.);
    Array lambda = where(tau * n <= arange(n), lambda_2, lambda_1);
    return rv_lambda.log_prob(lambda_1) + rv_lambda.log_prob(lambda_2) + rv_tau.log_prob(tau) +
           sum(tfd::Poisson({.rate = lambda}).log_prob(counts));
  };
  return mcmc::sample_chain(
      {.num_results = 10'000,
       .num_burnin_steps = 1'000,
       .current_state = {20., 20., 0.5},
       .names = {"lambda_1", "lambda_2", "tau"},
       .kernel = mcmc::TransformedTransitionKernel(
           {.inner_kernel = mcmc::SimpleStepSizeAdaptation(
                {.inner_kernel = mcmc::HamiltonianMonteCarlo({.target_log_prob_fn = joint_log_prob,
                                                              .num_leapfrog_steps = 2,
                                                              .step_size = 1.}),
                 .num_adaptation_steps = 800}),
            .bijector = {tfb::Exp(), tfb::Exp(), tfb::Sigmoid()}}),
       .show_progress = false,
       .key = Key(4)});
}

void report_run(const char* name, const Array& counts, Report& report) {
  const double cpu = process_cpu_ms(), wall = wall_ms();
  const stats::Timing t = sample(counts).timing();
  report.add("text messages: 11,000 transitions of 2 leapfrogs, ms",
             {{"run", name},
              {"wall", rounded(wall_ms() - wall)},
              {"CPU", rounded(process_cpu_ms() - cpu)},
              {"compile", rounded(1e3 * t.compile)},
              {"warm-up", rounded(1e3 * t.warmup)},
              {"sampling", rounded(1e3 * t.sampling)}});
}

}  // namespace

void report_text_messages(Report& report) {
  const std::string data = ALEATOR_EXAMPLE_DIR "/data/text_messages.csv";
  const Array counts = array(io::read_csv(data).counts("count"));
  report_run("first in process", counts, report);
  report_run("second in process", counts, report);
#ifdef ALEATOR_TEXT_MESSAGES_PROGRAM
  const std::string program = ALEATOR_TEXT_MESSAGES_PROGRAM;
  if (!std::filesystem::exists(program)) return;
  const auto page = std::filesystem::temp_directory_path() / "aleator_micro.html";
  const std::string command =
      "'" + program + "' --data '" + data + "' --output '" + page.string() + "' >/dev/null 2>&1";
  const double start = wall_ms();
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
  report.add("text messages: the example's process, 4 chains, ms",
             {{"program", "text_messages"}, {"wall", rounded(wall_ms() - start)}});
  std::filesystem::remove(page);
#endif
}

}  // namespace aleator::bench
