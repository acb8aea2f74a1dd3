// SPDX-License-Identifier: Apache-2.0
// Tests the No-U-Turn sampler: that it leaves targets invariant, what its draws may depend on, its
// trees and its adaptation.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/mcmc/chain_program.h"
#include "aleator/mcmc/parts/pooling.h"
#include "aleator/mcmc/statistics.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Array banana(const Array& x, const Array& y) {
  return tfd::Normal(0., 1.).log_prob(x) + tfd::Normal(square(x) - 1., 0.7).log_prob(y);
}

/// A chain's first transitions from exact draws leave the marginal distributions as they were.
/// Distances to the exact cdf exceed their bound with probability 1e-6.
TEST(Nuts, LeavesTargetsInvariant) {
  constexpr std::int64_t kNumChains = 40'000;
  for (const int max_depth : {1, 2, 10}) {
    for (const double step_size : {0.25, 0.9}) {
      const Kernel kernel = NoUTurnSampler(
          {.target_log_prob_fn = banana, .step_size = step_size, .max_tree_depth = max_depth});
      const Layout layout{{"x", "y"}, {Shape{}, Shape{}}, float64};
      const Target target(kernel.rules().target(), layout);
      const ChainProgram program(kernel, target, layout);
      const auto [a, b, c] = split<3>(Key(5));
      const Array x = tfd::Normal(0., 1.).sample({kNumChains}, a),
                  y = tfd::Normal(square(x) - 1., 0.7).sample(b);
      ChainBlock block = program.start(c, arange(kNumChains, int64), stack({x, y}, 1));
      const Parameters parameters = program.tuning().parameters;
      for (int i = 0; i < 60 && min(block.num_done).item<std::int64_t>() < 2; ++i) {
        block.num_ticks = 2048;
        program.advance(block, parameters, 2, 2);
      }
      ASSERT_EQ(min(block.num_done).item<std::int64_t>(), 2);
      const Array end = block.states[0];
      const Array xs = slice_axis(end, 1, 0, 1),
                  residuals = slice_axis(end, 1, 1, 2) - square(xs) + 1.;
      const auto normal = [](double scale) {
        return [scale](double z) { return 0.5 * std::erfc(-z / scale * std::sqrt(0.5)); };
      };
      const double bound = statistics::largest_distance(kNumChains);
      EXPECT_LT(statistics::distance_to_cdf(xs.values(), normal(1)), bound) << max_depth;
      EXPECT_LT(statistics::distance_to_cdf(residuals.values(), normal(0.7)), bound) << max_depth;
      // Neither do they stay where they were.
      EXPECT_GT(mean(abs(reshape(xs, {kNumChains}) - x)).item(), 0.1);
    }
  }
}

stats::Posterior run(const Kernel& kernel, std::int64_t num_chains = 5, int num_threads = 1,
                     std::int64_t num_results = 60) {
  return sample_chain({.num_results = num_results,
                       .num_burnin_steps = 40,
                       .num_chains = num_chains,
                       .current_state = {0.3, -0.5},
                       .kernel = kernel,
                       .num_threads = num_threads,
                       .show_progress = false,
                       .key = Key(8)});
}

Kernel nuts(double step_size = 0.4) {
  return NoUTurnSampler({.target_log_prob_fn = banana, .step_size = step_size});
}

TEST(Nuts, DrawsDoNotDependOnThreadsOrLengths) {
  const Kernel kernel = WindowedAdaptation({.inner_kernel = nuts(), .num_adaptation_steps = 30});
  const std::vector<double> draws = run(kernel, 8)["x1"].values();
  for (const int num_threads : {3, 8})
    EXPECT_EQ(run(kernel, 8, num_threads)["x1"].values(), draws) << num_threads;
  // 200 draws come in longer pieces.
  const std::vector<double> longer = run(kernel, 8, 1, 200)["x1"].values();
  for (std::size_t chain = 0; chain < 8; ++chain) {
    for (std::size_t i = 0; i < 60; ++i) EXPECT_EQ(longer[chain * 200 + i], draws[chain * 60 + i]);
  }
}

TEST(Nuts, IsTheSameOnTheReferenceBackend) {
  const stats::Posterior compiled = run(nuts(), 3, 1, 12);
  const ReferenceOnly scope;
  const stats::Posterior reference = run(nuts(), 3, 1, 12);
  const std::vector<double> x = compiled["x0"].values(), y = reference["x0"].values();
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(x[i], y[i], 1e-6) << i;
  EXPECT_EQ(compiled.sample_stat("n_steps").values(), reference.sample_stat("n_steps").values());
}

TEST(Nuts, AdaptsAsItDoesTransitionByTransition) {
  const auto adapted = [](const Kernel& kernel) {
    return WindowedAdaptation({.inner_kernel = kernel, .num_adaptation_steps = 40});
  };
  const stats::Posterior ticks = run(adapted(nuts())), whole = run(adapted(complete(nuts())));
  EXPECT_EQ(ticks["x0"].values(), whole["x0"].values());
  EXPECT_EQ(ticks.sample_stat("step_size").values(), whole.sample_stat("step_size").values());
}

TEST(Nuts, TrajectoriesAreAsLongAsTheyGoAway) {
  // On a standard normal a trajectory turns after half a period, pi / step_size steps.
  const auto log_prob = [](Array x) { return -0.5 * sum(square(x)); };
  const auto mean_steps = [&](double step_size) {
    const stats::Posterior p = sample_chain(
        {.num_results = 200,
         .num_chains = 8,
         .current_state = {ones({50})},
         .kernel = NoUTurnSampler({.target_log_prob_fn = log_prob, .step_size = step_size}),
         .show_progress = false,
         .key = Key(2)});
    return mean(p.sample_stat("n_steps")).item();
  };
  EXPECT_NEAR(mean_steps(0.5), 7, 0.2);    // 2^3 - 1 covers 6.3
  EXPECT_NEAR(mean_steps(0.12), 31, 1.5);  // 2^5 - 1 covers 26
}

TEST(Nuts, StopsAtTheDepthAndSaysSo) {
  const auto log_prob = [](Array x) { return -0.5 * sum(square(x)); };
  const stats::Posterior p =
      sample_chain({.num_results = 50,
                    .num_chains = 4,
                    .current_state = {ones({3})},
                    .kernel = NoUTurnSampler(
                        {.target_log_prob_fn = log_prob, .step_size = 0.01, .max_tree_depth = 4}),
                    .show_progress = false,
                    .key = Key(2)});
  EXPECT_EQ(max(p.sample_stat("n_steps")).item(), 15);
  EXPECT_TRUE(all(p.sample_stat("reached_max_treedepth")).item<bool>());
  EXPECT_NE(p.diagnosis().to_string().find("tree depth"), std::string::npos);
}

/// With long steps from the middle of a Gaussian many trajectories end where they began.
TEST(Nuts, SaysWhichTransitionsMove) {
  const auto log_prob = [](Array x) { return -0.5 * sum(square(x)); };
  const stats::Posterior p =
      sample_chain({.num_results = 200,
                    .num_chains = 4,
                    .current_state = {ones({2})},
                    .kernel = NoUTurnSampler({.target_log_prob_fn = log_prob, .step_size = 1.9}),
                    .show_progress = false,
                    .key = Key(9)});
  const std::vector<double> x = p["x0"].values(), moved = p.sample_stat("is_accepted").values();
  int num_stays = 0;
  for (std::size_t chain = 0; chain < 4; ++chain) {
    for (std::size_t i = 1; i < 200; ++i) {
      const std::size_t at = chain * 200 + i;
      EXPECT_EQ(moved[at] == 1, x[2 * at] != x[2 * (at - 1)]) << at;
      num_stays += moved[at] == 0;
    }
  }
  EXPECT_GT(num_stays, 0);
}

TEST(Nuts, CountsDivergences) {
  // A step far too long for the narrow end of a funnel.
  const auto log_prob = [](Array v, Array x) {
    return tfd::Normal(0., 3.).log_prob(v) + tfd::Normal(0., exp(0.5 * v)).log_prob(x);
  };
  const stats::Posterior p =
      sample_chain({.num_results = 500,
                    .num_chains = 8,
                    .current_state = {0., 0.1},
                    .kernel = NoUTurnSampler({.target_log_prob_fn = log_prob, .step_size = 1.}),
                    .show_progress = false,
                    .key = Key(6)});
  EXPECT_GT(sum(p.sample_stat("diverging")).item(), 10);
  EXPECT_FALSE(p.diagnosis().all_passed());
}

TEST(DualAveragingStepSizeAdaptation, ReachesItsTarget) {
  const auto log_prob = [](Array x) { return -0.5 * sum(square(x)); };
  for (const double target : {0.6, 0.8, 0.9}) {
    // With one leapfrog step the acceptance falls with the step size; with more it need not.
    const Kernel hmc = HamiltonianMonteCarlo(
        {.target_log_prob_fn = log_prob, .num_leapfrog_steps = 1, .step_size = 0.01});
    const stats::Posterior p = sample_chain(
        {.num_results = 500,
         .num_burnin_steps = 500,
         .num_chains = 8,
         .current_state = {ones({20})},
         .kernel = DualAveragingStepSizeAdaptation(
             {.inner_kernel = hmc, .num_adaptation_steps = 500, .target_accept_prob = target}),
         .show_progress = false,
         .key = Key(4)});
    // The average of the logarithm of the step size accepts a little more than the target, since
    // acceptance is concave in it.
    const double acceptance = mean(p.sample_stat("acceptance_rate")).item();
    EXPECT_GT(acceptance, target - 0.02) << target;
    EXPECT_LT(acceptance, target + 0.08) << target;
    EXPECT_EQ(min(p.sample_stat("step_size")).item(), max(p.sample_stat("step_size")).item());
  }
}

TEST(WindowedAdaptation, KeepsEarlyTreesShort) {
  const ArrayType position{.dtype = float64, .shape = {2}};
  const auto depth_after = [&](std::int64_t num_adaptation_steps) {
    const Kernel kernel =
        WindowedAdaptation({.inner_kernel = nuts(), .num_adaptation_steps = num_adaptation_steps});
    return kernel.rules().adaptation()->start({}, position).parameters.max_tree_depth.item();
  };
  EXPECT_EQ(depth_after(1000), 7);
  EXPECT_EQ(depth_after(0), 30);
  EXPECT_EQ(depth_after(20), 7);
  EXPECT_EQ(depth_after(1), 30);  // a window for the step size alone

  // Steps far too small would make trees of a depth of 10.
  const Kernel kernel = NoUTurnSampler({.target_log_prob_fn = banana, .step_size = 1e-4});
  const Layout layout{{"x", "y"}, {Shape{}, Shape{}}, float64};
  const ChainProgram program(kernel, Target(kernel.rules().target(), layout), layout);
  Parameters parameters = program.tuning().parameters;
  for (const double depth : {2., 5., 30.}) {
    ChainBlock block = program.start(Key(3), arange(4, int64), zeros({4, 2}));
    parameters.max_tree_depth = depth;
    block.num_ticks = 1 << 12;
    const ChainOutput output = program.advance(block, parameters, 2, 2);
    const Array num_steps = output.statistics[index_of_statistic("n_steps")];
    const double expected = std::pow(2, std::min(depth, 10.)) - 1;
    EXPECT_EQ(min(num_steps).item<std::int64_t>(), expected);
    EXPECT_EQ(max(num_steps).item<std::int64_t>(), expected);
  }
}

TEST(WindowedAdaptation, FindsTheScales) {
  const Array scales = array({1e-4, 1., 250.});
  const auto log_prob = [&](Array x) { return sum(tfd::Normal(0., scales).log_prob(x)); };
  const stats::Posterior p = sample(log_prob, {.current_state = {zeros({3})},
                                               .num_warmup = 300,
                                               .num_draws = 500,
                                               .seed = 3,
                                               .show_progress = false});
  EXPECT_LT(mean(p.sample_stat("n_steps")).item(), 8);
  const std::vector<double> sd = stddev(p["x0"], {.axes = {0, 1}}).values();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(sd[i] / scales.values()[i], 1, 0.05) << i;
  EXPECT_TRUE(p.diagnosis().all_passed()) << p.diagnosis().to_string();
}

TEST(WindowedAdaptation, FindsTheScalesFromDrawsAlone) {
  const Array scales = array({1e-2, 1., 50.});
  const auto log_prob = [&](Array x) { return sum(tfd::Normal(0., scales).log_prob(x)); };
  const stats::Posterior p = sample_chain(
      {.num_results = 500,
       .num_burnin_steps = 500,
       .num_chains = 8,
       .current_state = {full({3}, 0.01)},
       .kernel = WindowedAdaptation(
           {.inner_kernel = NoUTurnSampler({.target_log_prob_fn = log_prob, .step_size = 0.1}),
            .num_adaptation_steps = 500,
            .uses_gradients = false}),
       .show_progress = false,
       .key = Key(3)});
  EXPECT_LT(mean(p.sample_stat("n_steps")).item(), 8);
  const std::vector<double> sd = stddev(p["x0"], {.axes = {0, 1}}).values();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(sd[i] / scales.values()[i], 1, 0.05) << i;
}

TEST(WindowedAdaptation, WindowsGrowAndCoverTheWarmUp) {
  EXPECT_EQ(window_lengths(0), std::vector<std::int64_t>{});
  EXPECT_EQ(window_lengths(1), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(window_lengths(1000), (std::vector<std::int64_t>{20, 30, 50, 100, 200, 450, 150}));
  for (std::int64_t n = 0; n < 3000; n += 7) {
    std::int64_t total = 0;
    for (const std::int64_t length : window_lengths(n)) {
      EXPECT_GT(length, 0);
      total += length;
    }
    EXPECT_EQ(total, n);
  }
}

TEST(Pooling, LeavesOutChainsThatAreElsewhere) {
  const Array means = array({-10., -10.5, -9.8, -400., -10.2, kNaN});
  EXPECT_EQ(is_typical(means, full({6}, 2.)).values(), (std::vector<double>{1, 1, 1, 0, 1, 0}));
  const Moments chains{array({3., 2., 4.}), array({{1.}, {4.}, {kNaN}}),
                       array({{2.}, {0.5}, {9.}})};
  const Moments two = pooled(chains, array({true, true, false}));
  // 3 observations around 1 and 2 around 4: mean 2.2, squares 2 + 0.5 + 3 * 1.44 + 2 * 3.24.
  EXPECT_DOUBLE_EQ(two.count.item(), 5);
  EXPECT_DOUBLE_EQ(two.mean[0].item(), 2.2);
  EXPECT_NEAR(two.squares[0].item(), 13.3, 1e-12);
}

TEST(SampleMessages, OfOptionsAndStarts) {
  const auto normal = [](Array x) { return tfd::Normal(0., 1.).log_prob(x); };
  EXPECT_EQ(message_of([&] { sample(normal); }),
            "sample: current_state is required: a function of Arrays does not tell their shapes; "
            "give one draw of each part");
  EXPECT_EQ(message_of([&] {
              sample(normal, {.current_state = {0., 0.}});
            }),
            "sample: the log density takes 1 Arrays, current_state has 2 parts");
  EXPECT_EQ(message_of([&] { sample(normal, {.current_state = {0.}, .num_draws = 0}); }),
            "sample: num_draws must be at least 1, got 0");
  EXPECT_EQ(message_of([&] { sample(normal, {.current_state = {0.}, .max_tree_depth = 0}); }),
            "NoUTurnSampler: max_tree_depth must be between 1 and 30, got 0");
  EXPECT_EQ(message_of([&] { sample(normal, {.current_state = {0.}, .target_accept_prob = 1.}); }),
            "WindowedAdaptation: target_accept_prob must lie between 0 and 1, got 1");
  const auto nowhere = [](Array x) {
    return tfd::Exponential({.rate = 1.}).log_prob(-square(x) - 1.);
  };
  EXPECT_EQ(message_of([&] { sample(nowhere, {.current_state = {0.}}); }),
            "sample: the log density at current_state is -inf: Exponential.log_prob of 'x0' is "
            "-inf; start where every term is finite");
}

}  // namespace
}  // namespace aleator::mcmc
