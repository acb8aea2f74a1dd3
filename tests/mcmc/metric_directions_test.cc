// SPDX-License-Identifier: Apache-2.0
// Tests metrics that have directions besides their diagonal: how steps use them, that they leave
// targets invariant, and how draws and gradients find them.
#include "aleator/aleator.h"
#include "aleator/array/ops/control.h"
#include "aleator/mcmc/parts/directions.h"
#include "aleator/mcmc/parts/hamiltonian.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;

/// Two directions of three, orthonormal in units of the diagonal, with room for two more, and a
/// pass behind them that is not looked at.
MetricDirections two_directions(const Array& inverse_metric) {
  const Array u = reshape(array({0.6, 0.8, 0., -0.8, 0.6, 0.}), {2, 3});
  return {2., concatenate({u * sqrt(inverse_metric), zeros({2, 3}), 7. * ones({4, 3})}),
          concatenate({array({1.5, -0.7, 0., 0.}), 9. * ones({4})})};
}

/// F = I + sum_k c_k b_k b_k' D^-1, as a matrix.
Array stretching(const Array& inverse_metric, const MetricDirections& directions) {
  const Array b = directions.vectors[Slice(0, 2)];
  const Array scaled = expand_dims(directions.stretch[Slice(0, 2)], 1) * b / inverse_metric;
  return eye(3) + matmul(transpose(b), scaled);
}

Array curved(const Array& x) {
  return -0.5 * sum(square(x)) - 0.1 * sum(square(square(x))) + 0.3 * sum(sin(x)) - x[0] * x[1];
}

PhasePoint advanced(const Target& target, const Parameters& parameters, const Array& position,
                    const Array& momentum) {
  const auto [value, gradient] = target.value_and_gradient(position);
  PhasePoint point{position, momentum, value, gradient};
  for (int i = 0; i < 20; ++i) point = leapfrog(target, parameters, point);
  return point;
}

TEST(MetricDirections, StepsAreThoseOfTheStretchedPosterior) {
  const Array inverse_metric = array({1., 0.5, 2.}), momentum = array({1., 0.2, -0.5});
  const Parameters parameters{.step_size = 0.15,
                              .inverse_metric = inverse_metric,
                              .directions = two_directions(inverse_metric)};
  const Array f = stretching(inverse_metric, parameters.directions);
  const Layout layout{{"x"}, {Shape{3}}, float64};
  const Target target(TargetLogProbFn([](Array x) { return curved(x); }), layout);
  const Target stretched(TargetLogProbFn([f](Array y) { return curved(matmul(f, y)); }), layout);
  const Array y = array({0.3, -1., 0.7});
  const PhasePoint direct = advanced(target, parameters, matmul(f, y), momentum);
  const PhasePoint other =
      advanced(stretched, {.step_size = 0.15, .inverse_metric = inverse_metric}, y, momentum);
  const std::vector<double> x = direct.position.values(), p = direct.momentum.values();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(x[i], matmul(f, other.position).values()[i], 1e-12);
    EXPECT_NEAR(p[i], other.momentum.values()[i], 1e-12);
  }
  EXPECT_NEAR(total_energy(direct, inverse_metric).item(),
              total_energy(other, inverse_metric).item(), 1e-12);
}

// --- invariance ---

/// A kernel with a metric of its own, right or wrong.
template <class Base>
struct WithDirections : Base {
  Parameters parameters() const {
    const Array inverse_metric = array({1., 0.5, 2.});
    return {.step_size = this->step_size,
            .inverse_metric = inverse_metric,
            .directions = two_directions(inverse_metric)};
  }
};

Array draw_bent(const Key& key) {
  const std::vector<Key> keys = split(key, 3);
  const Array x = tfd::Normal(0.5, 1.3).sample(keys[0]);
  const Array y = 0.3 * square(x) + tfd::Normal(0., 0.7).sample(keys[1]);
  return stack({x, y, y - 0.5 * x + tfd::Normal(0., 0.4).sample(keys[2])});
}

Array bent(const Array& q) {
  return tfd::Normal(0.5, 1.3).log_prob(q[0]) +
         tfd::Normal(0.3 * square(q[0]), 0.7).log_prob(q[1]) +
         tfd::Normal(q[1] - 0.5 * q[0], 0.4).log_prob(q[2]);
}

constexpr std::int64_t kNumReplicates = 20'000;

constexpr std::int64_t kNumQuantities = 5;

/// Exact draws, and what two transitions make of others: [replicates, quantities].
std::pair<Array, Array> before_and_after(const Kernel& kernel) {
  const Kernel whole = complete(kernel);
  const KernelRules& rules = whole.rules();
  const Target target(rules.target(), Layout{{"q"}, {Shape{3}}, float64});
  const auto seen = [&](const Array& q) {
    return concatenate({q, expand_dims(bent(q), 0), expand_dims(q[0] * q[1], 0)});
  };
  const auto one = [&](Array replicate) {
    const auto [a, b, c] = split<3>(fold_in(Key(23), replicate));
    const auto step = [&](const Arrays& before, const Arrays& time) {
      return std::pair(rules.step(fold_in(b, time[0]), target, rules.parameters(), before).first,
                       Arrays{});
    };
    const Arrays last = scan_arrays(step, rules.init(target, draw_bent(a)), {arange(2)}).first;
    return std::vector<Array>{seen(draw_bent(c)), seen(rules.position(last))};
  };
  const std::vector<Array> all = vmap(one)(arange(kNumReplicates));
  return {all[0], all[1]};
}

/// The largest distance between two empirical distribution functions.
double distance_between(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double distance = 0;
  std::size_t j = 0;
  const auto n = static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    while (j < b.size() && b[j] <= a[i]) ++j;
    distance =
        std::max(distance, std::abs(static_cast<double>(i + 1) - static_cast<double>(j)) / n);
  }
  return distance;
}

/// Smirnov's asymptotic bound for two samples of n: false alarms have probability 1e-6 per
/// quantity.
void expect_invariant(const Kernel& kernel) {
  const double bound = std::sqrt(std::log(2 / 1e-6) / static_cast<double>(kNumReplicates));
  const auto [before, after] = before_and_after(kernel);
  for (std::int64_t q = 0; q < kNumQuantities; ++q) {
    const auto of = [q](const Array& all) { return slice_axis(all, 1, q, q + 1).values(); };
    EXPECT_LT(distance_between(of(before), of(after)), bound) << "quantity " << q;
  }
}

TEST(MetricDirections, LeaveTheTargetOfHmcInvariant) {
  const TargetLogProbFn f = [](Array q) { return bent(q); };
  expect_invariant(WithDirections<HamiltonianMonteCarlo>{
      {.target_log_prob_fn = f, .num_leapfrog_steps = 3, .step_size = 0.4}});
}

TEST(MetricDirections, LeaveTheTargetOfNutsInvariant) {
  const TargetLogProbFn f = [](Array q) { return bent(q); };
  expect_invariant(WithDirections<NoUTurnSampler>{
      {.target_log_prob_fn = f, .step_size = 0.4, .max_tree_depth = 4}});
}

// --- finding them ---

/// A Gaussian of d coordinates with scales from 0.01 to 100, 20 times as wide in one direction (in
/// units of the scales) and a tenth as wide in another.
struct Gaussian {
  std::int64_t size;
  Array scale, wide, narrow;
};
Gaussian gaussian(std::int64_t d) {
  const auto [a, b] = split<2>(Key(5));
  const Array first = random::normal(a, {d}), second = random::normal(b, {d});
  const Array u = first / sqrt(sum(square(first)));
  const Array rest = second - sum(second * u) * u;
  return {d, exp(linspace(-4.6, 4.6, d)), u, rest / sqrt(sum(square(rest)))};
}
Array along(const Array& x, const Array& u, double factor) {
  return x + (factor - 1.) * matmul(expand_dims(matmul(x, u), 1), expand_dims(u, 0));
}
/// Independent draws around 0, one a row, and the gradients there.
CenteredDraws draws_of(const Gaussian& g, std::int64_t n) {
  const Array z = random::normal(Key(6), {n, g.size});
  const Array x = along(along(z, g.wide, 20.), g.narrow, 0.1);
  const Array gradient = -along(along(z, g.wide, 1 / 20.), g.narrow, 10.);
  return {x * g.scale, gradient / g.scale, static_cast<double>(n)};
}

void expect_found(const Gaussian& g, std::int64_t num_draws, double tolerance) {
  const MetricDirections found = find_directions(draws_of(g, num_draws), square(g.scale), 16);
  ASSERT_EQ(found.number.item(), 2);
  // The larger factor first: 20 squared, then a tenth squared.
  EXPECT_NEAR(found.stretch.values()[0], 19, 20 * tolerance);
  EXPECT_NEAR(found.stretch.values()[1], -0.9, 0.1 * tolerance);
  const Array b = found.vectors / g.scale;
  EXPECT_NEAR(std::abs(sum(b[0] * g.wide).item()), 1, tolerance);
  EXPECT_NEAR(std::abs(sum(b[1] * g.narrow).item()), 1, tolerance);
  const std::int64_t rows = (std::min<std::int64_t>(16, g.size) + 3) / 4 * 4;  // whole passes
  EXPECT_EQ(found.vectors.shape(), (Shape{rows, g.size}));
  EXPECT_EQ(max(abs(found.vectors[Slice(2, rows)])).item(), 0);
}

/// No noise of sampling is in what draws and gradients of a Gaussian say together.
TEST(FindDirections, AreExactWhereAllComponentsAreLookedAt) {
  expect_found(gaussian(10), 80, 1e-9);
}

TEST(FindDirections, AreCloseFromFewerDrawsThanCoordinates) { expect_found(gaussian(60), 40, 0.2); }

TEST(FindDirections, AreNoneWhereTheDiagonalIsRight) {
  for (const std::int64_t d : {1, 3, 60}) {
    const Array scale = exp(linspace(-4.6, 4.6, d));
    const Array z = random::normal(Key(7), {40, d});
    const MetricDirections found = find_directions({z * scale, -z / scale, 40.}, square(scale), 16);
    EXPECT_EQ(found.number.item(), 0) << d;
    EXPECT_EQ(found.vectors.shape(), (Shape{d < 4 ? 4 : 16, d}));
  }
}

TEST(FindDirections, NeedDraws) {
  const Gaussian g = gaussian(60);
  EXPECT_EQ(find_directions(draws_of(g, 7), square(g.scale), 16).number.item(), 0);
}

// --- in a run ---

/// Ten coordinates of which all correlate at 0.99.
Array correlated(const Array& x) {
  const double rho = 0.99, d = 10;
  return -0.5 / (1 - rho) * (sum(square(x)) - rho / (1 - rho + rho * d) * square(sum(x)));
}

stats::Posterior run_correlated(int num_threads) {
  return mcmc::sample([](Array x) { return correlated(x); }, {.current_state = {zeros({10})},
                                                              .num_warmup = 500,
                                                              .num_draws = 500,
                                                              .num_threads = num_threads,
                                                              .seed = 4,
                                                              .show_progress = false});
}

TEST(MetricDirections, MakeTrajectoriesOfCorrelatedPosteriorsShort) {
  const stats::Posterior posterior = run_correlated(1);
  // The longest direction is 31 times as long as the shortest, and no coordinate shows it.
  EXPECT_LT(mean(astype(posterior.sample_stat("n_steps"), float64)).item(), 8);
  for (const auto& q : posterior.summary().quantities) {
    EXPECT_LT(std::abs(q.mean), statistics::kMaxDeviation * q.sd / std::sqrt(q.ess_bulk)) << q.name;
    EXPECT_NEAR(q.sd, 1, statistics::kMaxDeviation / std::sqrt(q.ess_bulk)) << q.name;
  }
}

stats::Posterior run_windowed(std::int64_t max_num_directions) {
  const TargetLogProbFn f = [](Array x) { return correlated(x); };
  return sample_chain(
      {.num_results = 100,
       .num_burnin_steps = 200,
       .num_chains = 4,
       .current_state = {zeros({10})},
       .kernel = WindowedAdaptation(
           {.inner_kernel = NoUTurnSampler({.target_log_prob_fn = f, .step_size = 0.1}),
            .num_adaptation_steps = 200,
            .max_num_directions = max_num_directions}),
       .show_progress = false,
       .key = Key(8)});
}

TEST(MetricDirections, AreLeftOutOnRequest) {
  const auto num_steps = [](std::int64_t most) {
    return mean(astype(run_windowed(most).sample_stat("n_steps"), float64)).item();
  };
  EXPECT_GT(num_steps(0), 1.5 * num_steps(16));
  EXPECT_EQ(message_of([] { run_windowed(-1); }),
            "WindowedAdaptation: max_num_directions must not be negative, got -1");
}

/// Two far modes: chains of the smaller one do not fit what is found in the other.
TEST(MetricDirections, WaitForChainsThatAreElsewhere) {
  const auto modes = [](Array x) {
    return log_add_exp(correlated(x), correlated(x - 200.) - 100.);
  };
  const auto steps_of = [](const LogDensity& target) {
    const stats::Posterior p = mcmc::sample(target, {.current_state = {full({10}, 100.)},
                                                     .num_warmup = 300,
                                                     .num_draws = 50,
                                                     .seed = 4,
                                                     .show_progress = false});
    return mean(astype(p.sample_stat("n_steps"), float64)).item();
  };
  EXPECT_GT(steps_of(modes), 12);
}

TEST(MetricDirections, DoNotDependOnThreads) {
  const stats::Posterior one = run_correlated(1), three = run_correlated(3);
  EXPECT_EQ(one["x0"].values(), three["x0"].values());
}

}  // namespace
}  // namespace aleator::mcmc
