// SPDX-License-Identifier: Apache-2.0
// Tests runs of chains: posteriors of known moments, adaptation, and what draws may depend on.
#include "aleator/mcmc/sample_chain.h"

#include "aleator/aleator.h"
#include "aleator/mcmc/chain_program.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/moments.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

using moments::expect_moments, moments::kMaxErrors;

Array correlated_log_prob(Array x) {
  // Covariance {{1, 0.6}, {0.6, 2}}, mean (1, -2).
  const Array d = x - array({1., -2.});
  const Array a = slice_axis(d, 0, 0, 1), b = slice_axis(d, 0, 1, 2);
  return -0.5 * sum(2. * square(a) - 1.2 * a * b + square(b)) / 1.64;
}

SampleChainOptions options_for(const Kernel& kernel, const Arrays& state) {
  return {.num_results = 2000,
          .num_burnin_steps = 200,
          .num_chains = 4,
          .current_state = state,
          .kernel = kernel,
          .show_progress = false,
          .key = Key(3)};
}

TEST(SampleChain, FindsTheMomentsOfACorrelatedGaussian) {
  const Kernel hmc = HamiltonianMonteCarlo({.target_log_prob_fn = correlated_log_prob,
                                            .num_leapfrog_steps = 4,
                                            .step_size = array({0.4, 0.6})});
  const stats::Posterior p = sample_chain(options_for(hmc, {zeros({2})}));
  EXPECT_EQ(p["x0"].shape(), (Shape{4, 2000, 2}));
  expect_moments(p["x0"], {1, -2}, {1, 2});
  const Array d = p["x0"] - array({1., -2.});
  const Array product = slice_axis(d, 2, 0, 1) * slice_axis(d, 2, 1, 2);
  EXPECT_NEAR(mean(product).item(), 0.6,
              kMaxErrors * stats::mcse_mean({product.values(), 4, 2000}));
}

TEST(SampleChain, FindsTheMomentsOfABanana) {
  const auto log_prob = [](Array x, Array y) {
    return tfd::Normal(0., 1.).log_prob(x) + tfd::Normal(square(x) - 1., 1.).log_prob(y);
  };
  const Kernel walk = MetropolisHastings(
      {.inner_kernel = UncalibratedRandomWalk({.target_log_prob_fn = log_prob, .step_size = 0.9})});
  const Kernel hmc = HamiltonianMonteCarlo(
      {.target_log_prob_fn = log_prob, .num_leapfrog_steps = 8, .step_size = 0.15});
  for (const Kernel& kernel : {walk, hmc}) {
    SampleChainOptions o = options_for(kernel, {0., 0.});
    o.num_chains = 16;
    const stats::Posterior p = sample_chain(o);
    expect_moments(p["x0"], {0}, {1});
    expect_moments(p["x1"], {0}, {3});
  }
}

TEST(SampleChain, TakesPartsOfAnyShapeAndNamesThem) {
  const auto log_prob = [](Array a, Array b) {
    return sum(tfd::Normal(array({{1., 2., 3.}, {4., 5., 6.}}), 0.5).log_prob(a)) +
           tfd::Exponential({.rate = 2.}).log_prob(b);
  };
  const Kernel kernel = TransformedTransitionKernel(
      {.inner_kernel = HamiltonianMonteCarlo(
           {.target_log_prob_fn = log_prob, .num_leapfrog_steps = 4, .step_size = 0.35}),
       .bijector = {tfb::Identity(), tfb::Softplus()}});
  SampleChainOptions o = options_for(kernel, {zeros({2, 3}), 1});
  o.names = {"matrix", "rate"};
  const stats::Posterior p = sample_chain(o);
  EXPECT_EQ(p["matrix"].shape(), (Shape{4, 2000, 2, 3}));
  EXPECT_EQ(p["rate"].shape(), (Shape{4, 2000}));
  expect_moments(p["matrix"], {1, 2, 3, 4, 5, 6}, std::vector<double>(6, 0.25));
  expect_moments(p["rate"], {0.5}, {0.25});
  EXPECT_EQ(p.summary().quantities[1].name, "matrix[0, 1]");
  EXPECT_EQ(p.sample_stat("lp").shape(), (Shape{4, 2000}));
}

TEST(SampleChain, KeepsFloat32) {
  const auto log_prob = [](Array x) { return tfd::Normal(strong_scalar(1.f), 2.).log_prob(x); };
  for (const Kernel& kernel :
       {Kernel(HamiltonianMonteCarlo(
            {.target_log_prob_fn = log_prob, .num_leapfrog_steps = 3, .step_size = 1.})),
        Kernel(MetropolisHastings({.inner_kernel = UncalibratedRandomWalk(
                                       {.target_log_prob_fn = log_prob, .step_size = 4.})}))}) {
    const stats::Posterior p = sample_chain(options_for(kernel, {strong_scalar(0.f)}));
    EXPECT_EQ(p["x0"].dtype(), float32);
    expect_moments(p["x0"], {1}, {4});
  }
}

Kernel adaptive(int num_steps, double target = 0.75, double rate = 0.05) {
  const auto log_prob = [](Array x) { return sum(tfd::Normal(0., 1.).log_prob(x)); };
  return SimpleStepSizeAdaptation(
      {.inner_kernel = HamiltonianMonteCarlo(
           {.target_log_prob_fn = log_prob, .num_leapfrog_steps = 3, .step_size = 0.01}),
       .num_adaptation_steps = num_steps,
       .target_accept_prob = target,
       .adaptation_rate = rate});
}

TEST(SimpleStepSizeAdaptation, ReachesItsTarget) {
  for (const double target : {0.6, 0.75, 0.9}) {
    SampleChainOptions o = options_for(adaptive(800, target, 0.01), {zeros({8})});
    o.num_burnin_steps = 800;
    o.num_chains = 16;
    const double acceptance = mean(sample_chain(o).sample_stat("acceptance_rate")).item();
    EXPECT_NEAR(acceptance, target, 0.05) << target;
  }
}

/// A chain alone has a program of its own.
class NumberOfChains : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(All, NumberOfChains, testing::Values(1, 5));

TEST_P(NumberOfChains, SimpleStepSizeAdaptationStopsAndIsSharedByAll) {
  const std::int64_t n = GetParam();
  const Kernel kernel = adaptive(7);
  const KernelRules& rules = kernel.rules();
  const Layout layout{{"x"}, {Shape{2}}, float64};
  const Target target(rules.target(), layout);
  const ChainProgram program(kernel, target, layout);
  Tuning tuning = program.tuning();
  const auto start = [&] { return program.start(Key(1), arange(n), zeros({n, 2})); };
  ChainBlock block = start();
  std::vector<double> steps;
  for (int i = 0; i < 7; ++i) {
    program.advance_mixing(block, tuning, 1, 10);
    EXPECT_EQ(tuning.parameters.step_size.shape(), Shape{});
    steps.push_back(tuning.parameters.step_size.item());
  }
  for (std::size_t i = 0; i < 7; ++i)
    EXPECT_DOUBLE_EQ(steps[i], 0.01 * std::pow(1.05, static_cast<double>(i + 1))) << i;
  program.begin_epoch(block, tuning);
  for (int i = 0; i < 5; ++i) program.advance(block, tuning.parameters, 12, 1);

  // The same transitions in two calls: one that adapts, and one in which no chain sees another.
  ChainBlock again = start();
  Tuning same = program.tuning();
  program.advance_mixing(again, same, 7, 10);
  program.begin_epoch(again, same);
  program.advance(again, same.parameters, 12, 5);
  EXPECT_EQ(again.states[0].values(), block.states[0].values());
  EXPECT_EQ(same.parameters.step_size.item(), steps[6]);
}

struct Run {
  std::uint64_t seed = 3;
  int num_threads = 1;
  std::int64_t num_results = 250, num_between = 0, num_chains = 5;
};

std::vector<double> draws_of(const Run& run) {
  SampleChainOptions o = options_for(
      TransformedTransitionKernel({.inner_kernel = adaptive(30), .bijector = {tfb::Softplus()}}),
      {ones({2})});
  o.num_burnin_steps = 50;
  o.num_results = run.num_results;
  o.num_steps_between_results = run.num_between;
  o.num_threads = run.num_threads;
  o.num_chains = run.num_chains;
  o.key = Key(run.seed);
  return sample_chain(o)["x0"].values();
}

TEST(SampleChain, DrawsDependOnTheKeyAndNotOnThreads) {
  const std::vector<double> draws = draws_of({});
  EXPECT_EQ(draws_of({}), draws);
  for (const int num_threads : {2, 5, 8})
    EXPECT_EQ(draws_of({.num_threads = num_threads}), draws) << num_threads;
  EXPECT_NE(draws_of({.seed = 4}), draws);
  for (std::size_t chain = 1; chain < 5; ++chain)
    EXPECT_NE(draws[chain * 500 + 20], draws[20]) << chain;
}

TEST(SampleChain, ThinningKeepsTheStridedDraws) {
  const std::vector<double> all = draws_of({.num_results = 600}),
                            thinned = draws_of({.num_results = 200, .num_between = 2});
  ASSERT_EQ(all.size(), 3 * thinned.size());
  // Rows of two elements: the last of each three transitions.
  for (std::size_t i = 0; i < thinned.size(); ++i)
    EXPECT_EQ(thinned[i], all[(3 * (i / 2) + 2) * 2 + i % 2]) << i;
}

TEST(SampleChain, LengthsOfChunksAreInvisible) {
  // Chunks of 1, 2 and 3 transitions.
  const std::vector<double> few = draws_of({.num_results = 150}),
                            more = draws_of({.num_results = 250}),
                            many = draws_of({.num_results = 390});
  for (std::size_t chain = 0; chain < 5; ++chain) {
    for (std::size_t i = 0; i < 300; ++i) {
      EXPECT_EQ(few[chain * 300 + i], more[chain * 500 + i]);
      EXPECT_EQ(few[chain * 300 + i], many[chain * 780 + i]);
    }
  }
}

TEST(SampleChain, ReportsTheSeedOfARunWithoutAKey) {
  SampleChainOptions o = options_for(adaptive(10), {zeros({1})});
  o.num_results = 10;
  o.key.reset();
  const stats::Posterior p = sample_chain(o);
  o.key = Key(p.seed());
  EXPECT_EQ(sample_chain(o)["x0"].values(), p["x0"].values());
}

TEST(SampleChain, RejectsWhereTheTargetIsNaN) {
  // log(x) is NaN below 0.
  const auto log_prob = [](Array x) { return log(x) - x; };  // Gamma(2, 1)
  const Kernel walk = MetropolisHastings(
      {.inner_kernel = UncalibratedRandomWalk({.target_log_prob_fn = log_prob, .step_size = 2.})});
  const Kernel hmc = HamiltonianMonteCarlo(
      {.target_log_prob_fn = log_prob, .num_leapfrog_steps = 3, .step_size = 0.5});
  for (const Kernel& kernel : {walk, hmc}) {
    SampleChainOptions o = options_for(kernel, {1.});
    o.num_chains = 16;
    const stats::Posterior p = sample_chain(o);
    EXPECT_GT(min(p["x0"]).item(), 0);
    expect_moments(p["x0"], {2}, {2});
    const Array lp = p.sample_stat("lp");
    EXPECT_TRUE(all(is_finite(lp)).item<bool>());
  }
}

}  // namespace
}  // namespace aleator::mcmc
