// SPDX-License-Identifier: Apache-2.0
// Tests slice samplers and independent proposals: that they leave targets invariant, known
// posteriors, and messages.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/moments.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;

Array banana(const Array& x, const Array& y) {
  return tfd::Normal(0., 1.).log_prob(x) + tfd::Normal(square(x) - 1., 0.7).log_prob(y);
}

Kernel slice(const TargetLogProbFn& f, const Array& step_size, int max_doublings) {
  return SliceSampler(
      {.target_log_prob_fn = f, .step_size = step_size, .max_doublings = max_doublings});
}

TEST(SliceSampler, LeavesTargetsInvariant) {
  moments::expect_banana_is_kept(slice(banana, 0.4, 2), 1, 0.1);
  moments::expect_banana_is_kept(slice(banana, array({0.2, 3.}), 0), 2, 0.05);
  moments::expect_banana_is_kept(slice(banana, 1., 5), 2, 0.1);
}

stats::Posterior run(const Kernel& kernel, const Arrays& state, std::int64_t num_results = 1000) {
  return sample_chain({.num_results = num_results,
                       .num_burnin_steps = 50,
                       .num_chains = 8,
                       .current_state = state,
                       .kernel = kernel,
                       .show_progress = false,
                       .key = Key(8)});
}

TEST(SliceSampler, FindsMomentsOfDensitiesWithEdges) {
  const auto log_prob = [](Array rate, Array x) {
    return tfd::Exponential({.rate = 2.}).log_prob(rate) + tfd::Uniform(-1., 3.).log_prob(x);
  };
  const stats::Posterior p = run(slice(log_prob, 1., 5), {0.5, 0.});
  moments::expect_moments(p["x0"], {0.5}, {0.25});
  moments::expect_moments(p["x1"], {1}, {16. / 12});
  EXPECT_EQ(mean(p.sample_stat("acceptance_rate")).item(), 1);
  EXPECT_GT(min(p.sample_stat("n_steps")).item(), 5);
}

TEST(SliceSampler, KeepsFloat32) {
  const auto log_prob = [](Array x) { return tfd::Normal(strong_scalar(1.f), 2.).log_prob(x); };
  const stats::Posterior p = run(slice(log_prob, 2., 4), {strong_scalar(0.f)});
  EXPECT_EQ(p["x0"].dtype(), float32);
  moments::expect_moments(p["x0"], {1}, {4});
}

Kernel elliptical(const TargetLogProbFn& log_likelihood, const PartsFn<Key>& prior) {
  return EllipticalSliceSampler({.normal_sampler_fn = prior, .log_likelihood_fn = log_likelihood});
}

Arrays two_normal(const Key& key) {
  const auto [a, b] = split<2>(key);
  return {random::normal(a, {}), random::normal(b, {})};
}

TEST(EllipticalSliceSampler, LeavesTargetsInvariant) {
  const auto log_likelihood = [](Array x, Array y) {
    const auto prior = tfd::Normal(0., 1.);
    return banana(x, y) - prior.log_prob(x) - prior.log_prob(y);
  };
  moments::expect_banana_is_kept(elliptical(log_likelihood, two_normal), 2, 0.1);
}

TEST(EllipticalSliceSampler, FindsAConjugatePosterior) {
  // Prior covariance {{1, 0.8}, {0.8, 1}}; 0.5 and -1 were seen, each with variance 0.25.
  const auto prior = [](const Key& key) {
    const Array z = random::normal(key, {2});
    return matmul(array({{1., 0.}, {0.8, 0.6}}), z);
  };
  const auto log_likelihood = [](Array x) {
    return sum(tfd::Normal(x, 0.5).log_prob(array({0.5, -1.})));
  };
  // K (K + I / 4)^-1 y and K - K (K + I / 4)^-1 K; the determinant of K + I / 4 is 1.5625 - 0.64.
  const double d = 0.9225;
  const auto posterior_mean = [&](double y, double z) {
    return ((1.25 - 0.64) * y + (1.25 * 0.8 - 0.8) * z) / d;
  };
  const double variance = 1 - (1.25 - 0.64 + 0.8 * (1.25 * 0.8 - 0.8)) / d;
  const stats::Posterior p = run(elliptical(log_likelihood, prior), {zeros({2})}, 2000);
  moments::expect_moments(p["x0"], {posterior_mean(0.5, -1), posterior_mean(-1, 0.5)},
                          {variance, variance});
}

Kernel independent(const TargetLogProbFn& f, const PartsFn<Key>& draw, const TargetLogProbFn& q) {
  return IndependentMetropolis(
      {.target_log_prob_fn = f, .proposal_fn = draw, .proposal_log_prob_fn = q});
}

TEST(IndependentMetropolis, LeavesTargetsInvariant) {
  const auto proposal = [](const Key& key) {
    const auto [a, b] = split<2>(key);
    return Arrays{tfd::StudentT(5., 0., 1.2).sample(a), tfd::Laplace(0., 2.).sample(b)};
  };
  const auto log_q = [](Array x, Array y) {
    return tfd::StudentT(5., 0., 1.2).log_prob(x) + tfd::Laplace(0., 2.).log_prob(y);
  };
  moments::expect_banana_is_kept(independent(banana, proposal, log_q), 3, 0.1);
}

std::string message(const Kernel& kernel, const Arrays& state = {0., 0.}) {
  return message_of([&] { run(kernel, state, 2); });
}

TEST(SliceSampler, Messages) {
  EXPECT_EQ(message(slice(banana, 0., 2)),
            "SliceSampler: step_size must be positive and finite, got 0");
  EXPECT_EQ(message(slice(banana, 1., 21)),
            "SliceSampler: max_doublings must be between 0 and 20, got 21");
  EXPECT_EQ(message_of([] { SliceSampler({.target_log_prob_fn = banana, .step_size = 1.}); }),
            "option 'max_doublings' is required: write {.max_doublings = ...}");
}

TEST(EllipticalSliceSampler, Messages) {
  const auto one = [](const Key& key) { return random::normal(key, {}); };
  const auto wrong = [](const Key& key) {
    return Arrays{random::normal(key, {}), random::normal(key, {2})};
  };
  EXPECT_EQ(message(elliptical(banana, one)),
            "EllipticalSliceSampler: normal_sampler_fn must return 2 parts, as the state has, got "
            "1");
  EXPECT_EQ(message(elliptical(banana, wrong)),
            "EllipticalSliceSampler: normal_sampler_fn must return shape [] for part 'x1', got "
            "[2]");
}

TEST(IndependentMetropolis, Messages) {
  const auto vector = [](Array x, Array y) { return stack({x, y}); };
  EXPECT_EQ(message(independent(banana, two_normal, vector)),
            "IndependentMetropolis: proposal_log_prob_fn must return a scalar for one draw, got "
            "shape [2]; sum its terms");
}

}  // namespace
}  // namespace aleator::mcmc
