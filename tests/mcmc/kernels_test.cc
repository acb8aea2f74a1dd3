// SPDX-License-Identifier: Apache-2.0
// Tests what every kernel must do: keep the dtype of its state, give the same draws on both
// backends and with any number of threads.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"

#include <gtest/gtest.h>

#include "tests/support/moments.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;

Array log_prob(const Array& x, const Array& y) {
  return tfd::Normal(1., 2.).log_prob(x) + sum(tfd::Normal(0.5 * x, 1.).log_prob(y));
}

Arrays proposal(const Key& key) {
  const auto [a, b] = split<2>(key);
  return {1. + 2.5 * random::normal(a, {}), 0.5 + 2. * random::normal(b, {2})};
}
Array proposal_log_prob(const Array& x, const Array& y) {
  return tfd::Normal(1., 2.5).log_prob(x) + sum(tfd::Normal(0.5, 2.).log_prob(y));
}
Arrays prior(const Key& key) {
  const auto [a, b] = split<2>(key);
  return {2. * random::normal(a, {}), random::normal(b, {2})};
}
/// The density over that of the prior.
Array log_likelihood(const Array& x, const Array& y) {
  return log_prob(x, y) - tfd::Normal(0., 2.).log_prob(x) - sum(tfd::Normal(0., 1.).log_prob(y));
}

Kernel jittered() {
  return JitteredHamiltonianMonteCarlo(
      {.target_log_prob_fn = log_prob, .trajectory_length = 3., .step_size = 0.6});
}
Kernel make_hmc(const TargetLogProbFn& f) {
  return HamiltonianMonteCarlo(
      {.target_log_prob_fn = f, .num_leapfrog_steps = 3, .step_size = 0.6});
}
Kernel gibbs() {
  const auto draw_y = [](const Key& key, const Arrays& parts) {
    return 0.5 * parts[0] + random::normal(key, {2});
  };
  return GibbsSampler({.target_log_prob_fn = log_prob,
                       .blocks = {{.parts = {"x0"}, .make_kernel_fn = make_hmc},
                                  {.parts = {"x1"}, .conditional_fn = draw_y}}});
}

struct Case {
  const char* name;
  Kernel kernel;
};

std::vector<Case> cases(int num_adaptation_steps) {
  return {
      {"Langevin", MetropolisAdjustedLangevinAlgorithm(
                       {.target_log_prob_fn = log_prob, .step_size = array({2., 1., 1.})})},
      {"RandomWalk", RandomWalkMetropolis({.target_log_prob_fn = log_prob, .step_size = 1.2})},
      {"Jittered", jittered()},
      {"ChEES", GradientBasedTrajectoryLengthAdaptation(
                    {.inner_kernel = jittered(), .num_adaptation_steps = num_adaptation_steps})},
      {"SNAPER",
       GradientBasedTrajectoryLengthAdaptation({.inner_kernel = jittered(),
                                                .num_adaptation_steps = num_adaptation_steps,
                                                .criterion_fn = snaper_criterion})},
      {"Slice",
       SliceSampler(
           {.target_log_prob_fn = log_prob, .step_size = array({2., 1., 1.}), .max_doublings = 3})},
      {"Elliptical",
       EllipticalSliceSampler({.normal_sampler_fn = prior, .log_likelihood_fn = log_likelihood})},
      {"Independent", IndependentMetropolis({.target_log_prob_fn = log_prob,
                                             .proposal_fn = proposal,
                                             .proposal_log_prob_fn = proposal_log_prob})},
      {"Gibbs", gibbs()},
      {"Replicas", ReplicaExchangeMC({.inner_kernel = make_hmc(log_prob),
                                      .inverse_temperatures = array({1., 0.5, 0.2})})},
      {"Microcanonical",
       MetropolisAdjustedMicrocanonicalSampler(
           {.target_log_prob_fn = log_prob, .trajectory_length = 4., .step_size = 0.8})}};
}

stats::Posterior run(const Kernel& kernel, const Arrays& state, std::int64_t num_results,
                     std::int64_t num_burnin_steps, int num_threads = 1) {
  return sample_chain({.num_results = num_results,
                       .num_burnin_steps = num_burnin_steps,
                       .num_chains = 8,
                       .current_state = state,
                       .kernel = kernel,
                       .num_threads = num_threads,
                       .show_progress = false,
                       .key = Key(8)});
}

class EveryKernel : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryKernel, KeepsFloat32AndFindsMoments) {
  const Array x = strong_scalar(0.f), y = astype(zeros({2}), float32);
  const stats::Posterior p = run(cases(100)[GetParam()].kernel, {x, y}, 3000, 100);
  EXPECT_EQ(p["x0"].dtype(), float32);
  EXPECT_EQ(p["x1"].dtype(), float32);
  moments::expect_moments(p["x0"], {1}, {4});
  moments::expect_moments(p["x1"], {0.5, 0.5}, {2, 2});
}

TEST_P(EveryKernel, HasTheSameDrawsOnBothBackends) {
  // Few transitions: what rounds differently drifts apart.
  const Kernel kernel = cases(4)[GetParam()].kernel;
  const Arrays state{0., zeros({2})};
  const std::vector<double> compiled = run(kernel, state, 8, 4)["x1"].values();
  EXPECT_EQ(run(kernel, state, 8, 4, 3)["x1"].values(), compiled);
  const ReferenceOnly scope;
  const std::vector<double> reference = run(kernel, state, 8, 4)["x1"].values();
  for (std::size_t i = 0; i < compiled.size(); ++i) EXPECT_NEAR(compiled[i], reference[i], 1e-6);
}

INSTANTIATE_TEST_SUITE_P(, EveryKernel, testing::Range<std::size_t>(0, 11),
                         [](const auto& info) { return cases(1)[info.param].name; });

TEST(HamiltonianMonteCarlo, ReportsItsLeapfrogs) {
  const auto normal = [](Array x) { return tfd::Normal(0., 1.).log_prob(x); };
  const UncalibratedHamiltonianMonteCarlo proposal(
      {.target_log_prob_fn = normal, .num_leapfrog_steps = 5, .step_size = 0.3});
  for (const Kernel& kernel :
       {Kernel(HamiltonianMonteCarlo(
            {.target_log_prob_fn = normal, .num_leapfrog_steps = 5, .step_size = 0.3})),
        Kernel(MetropolisHastings({.inner_kernel = proposal}))}) {
    const stats::Posterior p = sample_chain({.num_results = 4,
                                             .current_state = {0.},
                                             .kernel = kernel,
                                             .show_progress = false,
                                             .key = Key(1)});
    EXPECT_EQ(p.sample_stat("n_steps").values(), (std::vector<double>{5, 5, 5, 5}));
  }
}

}  // namespace
}  // namespace aleator::mcmc
