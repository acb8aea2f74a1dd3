// SPDX-License-Identifier: Apache-2.0
// W01: the change point of daily counts, as the example text_messages samples it.
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

template <class Joint>
stats::Posterior sample_change_point(const Joint& joint, std::uint64_t seed) {
  return mcmc::sample_chain(
      {.num_results = 10'000,
       .num_burnin_steps = 1'000,
       .current_state = {20., 20., 0.5},
       .kernel = mcmc::TransformedTransitionKernel(
           {.inner_kernel = mcmc::SimpleStepSizeAdaptation(
                {.inner_kernel = mcmc::HamiltonianMonteCarlo(
                     {.target_log_prob_fn = joint, .num_leapfrog_steps = 2, .step_size = 1.}),
                 .num_adaptation_steps = 800}),
            .bijector = {tfb::Exp(), tfb::Exp(), tfb::Sigmoid()}}),
       .show_progress = false,
       .key = Key(seed)});
}

}  // namespace

Workload change_point(const Setup&) {
  const Array counts =
      array(io::read_csv(ALEATOR_EXAMPLE_DIR "/data/text_messages.csv").counts("count"));
  const std::int64_t n = counts.size();
  const auto joint = [=](Array lambda_1, Array lambda_2, Array tau) {
    const auto prior = tfd::Exponential({.rate = 1. / mean(counts)});
    const Array lambda = where(tau * n <= arange(n), lambda_2, lambda_1);
    return prior.log_prob(lambda_1) + prior.log_prob(lambda_2) +
           tfd::Uniform(0., 1.).log_prob(tau) +
           sum(tfd::Poisson({.rate = lambda}).log_prob(counts));
  };
  // A comparison, a logarithm of two rates, three operations a day.
  return {.data = {{"counts", counts}},
          .log_prob =
              [joint](const Array& q) {
                const Array logit = q[2];
                return joint(exp(q[0]), exp(q[1]), sigmoid(logit)) + q[0] + q[1] +
                       log_sigmoid(logit) + log_sigmoid(-logit);
              },
          .dimension = 3,
          .gradient = {.operations = 74. * 4 + 120},
          .run =
              [joint](std::uint64_t seed) {
                return Outcome{.posterior = sample_change_point(joint, seed)};
              }};
}

}  // namespace aleator::bench
