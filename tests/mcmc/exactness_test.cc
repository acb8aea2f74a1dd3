// SPDX-License-Identifier: Apache-2.0
// Tests that kernels leave their targets invariant, exactly and without burn-in. A chain that
// starts in stationarity at a random one of its L + 1 times, run from there in both directions, has
// a start whose rank is uniform if the kernel is reversible: Gandy and Scott (2020), arXiv
// 2001.06465.
#include "aleator/aleator.h"
#include "aleator/array/ops/control.h"
#include "aleator/mcmc/parts/hamiltonian.h"
#include "aleator/mcmc/parts/metropolis.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/statistics.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

constexpr std::int64_t kNumReplicates = 20'000;  // the rank's cdf is resolved to 0.019
constexpr std::int64_t kLength = 5;

/// A target with the means to draw from it exactly.
struct Model {
  std::string name;
  TargetLogProbFn log_prob;
  Arrays (*draw)(const Key& key);
  Bijectors bijectors;  ///< none: the kernel is not transformed
};

Arrays draw_pair(const Key& key) {
  const auto [a, b] = split<2>(key);
  const Array x = tfd::Normal(0.5, 1.3).sample(a);
  return {x, 0.3 * x + tfd::Normal(0., 0.7).sample(b)};
}

Arrays draw_positive(const Key& key) {
  const auto [a, b] = split<2>(key);
  return {tfd::Exponential({.rate = 1.3}).sample(a),
          tfd::Exponential({.rate = 0.2}).sample({2}, b)};
}

Arrays draw_interval(const Key& key) { return {tfd::Uniform(-1., 2.).sample({2}, key)}; }

std::vector<Model> models() {
  const TargetLogProbFn pair = [](Array x, Array y) {
    return tfd::Normal(0.5, 1.3).log_prob(x) + tfd::Normal(0.3 * x, 0.7).log_prob(y);
  };
  const TargetLogProbFn positive = [](Array x, Array y) {
    return tfd::Exponential({.rate = 1.3}).log_prob(x) +
           sum(tfd::Exponential({.rate = 0.2}).log_prob(y));
  };
  const TargetLogProbFn interval = [](Array x) { return sum(tfd::Uniform(-1., 2.).log_prob(x)); };
  const Bijector sigmoid = tfb::Sigmoid({.low = -1., .high = 2.});
  return {{"Plain", pair, draw_pair, {}},
          {"Identity", pair, draw_pair, {tfb::Identity(), tfb::Scale({.scale = -2.})}},
          {"Exp", positive, draw_positive, {tfb::Exp()}},
          {"Softplus", positive, draw_positive, {tfb::Softplus()}},
          {"Mixed",
           positive,
           draw_positive,
           {tfb::Softplus({.hinge_softness = 0.5}),
            tfb::Chain({tfb::Exp(), tfb::Shift(0.5), tfb::Scale({.scale = -1.5})})}},
          {"Sigmoid", interval, draw_interval, {sigmoid}},
          {"Chain",
           interval,
           draw_interval,
           {tfb::Chain({tfb::Shift(-1.), tfb::Scale({.scale = 3.}), tfb::Sigmoid()})}},
          // Without a bijector most proposals leave the interval: they must be rejected.
          {"Bounded", interval, draw_interval, {}}};
}

enum class Kind { hmc, metropolis_hmc, random_walk, langevin };

Kernel kernel_of(Kind kind, const Model& model) {
  const auto plain = [&]() -> Kernel {
    if (kind == Kind::hmc)
      return HamiltonianMonteCarlo(
          {.target_log_prob_fn = model.log_prob, .num_leapfrog_steps = 3, .step_size = 0.8});
    if (kind == Kind::metropolis_hmc) {
      return MetropolisHastings(
          {.inner_kernel = UncalibratedHamiltonianMonteCarlo(
               {.target_log_prob_fn = model.log_prob, .num_leapfrog_steps = 2, .step_size = 0.9})});
    }
    if (kind == Kind::langevin) {
      return MetropolisAdjustedLangevinAlgorithm(
          {.target_log_prob_fn = model.log_prob, .step_size = 0.9});
    }
    return RandomWalkMetropolis({.target_log_prob_fn = model.log_prob, .step_size = 1.2});
  };
  if (model.bijectors.empty()) return plain();
  return TransformedTransitionKernel({.inner_kernel = plain(), .bijector = model.bijectors});
}

/// Test quantities of all replicates: at the start, and along the two runs from it, [2, L] per
/// replicate.
struct Replicates {
  std::vector<std::vector<double>> starts, runs;  // one entry per quantity
};

Replicates run(const Kernel& kernel, const Model& model) {
  const KernelRules& rules = kernel.rules();
  const Arrays example = rules.unconstrain(model.draw(Key(1)));
  Layout layout{{}, {}, float64};
  for (const Array& part : example) {
    layout.names.push_back("x");
    layout.shapes.push_back(part.shape());
  }
  const Target target(rules.target(), layout);
  const Target in_user_space(model.log_prob, layout);
  const auto quantities = [&](const Array& position) {
    const Arrays parts = rules.constrain(layout.unravel(position));
    const Array flat = layout.ravel(parts);
    return concatenate({flat, expand_dims(in_user_space.log_prob(flat), 0)});
  };
  const auto one = [&](Array replicate) {
    const std::vector<Key> keys = split(fold_in(Key(17), replicate), 3);
    const Array start = layout.ravel(rules.unconstrain(model.draw(keys[0])));
    const auto chain = [&](const Key& key) {
      const auto body = [&](const Arrays& state, const Arrays& time) {
        auto [next, info] = rules.step(fold_in(key, time[0]), target, rules.parameters(), state);
        return std::pair(next, Arrays{quantities(rules.position(next))});
      };
      return scan_arrays(body, rules.init(target, start), {arange(kLength)}).second[0];
    };
    return std::vector<Array>{quantities(start), stack({chain(keys[1]), chain(keys[2])})};
  };
  const std::vector<Array> all = vmap(one)(arange(kNumReplicates));
  Replicates result;
  for (std::int64_t q = 0; q < all[0].dim(1); ++q) {
    result.starts.push_back(slice_axis(all[0], 1, q, q + 1).values());
    result.runs.push_back(slice_axis(all[1], 3, q, q + 1).values());
  }
  return result;
}

/// Ranks 0..L of the starts among their chains; ties, from rejections, are broken at random.
std::vector<double> ranks(const Replicates& replicates, std::size_t quantity) {
  const std::vector<double> places =
      random::randint(Key(18), {kNumReplicates}, 0, kLength + 1).values();
  const std::vector<double> chances = random::uniform(Key(19), {kNumReplicates}).values();
  std::vector<double> result;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double start = replicates.starts[quantity][i];
    const double* runs = &replicates.runs[quantity][i * 2 * kLength];
    double below = 0, tied = 0;
    for (std::int64_t t = 0; t < kLength; ++t) {
      const bool is_backward = static_cast<double>(t) < places[i];
      const double value =
          is_backward ? runs[t] : runs[kLength + t - static_cast<std::int64_t>(places[i])];
      below += value < start;
      tied += value == start;
    }
    result.push_back(below + std::floor(chances[i] * (tied + 1)));
  }
  return result;
}

class ExactnessOfKernels : public testing::TestWithParam<std::tuple<Kind, std::size_t>> {};

TEST_P(ExactnessOfKernels, StartsHaveUniformRanks) {
  const Model model = models()[std::get<1>(GetParam())];
  const Kernel kernel = kernel_of(std::get<0>(GetParam()), model);
  const Replicates replicates = run(kernel, model);
  for (std::size_t q = 0; q < replicates.starts.size(); ++q) {
    const auto cdf = [](double rank) { return (rank + 1) / (kLength + 1); };
    const double distance = statistics::distance_to_cdf(ranks(replicates, q), cdf, 1);
    EXPECT_LT(distance, statistics::largest_distance(kNumReplicates))
        << model.name << " quantity " << q;
  }
}

std::string name_of(const testing::TestParamInfo<std::tuple<Kind, std::size_t>>& info) {
  const char* kernels[] = {"Hmc", "MetropolisHmc", "RandomWalk", "Langevin"};
  return kernels[static_cast<int>(std::get<0>(info.param))] +
         models()[std::get<1>(info.param)].name;
}

INSTANTIATE_TEST_SUITE_P(, ExactnessOfKernels,
                         testing::Combine(testing::Values(Kind::hmc, Kind::metropolis_hmc,
                                                          Kind::random_walk, Kind::langevin),
                                          testing::Range<std::size_t>(0, 8)),
                         name_of);

/// What an omitted log determinant would do is seen.
TEST(Exactness, SeesAWrongTarget) {
  Model model = models()[2];
  const Kernel wrong = kernel_of(Kind::hmc, {model.name,
                                             [right = model.log_prob](Array x, Array y) {
                                               return right({x, y}) - log(x);
                                             },
                                             model.draw, model.bijectors});
  const auto cdf = [](double rank) { return (rank + 1) / (kLength + 1); };
  EXPECT_GT(statistics::distance_to_cdf(ranks(run(wrong, model), 0), cdf, 1),
            statistics::largest_distance(kNumReplicates));
}

Target funnel() {
  const TargetLogProbFn f = [](Array x) {
    return -0.5 * sum(square(x)) - 0.1 * sum(square(square(x))) + 0.3 * sum(sin(x));
  };
  return Target(f, Layout{{"x"}, {Shape{3}}, float64});
}

PhasePoint advance(const Target& target, PhasePoint point, double step_size, int num_steps) {
  for (int i = 0; i < num_steps; ++i)
    point =
        leapfrog(target, {.step_size = step_size, .inverse_metric = array({1., 0.5, 2.})}, point);
  return point;
}

PhasePoint start_of(const Target& target) {
  const Array position = array({0.3, -1., 0.7});
  const auto [value, gradient] = target.value_and_gradient(position);
  return {position, array({1., 0.2, -0.5}), value, gradient};
}

TEST(Leapfrog, IsReversible) {
  const Target target = funnel();
  const PhasePoint start = start_of(target);
  PhasePoint end = advance(target, start, 0.2, 50);
  end.momentum = -end.momentum;
  const PhasePoint back = advance(target, end, 0.2, 50);
  const std::vector<double> x = back.position.values(), p = back.momentum.values();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(x[i], start.position.values()[i], 1e-12);
    EXPECT_NEAR(p[i], -start.momentum.values()[i], 1e-12);
  }
}

TEST(Leapfrog, HasAnEnergyErrorOfSecondOrder) {
  const Target target = funnel();
  const Array inverse_metric = array({1., 0.5, 2.});
  const PhasePoint start = start_of(target);
  const auto error = [&](double step_size, int num_steps) {
    return (total_energy(advance(target, start, step_size, num_steps), inverse_metric) -
            total_energy(start, inverse_metric))
        .item();
  };
  EXPECT_NEAR(error(0.02, 50) / error(0.01, 100), 4, 0.1);
  EXPECT_NEAR(error(0.01, 100) / error(0.005, 200), 4, 0.03);
}

TEST(Momentum, HasTheMetricAsItsCovariance) {
  const Array inverse_metric = array({1., 0.25, 4.});
  const Array p = sample_momentum(Key(3), zeros({100'000, 3}), inverse_metric);
  const std::vector<double> v = variance(p, {.axes = {0}}).values();
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(v[i] * inverse_metric.values()[i], 1, statistics::kMaxDeviation * std::sqrt(2e-5));
  EXPECT_DOUBLE_EQ(kinetic_energy(array({1., 2., 3.}), inverse_metric).item(), 0.5 * (1 + 1 + 36));
}

TEST(MetropolisDecision, AcceptsWithTheRatioAndNeverNaN) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr std::int64_t kNum = 100'000;
  for (const double log_ratio : {-kInfinity, -3., -1., -0.1, 0., 2., kInfinity}) {
    const Array accepted = vmap([&](Array i) {
      return metropolis_decision(fold_in(Key(4), i), log_ratio).is_accepted;
    })(arange(kNum));
    const double p = std::min(1., std::exp(log_ratio));
    EXPECT_NEAR(mean(astype(accepted, float64)).item(), p,
                statistics::kMaxDeviation * std::sqrt(p * (1 - p) / kNum))
        << log_ratio;
  }
  const Decision of_nan = metropolis_decision(Key(5), std::nan(""));
  EXPECT_FALSE(of_nan.is_accepted.item<bool>());
  EXPECT_EQ(of_nan.log_accept_ratio.item(), -kInfinity);
}

}  // namespace
}  // namespace aleator::mcmc
