// SPDX-License-Identifier: Apache-2.0
// Tests replica exchange: that it crosses between modes, swaps at the rate of theory, and messages.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/moments.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;

/// Modes at -6 and 6 of weights 0.25 and 0.75, each with standard deviation 1.
Array two_modes(const Array& x) {
  return log_add_exp(std::log(0.25) + tfd::Normal(-6., 1.).log_prob(x),
                     std::log(0.75) + tfd::Normal(6., 1.).log_prob(x));
}

Kernel nuts(const TargetLogProbFn& f) {
  return NoUTurnSampler({.target_log_prob_fn = f, .step_size = 0.8, .max_tree_depth = 5});
}
Kernel hmc(const TargetLogProbFn& f) {
  return HamiltonianMonteCarlo(
      {.target_log_prob_fn = f, .num_leapfrog_steps = 4, .step_size = 0.8});
}
Kernel walk(const TargetLogProbFn& f) {
  return RandomWalkMetropolis({.target_log_prob_fn = f, .step_size = 2.});
}
Kernel tempered(const Kernel& inner, const Array& inverse_temperatures) {
  return ReplicaExchangeMC({.inner_kernel = inner, .inverse_temperatures = inverse_temperatures});
}

stats::Posterior run(const Kernel& kernel, const Arrays& state, std::int64_t num_results) {
  return sample_chain({.num_results = num_results,
                       .num_burnin_steps = 100,
                       .num_chains = 8,
                       .current_state = state,
                       .kernel = kernel,
                       .show_progress = false,
                       .key = Key(8)});
}

TEST(ReplicaExchangeMC, CrossesBetweenModes) {
  const Array temperatures = array({1., 0.4, 0.15, 0.05});
  for (const Kernel& inner : {nuts(two_modes), hmc(two_modes), walk(two_modes)}) {
    const stats::Posterior p = run(tempered(inner, temperatures), {6.}, 4000);
    moments::expect_moments(p["x0"], {3}, {1 + 27});
    moments::expect_moments(astype(p["x0"] > 0., float64), {0.75}, {0.1875});
    const double swaps = mean(p.sample_stat("swap_acceptance")).item();
    EXPECT_GT(swaps, 0.3);
    EXPECT_LT(swaps, 0.95);
  }
}

/// Of independent Gaussians at inverse temperatures 1 and b in d dimensions, a swap succeeds with
/// probability E min(1, exp((1 - b)(E_1 - E_b))), with energies Gamma(d / 2) and Gamma(d / 2) / b:
/// 2 P(E_1 > E_b) by symmetry, and E_1 / (E_1 + b E_b) is Beta(d / 2, d / 2).
TEST(ReplicaExchangeMC, SwapsAsOftenAsTheoryHasIt) {
  const auto log_prob = [](Array x) { return -0.5 * sum(square(x)); };
  for (const double b : {0.7, 0.3}) {
    const stats::Posterior p = run(tempered(hmc(log_prob), array({1., b})), {ones({4})}, 4000);
    // Odd turns have no pair, and report 0.
    const std::vector<double> all = p.sample_stat("swap_acceptance").values();
    double total = 0;
    for (const double x : all) total += x;
    const double rate = 2 * total / static_cast<double>(all.size());
    // P(B > 1 / (1 + b)) of Beta(2, 2), whose cdf is 3 t^2 - 2 t^3.
    const double t = 1 / (1 + b), expected = 2 * (1 - (3 * t * t - 2 * t * t * t));
    EXPECT_NEAR(rate, expected, 0.01) << b;
    moments::expect_moments(p["x0"], {0, 0, 0, 0}, {1, 1, 1, 1});
  }
}

TEST(ReplicaExchangeMC, Adapts) {
  const Array scales = array({1e-2, 50.});
  const auto log_prob = [&](Array x) { return sum(tfd::Normal(0., scales).log_prob(x)); };
  const Kernel kernel = WindowedAdaptation(
      {.inner_kernel = tempered(nuts(log_prob), array({1., 0.5})), .num_adaptation_steps = 300});
  const stats::Posterior p = sample_chain({.num_results = 1000,
                                           .num_burnin_steps = 300,
                                           .num_chains = 8,
                                           .current_state = {zeros({2})},
                                           .kernel = kernel,
                                           .show_progress = false,
                                           .key = Key(2)});
  moments::expect_moments(p["x0"] / scales, {0, 0}, {1, 1});
}

TEST(ReplicaExchangeMC, Messages) {
  const auto message = [](const Kernel& inner, const Array& temperatures) {
    return message_of([&] { tempered(inner, temperatures); });
  };
  const Kernel inner = hmc(two_modes);
  const std::string who = "ReplicaExchangeMC: inverse_temperatures must ";
  EXPECT_EQ(message(inner, array({0.5, 0.2})),
            who + "begin with 1, the temperature of the target, got 0.5");
  EXPECT_EQ(message(inner, array({1., 0.2, 0.3})),
            who + "fall and stay positive, got 0.3 at index 2 after 0.2");
  EXPECT_EQ(message(inner, array({1., 0.})),
            who + "fall and stay positive, got 0 at index 1 after 1");
  EXPECT_EQ(message(inner, 1.), who + "be a vector of known numbers, got shape []");
  EXPECT_EQ(message(UncalibratedRandomWalk({.target_log_prob_fn = two_modes}), array({1.})),
            "ReplicaExchangeMC: the kernel UncalibratedRandomWalk is a proposal without a "
            "Metropolis decision; wrap it in MetropolisHastings");
}

}  // namespace
}  // namespace aleator::mcmc
