// SPDX-License-Identifier: Apache-2.0
// Tests Hamiltonian Monte Carlo with jittered trajectories, and the adaptation of their length.
#include "aleator/mcmc/adaptation/trajectory_length.h"

#include "aleator/aleator.h"
#include "aleator/mcmc/parts/jitter.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/moments.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

TEST(Halton, MirrorsBinaryDigits) {
  EXPECT_EQ(halton_base2(arange(9, int64)).values(),
            (std::vector<double>{0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875, 0.0625}));
}

Kernel jittered(const TargetLogProbFn& f, double length = 2., double step_size = 0.3) {
  return JitteredHamiltonianMonteCarlo(
      {.target_log_prob_fn = f, .trajectory_length = length, .step_size = step_size});
}

TEST(JitteredHamiltonianMonteCarlo, TakesTheStepsOfItsSequence) {
  const auto log_prob = [](Array x) { return -0.5 * sum(square(x)); };
  const stats::Posterior p = sample_chain({.num_results = 4,
                                           .num_chains = 3,
                                           .current_state = {ones({2})},
                                           .kernel = jittered(log_prob, 8., 0.5),
                                           .show_progress = false,
                                           .key = Key(1)});
  const std::vector<double> steps{8, 4, 12, 2, 8, 4, 12, 2, 8, 4, 12, 2};
  EXPECT_EQ(p.sample_stat("n_steps").values(), steps);
}

TEST(JitteredHamiltonianMonteCarlo, LeavesTargetsInvariant) {
  const auto log_prob = [](Array x, Array y) {
    return tfd::Normal(0., 1.).log_prob(x) + tfd::Normal(square(x) - 1., 0.7).log_prob(y);
  };
  for (const double step_size : {0.3, 0.9}) {
    moments::expect_banana_is_kept(jittered(log_prob, 2.5, step_size), 3, 0.1);
  }
}

TEST(ChEES, FindsScalesAndMoments) {
  const Array scales = array({1e-3, 1., 250.});
  const auto log_prob = [&](Array x) { return sum(tfd::Normal(2. * scales, scales).log_prob(x)); };
  const stats::Posterior p = sample(log_prob, {.current_state = {zeros({3})},
                                               .num_chains = 32,
                                               .num_warmup = 500,
                                               .num_draws = 500,
                                               .algorithm = ChEES,
                                               .seed = 3,
                                               .show_progress = false});
  moments::expect_moments(p["x0"] / scales, {2, 2, 2}, {1, 1, 1});
  EXPECT_LT(mean(p.sample_stat("n_steps")).item(), 8);
  EXPECT_TRUE(p.diagnosis().all_passed()) << p.diagnosis().to_string();
}

/// A Gaussian whose coordinates are correlated, so that no diagonal metric helps.
Array correlated(const Array& x) {
  const Array first = slice_axis(x, 0, 0, 1), others = slice_axis(x, 0, 1, 10);
  return sum(tfd::Normal(0., 1.).log_prob(first)) +
         sum(tfd::Normal(0.98 * first, 0.2).log_prob(others));
}

TEST(ChEES, LengthensTrajectoriesWhereTheyAreTooShort) {
  for (const TrajectoryCriterion& criterion :
       {TrajectoryCriterion(chees_criterion), TrajectoryCriterion(snaper_criterion)}) {
    const Kernel kernel =
        GradientBasedTrajectoryLengthAdaptation({.inner_kernel = jittered(correlated, 0.1, 0.1),
                                                 .num_adaptation_steps = 600,
                                                 .criterion_fn = criterion});
    const stats::Posterior p = sample_chain({.num_results = 400,
                                             .num_burnin_steps = 600,
                                             .num_chains = 32,
                                             .current_state = {zeros({10})},
                                             .kernel = kernel,
                                             .show_progress = false,
                                             .key = Key(5)});
    const double spread = 0.98 * 0.98 + 0.04;
    moments::expect_moments(slice_axis(p["x0"], 2, 0, 2), {0, 0}, {1, spread});
    EXPECT_GT(mean(p.sample_stat("n_steps")).item(), 4);
    EXPECT_LT(mean(p.sample_stat("n_steps")).item(), 60);
    const std::vector<double> slow = slice_axis(p["x0"], 2, 0, 1).values();
    EXPECT_GT(stats::ess_bulk({slow, 32, 400}), 4000);
  }
}

TEST(ChEES, DrawsDoNotDependOnThreads) {
  const auto run = [](int num_threads) {
    return sample(correlated, {.current_state = {zeros({10})},
                               .num_warmup = 60,
                               .num_draws = 40,
                               .algorithm = ChEES,
                               .num_threads = num_threads,
                               .seed = 4,
                               .show_progress = false})["x0"]
        .values();
  };
  EXPECT_EQ(run(1), run(3));
}

Array standard_normal(const Array& x) { return -0.5 * sum(square(x)); }

std::string message(const Kernel& kernel) {
  return message_of([&] {
    sample_chain({.num_results = 2,
                  .num_burnin_steps = 20,
                  .current_state = {0.},
                  .kernel = kernel,
                  .show_progress = false,
                  .key = Key(1)});
  });
}

TEST(JitteredHamiltonianMonteCarlo, Messages) {
  const std::string who = "JitteredHamiltonianMonteCarlo: ";
  EXPECT_EQ(message(jittered(standard_normal, -1.)),
            who + "trajectory_length must be positive, got -1");
  EXPECT_EQ(message(jittered(standard_normal, 1., 0.)),
            who + "step_size must be positive and finite, got 0");
  EXPECT_EQ(message(JitteredHamiltonianMonteCarlo({.target_log_prob_fn = standard_normal,
                                                   .trajectory_length = ones({2}),
                                                   .step_size = 1.})),
            who + "trajectory_length must be a scalar, got shape [2]");
  EXPECT_EQ(message(JitteredHamiltonianMonteCarlo({.target_log_prob_fn = standard_normal,
                                                   .trajectory_length = 1.,
                                                   .step_size = 1.,
                                                   .max_leapfrog_steps = 0})),
            who + "max_leapfrog_steps must be at least 1, got 0");
}

Kernel adapted(const Kernel& inner, double rate = 0.1, int most = 10, int num_steps = 10) {
  return GradientBasedTrajectoryLengthAdaptation({.inner_kernel = inner,
                                                  .num_adaptation_steps = num_steps,
                                                  .adaptation_rate = rate,
                                                  .max_leapfrog_steps = most});
}

TEST(ChEES, Messages) {
  const Kernel inner = jittered(standard_normal);
  const std::string who = "GradientBasedTrajectoryLengthAdaptation: ";
  EXPECT_EQ(
      message(adapted(HamiltonianMonteCarlo(
          {.target_log_prob_fn = standard_normal, .num_leapfrog_steps = 2, .step_size = 0.1}))),
      who +
          "inner_kernel must be a JitteredHamiltonianMonteCarlo, or wrap one; the kernel "
          "given has no trajectories of jittered length");
  EXPECT_EQ(message_of([&] { adapted(inner, 0.); }),
            who + "adaptation_rate must be positive, got 0");
  EXPECT_EQ(message_of([&] { adapted(inner, 0.1, 0); }),
            who + "max_leapfrog_steps must be at least 1, got 0");
  EXPECT_EQ(message_of([&] { adapted(inner, 0.1, 10, -1); }),
            who + "num_adaptation_steps must not be negative, got -1");
  EXPECT_EQ(message_of([&] { adapted(adapted(inner)); }),
            who + "the inner kernel already adapts; nest one adaptation");
}

}  // namespace
}  // namespace aleator::mcmc
