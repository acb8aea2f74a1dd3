// SPDX-License-Identifier: Apache-2.0
// Tests kernels by Geweke's joint distribution: parameters are updated by a kernel given data, data
// are simulated given parameters, and both must keep the distribution that the prior gives them.
// Geweke (2004), Getting it right: joint distribution tests of posterior simulators.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/statistics.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;

/// m ~ N(0, 1), u ~ N(0, 0.5), and two data y ~ N(m, exp(u)).
Array joint(const Array& m, const Array& u, const Array& y) {
  return tfd::Normal(0., 1.).log_prob(m) + tfd::Normal(0., 0.5).log_prob(u) +
         sum(tfd::Normal(m, exp(u)).log_prob(y));
}

Array simulate(const Key& key, const Arrays& parts) {
  return tfd::Normal(parts[0], exp(parts[1])).sample({2}, key);
}

struct Case {
  const char* name;
  Kernel (*make)(const TargetLogProbFn& f);
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

const Case kCases[] = {
    {"RandomWalkMetropolis",
     [](const TargetLogProbFn& f) -> Kernel {
       return RandomWalkMetropolis({.target_log_prob_fn = f, .step_size = 0.8});
     }},
    {"HamiltonianMonteCarlo",
     [](const TargetLogProbFn& f) -> Kernel {
       return HamiltonianMonteCarlo(
           {.target_log_prob_fn = f, .num_leapfrog_steps = 3, .step_size = 0.4});
     }},
    {"NoUTurnSampler",
     [](const TargetLogProbFn& f) -> Kernel {
       return NoUTurnSampler({.target_log_prob_fn = f, .step_size = 0.5, .max_tree_depth = 4});
     }},
    {"MetropolisAdjustedLangevinAlgorithm",
     [](const TargetLogProbFn& f) -> Kernel {
       return MetropolisAdjustedLangevinAlgorithm({.target_log_prob_fn = f, .step_size = 0.3});
     }},
    {"SliceSampler",
     [](const TargetLogProbFn& f) -> Kernel {
       return SliceSampler({.target_log_prob_fn = f, .step_size = 1., .max_doublings = 4});
     }},
    {"JitteredHamiltonianMonteCarlo",
     [](const TargetLogProbFn& f) -> Kernel {
       return JitteredHamiltonianMonteCarlo(
           {.target_log_prob_fn = f, .trajectory_length = 1., .step_size = 0.4});
     }},
};

class Geweke : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(, Geweke, testing::ValuesIn(kCases),
                         [](const auto& info) { return std::string(info.param.name); });

/// Eight means within 6 standard errors: false alarms 2e-8 per kernel.
TEST_P(Geweke, KeepsTheJointDistribution) {
  const GibbsBlock parameters{.parts = {"m", "u"}, .make_kernel_fn = GetParam().make};
  const GibbsBlock data{.parts = {"y"}, .conditional_fn = simulate};
  const stats::Posterior p = sample_chain(
      {.num_results = 5000,
       .num_burnin_steps = 500,
       .num_chains = 16,
       .current_state = {0., 0., zeros({2})},
       .names = {"m", "u", "y"},
       .kernel = GibbsSampler({.target_log_prob_fn = &joint, .blocks = {parameters, data}}),
       .show_progress = false,
       .key = Key(2)});
  const Array m = p["m"], u = p["u"], y = slice_axis(p["y"], 2, 0, 1);
  const Array first = reshape(y, m.shape()), root = std::exp(0.5);
  const auto check = [](const Array& draws, const Array& exact, const char* what) {
    const double error = stats::mcse_mean({draws.values(), draws.dim(0), draws.dim(1)});
    EXPECT_NEAR(mean(draws).item(), exact.item(), statistics::kMaxDeviation * error) << what;
  };
  check(m, 0., "m");
  check(m * m, 1., "m^2");
  check(u, 0., "u");
  check(u * u, 0.25, "u^2");
  check(first, 0., "y");
  check(square(first), 1. + root, "y^2");
  check(m * first, 1., "m y");
  check(u * square(first - m), 0.5 * root, "u (y - m)^2");
}

}  // namespace
}  // namespace aleator::mcmc
