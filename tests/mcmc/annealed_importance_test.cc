// SPDX-License-Identifier: Apache-2.0
// Tests annealed importance sampling: unbiased ratios of normalising constants, and messages.
#include "aleator/mcmc/annealed_importance.h"

#include "aleator/aleator.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

Array proposal(const Array& x) { return sum(tfd::Normal(0., 2.).log_prob(x)); }
/// exp(-|x - 1|^2 / 2), whose constant is (2 pi)^(d / 2).
Array target(const Array& x) { return -0.5 * sum(square(x - 1.)); }

Kernel hmc(const TargetLogProbFn& f) {
  return HamiltonianMonteCarlo(
      {.target_log_prob_fn = f, .num_leapfrog_steps = 3, .step_size = 0.4});
}

AnnealedImportanceOptions options() {
  return {.num_steps = 30,
          .proposal_log_prob_fn = proposal,
          .target_log_prob_fn = target,
          .current_state = {tfd::Normal(0., 2.).sample({2000, 5}, Key(1))},
          .make_kernel_fn = hmc,
          .key = Key(2)};
}

void expect_ratio(const AnnealedImportanceChain& chain, double log_ratio) {
  const std::vector<double> weights = exp(chain.ais_weights - log_ratio).values();
  const statistics::Estimate e = statistics::estimate(weights);
  EXPECT_NEAR(e.mean, 1, statistics::kMaxDeviation * e.error_of_mean);
  EXPECT_LT(e.error_of_mean, 0.05);
}

TEST(AnnealedImportance, FindsTheNormalisingConstant) {
  const double log_constant = 2.5 * std::log(2 * std::numbers::pi);
  const AnnealedImportanceChain chain = sample_annealed_importance_chain(options());
  expect_ratio(chain, log_constant);
  EXPECT_EQ(chain.next_state[0].shape(), (Shape{2000, 5}));
  EXPECT_GT(min(chain.acceptance_rates).item(), 0.6);
  // A kernel of several ticks, and one that hardly moves: the weights stay unbiased.
  AnnealedImportanceOptions o = options();
  o.make_kernel_fn = [](const TargetLogProbFn& f) {
    return NoUTurnSampler({.target_log_prob_fn = f, .step_size = 0.4, .max_tree_depth = 4});
  };
  expect_ratio(sample_annealed_importance_chain(o), log_constant);
}

TEST(AnnealedImportance, TakesTransformedKernels) {
  AnnealedImportanceOptions o = options();
  o.proposal_log_prob_fn = [](Array x) { return tfd::Exponential({.rate = 1.}).log_prob(x); };
  o.target_log_prob_fn = [](Array x) { return 3. * log(x) - 2. * x; };  // Gamma(4) / 2^4
  o.current_state = {tfd::Exponential({.rate = 1.}).sample({4000}, Key(3))};
  o.make_kernel_fn = [](const TargetLogProbFn& f) {
    return TransformedTransitionKernel({.inner_kernel = hmc(f), .bijector = {tfb::Exp()}});
  };
  const AnnealedImportanceChain chain = sample_annealed_importance_chain(o);
  expect_ratio(chain, std::log(6. / 16));
  // Weighted draws are draws of Gamma(4, 2).
  const Array w = exp(chain.ais_weights - std::log(6. / 16));
  EXPECT_NEAR(mean(w * chain.next_state[0]).item() / mean(w).item(), 2, 0.1);
}

TEST(AnnealedImportance, IsPlainImportanceSamplingWithOneStep) {
  AnnealedImportanceOptions o = options();
  o.num_steps = 1;
  const AnnealedImportanceChain chain = sample_annealed_importance_chain(o);
  const std::vector<double> weights = chain.ais_weights.values();
  const Array x = o.current_state[0];
  const std::vector<double> expected =
      sum(-0.5 * square(x - 1.) - tfd::Normal(0., 2.).log_prob(x), {.axes = {1}}).values();
  for (std::size_t i = 0; i < weights.size(); ++i) EXPECT_NEAR(weights[i], expected[i], 1e-10);
}

TEST(AnnealedImportance, Messages) {
  const auto message = [](const auto& change) {
    AnnealedImportanceOptions o = options();
    change(o);
    return message_of([&] { sample_annealed_importance_chain(o); });
  };
  const std::string who = "sample_annealed_importance_chain: ";
  EXPECT_EQ(message([](auto& o) { o.num_steps = 0; }), who + "num_steps must be at least 1, got 0");
  EXPECT_EQ(message([](auto& o) { o.current_state = {}; }),
            who + "current_state must have at least one part");
  EXPECT_EQ(message([](auto& o) {
              o.current_state = {ones({3}), ones({2})};
            }),
            who +
                "every part of current_state must begin with the same axis of chains, got "
                "shapes [3] and [2]");
  EXPECT_EQ(message([](auto& o) {
              o.make_kernel_fn = [](const TargetLogProbFn& f) {
                return UncalibratedRandomWalk({.target_log_prob_fn = f});
              };
            }),
            who +
                "the kernel is a proposal without a Metropolis decision; wrap it in "
                "MetropolisHastings");
}

}  // namespace
}  // namespace aleator::mcmc
