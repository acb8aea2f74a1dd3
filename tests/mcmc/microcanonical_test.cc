// SPDX-License-Identifier: Apache-2.0
// Tests the Metropolis-adjusted microcanonical sampler.
#include "aleator/mcmc/kernels/microcanonical.h"

#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/moments.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;

Kernel mams(const TargetLogProbFn& f, double length, double step_size) {
  return MetropolisAdjustedMicrocanonicalSampler(
      {.target_log_prob_fn = f, .trajectory_length = length, .step_size = step_size});
}

TEST(Microcanonical, LeavesTargetsInvariant) {
  const auto banana = [](Array x, Array y) {
    return tfd::Normal(0., 1.).log_prob(x) + tfd::Normal(square(x) - 1., 0.7).log_prob(y);
  };
  for (const double step_size : {0.2, 0.9})
    moments::expect_banana_is_kept(mams(banana, 2.5, step_size), 3, 0.1);
}

stats::Posterior run(const Kernel& kernel, const Arrays& state, std::int64_t num_results) {
  return sample_chain({.num_results = num_results,
                       .num_burnin_steps = 500,
                       .num_chains = 32,
                       .current_state = state,
                       .kernel = kernel,
                       .show_progress = false,
                       .key = Key(5)});
}

TEST(Microcanonical, AcceptsShortStepsAndCountsThem) {
  const auto log_prob = [](Array x) { return -0.5 * sum(square(x)); };
  const stats::Posterior p = run(mams(log_prob, 8., 0.25), {ones({20})}, 200);
  EXPECT_GT(mean(p.sample_stat("acceptance_rate")).item(), 0.98);
  EXPECT_NEAR(mean(p.sample_stat("n_steps")).item(), 16.5, 1);
  moments::expect_moments(p["x0"], std::vector<double>(20, 0), std::vector<double>(20, 1));
}

TEST(Microcanonical, AdaptsToScalesAndLength) {
  const Array scales = exp(arange(10, float64) - 5.);
  const auto log_prob = [&](Array x) { return sum(tfd::Normal(scales, scales).log_prob(x)); };
  const Kernel kernel = GradientBasedTrajectoryLengthAdaptation(
      {.inner_kernel = mams(log_prob, 1., 0.1), .num_adaptation_steps = 500});
  const stats::Posterior p = run(kernel, {zeros({10})}, 400);
  moments::expect_moments(p["x0"] / scales, std::vector<double>(10, 1), std::vector<double>(10, 1));
  EXPECT_LT(mean(p.sample_stat("n_steps")).item(), 20);
}

TEST(Microcanonical, Messages) {
  const auto log_prob = [](Array x) { return -0.5 * sum(square(x)); };
  const auto message = [&](const Kernel& kernel, const Array& state) {
    return message_of([&] { run(kernel, {state}, 1); });
  };
  const std::string who = "MetropolisAdjustedMicrocanonicalSampler: ";
  EXPECT_EQ(message(mams(log_prob, 1., 0.1), 0.),
            who +
                "the state must have at least 2 numbers, got 1: on a line a velocity of fixed "
                "length cannot turn; use NoUTurnSampler");
  EXPECT_EQ(message(mams(log_prob, 0., 0.1), zeros({2})),
            who + "trajectory_length must be positive, got 0");
  EXPECT_EQ(message(mams(log_prob, 1., -1.), zeros({2})),
            who + "step_size must be positive and finite, got -1");
}

}  // namespace
}  // namespace aleator::mcmc
