// SPDX-License-Identifier: Apache-2.0
// Tests the Gibbs sampler: blocks of kernels, of conditional draws, discrete ones, and messages.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/moments.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

Array banana(const Array& x, const Array& y) {
  return tfd::Normal(0., 1.).log_prob(x) + tfd::Normal(square(x) - 1., 0.7).log_prob(y);
}

Kernel make_nuts(const TargetLogProbFn& f) {
  return NoUTurnSampler({.target_log_prob_fn = f, .step_size = 0.7, .max_tree_depth = 4});
}

Kernel make_slice(const TargetLogProbFn& f) {
  return SliceSampler({.target_log_prob_fn = f, .step_size = 1., .max_doublings = 3});
}

/// y given x.
Array draw_y(const Key& key, const Arrays& parts) {
  return square(parts[0]) - 1. + 0.7 * random::normal(key, {});
}

Kernel gibbs(const std::vector<GibbsBlock>& blocks, const TargetLogProbFn& f = banana) {
  return GibbsSampler({.target_log_prob_fn = f, .blocks = blocks});
}

/// The test of `moments` names its parts x and y.
TEST(GibbsSampler, LeavesTargetsInvariant) {
  const GibbsBlock y{.parts = {"y"}, .conditional_fn = draw_y};
  const GibbsBlock slice{.parts = {"x"}, .make_kernel_fn = make_slice};
  const GibbsBlock nuts{.parts = {"x"}, .make_kernel_fn = make_nuts};
  moments::expect_banana_is_kept(gibbs({slice, y}), 2, 0.1);
  moments::expect_banana_is_kept(gibbs({nuts, y}), 2, 0.1);
  const GibbsBlock swapped{.parts = {"y", "x"}, .make_kernel_fn = make_nuts};
  moments::expect_banana_is_kept(gibbs({swapped}), 2, 0.1);
}

stats::Posterior run(const Kernel& kernel, const Arrays& state,
                     const std::vector<std::string>& names, std::int64_t num_results = 2000) {
  return sample_chain({.num_results = num_results,
                       .num_burnin_steps = 100,
                       .num_chains = 8,
                       .current_state = state,
                       .names = names,
                       .kernel = kernel,
                       .show_progress = false,
                       .key = Key(8)});
}

/// x has two components, -1 and 2, of weights 0.3 and 0.7; z says which.
TEST(GibbsSampler, MixesDiscreteAndContinuousParts) {
  const auto log_prob = [](Array z, Array x) {
    return where(z > 0.5, log(Array(0.7)), log(Array(0.3))) +
           tfd::Normal(where(z > 0.5, 2., -1.), 1.).log_prob(x);
  };
  const auto draw_z = [](const Key& key, const Arrays& parts) {
    const Array log_odds = log(Array(0.7)) - log(Array(0.3)) +
                           tfd::Normal(2., 1.).log_prob(parts[1]) -
                           tfd::Normal(-1., 1.).log_prob(parts[1]);
    return random::bernoulli(key, sigmoid(log_odds), {});
  };
  const Kernel kernel =
      gibbs({{.parts = {"z"}, .conditional_fn = draw_z},
             {.parts = {"x"},
              .make_kernel_fn =
                  [](const TargetLogProbFn& f) {
                    return HamiltonianMonteCarlo(
                        {.target_log_prob_fn = f, .num_leapfrog_steps = 3, .step_size = 0.6});
                  }}},
            log_prob);
  const stats::Posterior p = run(kernel, {1., 0.}, {"z", "x"});
  moments::expect_moments(p["z"], {0.7}, {0.21});
  moments::expect_moments(p["x"], {1.1}, {1 + 0.21 * 9});
}

tfd::Gamma prior() { return tfd::Gamma({.concentration = 3., .rate = 2.}); }

TEST(GibbsSampler, TakesTransformedKernelsAndIndependentProposals) {
  const auto log_prob = [](Array rate, Array x) {
    return prior().log_prob(rate) + tfd::Exponential({.rate = rate}).log_prob(x);
  };
  // x given the rate by a kernel on its logarithm; the rate by proposals of its prior.
  const auto positive = [](const TargetLogProbFn& f) {
    return TransformedTransitionKernel({.inner_kernel = make_nuts(f), .bijector = {tfb::Exp()}});
  };
  const auto proposals = [](const TargetLogProbFn& f) {
    return IndependentMetropolis(
        {.target_log_prob_fn = f,
         .proposal_fn = [](const Key& key) { return prior().sample(key); },
         .proposal_log_prob_fn = [](Array rate) { return prior().log_prob(rate); }});
  };
  const stats::Posterior p = run(gibbs({{.parts = {"x"}, .make_kernel_fn = positive},
                                        {.parts = {"rate"}, .make_kernel_fn = proposals}},
                                       log_prob),
                                 {1., 1.}, {"rate", "x"}, 4000);
  moments::expect_moments(p["rate"], {1.5}, {0.75});
  // P(x > 1) = E exp(-rate) = (2 / 3)^3.
  moments::expect_moments(astype(p["x"] > 1., float64), {8. / 27}, {8. / 27 * 19. / 27});
  EXPECT_GT(min(p.sample_stat("n_steps")).item(), 0);
}

std::string message(const std::vector<GibbsBlock>& blocks) {
  return message_of([&] { run(gibbs(blocks), {0., 0.}, {"x", "y"}, 2); });
}

TEST(GibbsSampler, Messages) {
  const GibbsBlock x{.parts = {"x"}, .make_kernel_fn = make_slice};
  EXPECT_EQ(message({x}), "GibbsSampler: the part 'y' belongs to no block and would never change");
  EXPECT_EQ(message({x, {.parts = {"z"}, .conditional_fn = draw_y}}),
            "GibbsSampler: a block has the part 'z'; the parts of the state are 'x', 'y'");
  EXPECT_EQ(message({x, {.parts = {}, .conditional_fn = draw_y}}),
            "GibbsSampler: block 1 has no parts");
  EXPECT_EQ(message({x, {.parts = {"y"}}}),
            "GibbsSampler: block 1 ('y') must have either make_kernel_fn or conditional_fn");
  const auto walk = [](const TargetLogProbFn& f) {
    return UncalibratedRandomWalk({.target_log_prob_fn = f});
  };
  EXPECT_EQ(message({x, {.parts = {"y"}, .make_kernel_fn = walk}}),
            "GibbsSampler: the kernel of 'y' is a proposal without a Metropolis decision; wrap it "
            "in MetropolisHastings");
  const auto replicas = [](const TargetLogProbFn& f) -> Kernel {
    return ReplicaExchangeMC(
        {.inner_kernel = make_slice(f), .inverse_temperatures = array({1., 0.5})});
  };
  EXPECT_EQ(message({x, {.parts = {"y"}, .make_kernel_fn = replicas}}),
            "GibbsSampler: the kernel of 'y', ReplicaExchangeMC, keeps positions from one step to "
            "the next, but a block begins anew at every turn: the target would not be kept");
  const auto vector = [](const Key& key, const Arrays&) { return random::normal(key, {2}); };
  EXPECT_EQ(message({x, {.parts = {"y"}, .conditional_fn = vector}}),
            "GibbsSampler: conditional_fn must return shape [] for part 'y', got [2]");
}

}  // namespace
}  // namespace aleator::mcmc
