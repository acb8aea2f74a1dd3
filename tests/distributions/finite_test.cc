// SPDX-License-Identifier: Apache-2.0
// Tests distributions over given numbers, differences of counts, and the horseshoe. Reference
// values are printed by tests/reference/make_families.py.
#include "aleator/aleator.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Deterministic, CountsWhatIsNearAsEqual) {
  const Deterministic d({.loc = array({2., -10.}), .atol = 0.1, .rtol = 0.01});
  expect_near(d.prob(array({2.11, -10.19})), array({1., 1.}));
  expect_near(d.prob(array({2.13, -10.21})), array({0., 0.}));
  expect_near(d.cdf(array({1.89, -10.19})), array({1., 1.}));
  expect_near(d.cdf(array({1.87, -10.21})), array({0., 0.}));
  expect_near(d.sample({3}, Key(1)), broadcast_to(array({2., -10.}), {3, 2}));
  const Array slope =
      grad([](const Array& loc) { return Deterministic(loc).sample(Key(1)); })(strong_scalar(1.));
  EXPECT_EQ(slope.item(), 1);
}

TEST(FiniteDiscrete, HasTheMomentsOfItsTable) {
  const Array outcomes = array({-1.5, 0., 4., 4.5}), probs = array({0.1, 0.2, 0.3, 0.4});
  const FiniteDiscrete d({.outcomes = outcomes, .probs = probs});
  expect_near(d.prob(outcomes), probs);
  expect_near(FiniteDiscrete({.outcomes = outcomes, .logits = log(probs) - 5.}).prob(outcomes),
              probs);
  expect_near(d.prob(array({-1.4, 5.})), zeros({2}));
  expect_near(d.cdf(array({-2., -1.5, 3.9, 4., 9.})), array({0., 0.1, 0.3, 0.6, 1.}));
  expect_near(d.survival_function(array({-2., -1.5, 3.9, 4., 9.})), array({1., 0.9, 0.7, 0.4, 0.}));
  expect_near(d.quantile(array({0., 0.1, 0.100001, 0.3, 0.6, 0.99, 1.})),
              array({-1.5, -1.5, 0., 0., 4., 4.5, 4.5}));
  const double mean = -0.15 + 1.2 + 1.8;
  EXPECT_NEAR(d.mean().item(), mean, 1e-14);
  EXPECT_NEAR(d.variance().item(), 0.1 * 2.25 + 0.3 * 16 + 0.4 * 20.25 - mean * mean, 1e-13);
  EXPECT_EQ(d.mode().item(), 4.5);
  expect_near(d.entropy(), Categorical({.probs = probs}).entropy());
  const Array x = d.sample({20'000}, Key(2));
  for (const double outcome : outcomes.values()) {
    const double share = aleator::mean(astype(x == outcome, float64)).item();
    const double p = d.prob(outcome).item();
    EXPECT_NEAR(share, p, statistics::kMaxDeviation * std::sqrt(p * (1 - p) / 20'000));
  }
  EXPECT_EQ(message_of([&] {
              FiniteDiscrete({.outcomes = array({1., 1.}), .logits = zeros({2})});
            }),
            "FiniteDiscrete: outcomes must increase along the last axis, got [1, 1]");
  EXPECT_EQ(message_of([&] { FiniteDiscrete({.outcomes = outcomes, .logits = zeros({2})}); }),
            "FiniteDiscrete: there are 4 outcomes, but 2 probabilities along the last axis");
}

TEST(FiniteDiscrete, TakesBatchesAndTolerances) {
  const Array outcomes = array({{0., 1.}, {10., 100.}});
  const FiniteDiscrete d({.outcomes = outcomes, .probs = array({0.25, 0.75}), .rtol = 0.01});
  EXPECT_EQ(d.batch_shape(), Shape{2});
  expect_near(d.prob(array({1.005, 100.5})), array({0.75, 0.75}));
  expect_near(d.prob(array({1.02, 102.})), array({0., 0.}));
  expect_near(d.mean(), array({0.75, 77.5}));
  expect_near(d.quantile(array({0.1, 0.5})), array({0., 100.}));
  const Array x = d.sample({50}, Key(1));
  EXPECT_TRUE(all(is_finite(d.log_prob(x))).item<bool>());
}

TEST(Empirical, IsWhatWasSeen) {
  const Empirical d(array({3., 1., 3., -2.}));
  EXPECT_EQ(d.compute_num_samples(), 4);
  expect_near(d.prob(array({3., 1., 0.})), array({0.5, 0.25, 0.}));
  expect_near(d.cdf(array({-3., -2., 2., 3.})), array({0., 0.25, 0.5, 1.}));
  expect_near(d.quantile(array({0., 0.25, 0.26, 0.5, 0.51, 1.})),
              array({-2., -2., 1., 1., 3., 3.}));
  EXPECT_EQ(d.mean().item(), 1.25);
  EXPECT_EQ(d.mode().item(), 3);
  EXPECT_NEAR(d.entropy().item(), 1.5 * std::log(2.), 1e-15);
  EXPECT_NEAR(d.variance().item(), (9 + 1 + 9 + 4) / 4. - 1.25 * 1.25, 1e-14);
  const Array x = d.sample({20'000}, Key(1));
  EXPECT_NEAR(mean(astype(x == 3., float64)).item(), 0.5,
              statistics::kMaxDeviation * 0.5 / std::sqrt(20'000.));
}

TEST(Empirical, TakesVectorsInBatches) {
  const Array samples =
      array(std::vector<double>{1, 2, 3, 4, 1, 2, 5, 6, 5, 6, 5, 6}, Shape{2, 3, 2});
  const Empirical d({.samples = samples, .event_ndims = 1});
  EXPECT_EQ(d.batch_shape(), Shape{2});
  EXPECT_EQ(d.event_shape(), Shape{2});
  expect_near(d.prob(array({1., 2.})), array({2. / 3, 0.}));
  expect_near(d.prob(array({5., 6.})), array({0., 1.}));
  expect_near(d.mode(), array({{1., 2.}, {5., 6.}}));
  expect_near(d.entropy(), array({-2. / 3 * std::log(2. / 3) - std::log(1. / 3) / 3, 0.}));
  EXPECT_EQ(d.sample({7}, Key(1)).shape(), (Shape{7, 2, 2}));
  EXPECT_TRUE(all(is_finite(d.log_prob(d.sample({7}, Key(1))))).item<bool>());
  EXPECT_FALSE(d.has(Method::cdf));
  EXPECT_EQ(message_of([] { Empirical({.samples = zeros({3}), .event_ndims = 1}); }),
            "Empirical: samples needs an axis of samples before the 1 of an event, with at least "
            "one, got shape [3]");
}

TEST(Skellam, HasTheDensityOfADifferenceOfCounts) {
  const auto log_density = [](double k, double rate1, double rate2) {
    return Skellam({.rate1 = rate1, .rate2 = rate2}).log_prob(k).item();
  };
  EXPECT_NEAR(log_density(0, 1.5, 2.5) / -1.6843910775404785492, 1, 1e-14);
  EXPECT_NEAR(log_density(-7, 1.5, 2.5) / -5.653877402562618101, 1, 1e-14);
  EXPECT_NEAR(log_density(40, 0.25, 3) / -169.00412545796660084, 1, 1e-14);
  EXPECT_NEAR(log_density(-30, 1000, 1010) / -4.8213708821344943364, 1, 1e-13);
  for (const double bad : {0.5, -HUGE_VAL, HUGE_VAL}) EXPECT_EQ(log_density(bad, 1, 2), -HUGE_VAL);
}

// The mean of 2 / pi atan(|z| / x) / 2 over normal z, by mpmath; tests/reference/make_families.py.
TEST(Horseshoe, HasItsTails) {
  const std::vector<std::pair<double, double>> rows{
      {1e-6, 0.49999622251563891319}, {0.01, 0.4856168436613758499},
      {0.5, 0.26889892169740822402},  {3, 0.079566231848030945016},
      {40, 0.0063467219830240281688}, {1e6, 2.5397454373679456278e-7}};
  const Horseshoe d(2.);
  for (const auto& [x, tail] : rows) {
    EXPECT_NEAR(d.survival_function(2 * x).item(), tail, 4e-15 * tail) << x;
    EXPECT_NEAR(d.cdf(-2 * x).item(), tail, 4e-15 * tail) << x;
    EXPECT_NEAR(d.cdf(2 * x).item(), 1 - tail, 4e-15) << x;
    EXPECT_NEAR(d.log_survival_function(-2 * x).item(), std::log1p(-tail), 4e-15) << x;
  }
  EXPECT_NEAR(d.cdf(0.).item(), 0.5, 2e-16);
  EXPECT_NEAR(d.log_cdf(-1e300).item(), std::log(std::sqrt(2 / M_PI) / M_PI * 2) - std::log(1e300),
              1e-12);
}

TEST(Horseshoe, HasTheExactDensity) {
  const auto log_density = [](double x) { return Horseshoe(1.).log_prob(x).item(); };
  const double points[] = {0.25, 2.5, 1e-12, 1e-3, 3.99, 4., 10., 50.};
  const double expected[] = {-0.96099653406759107491, -3.4361458219629519419,
                             1.9505135098560627784,   0.57048042214268145864,
                             -4.2458947186008919926,  -4.2504311594662921556,
                             -5.995123514000142673,   -9.1953662915618460528};
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_NEAR(log_density(points[i]) / expected[i], 1, 4e-15) << points[i];
    EXPECT_EQ(log_density(-points[i]), log_density(points[i]));
  }
  EXPECT_EQ(log_density(0), HUGE_VAL);
  EXPECT_NEAR(
      log_density(1e200) / (std::log(2 / std::sqrt(2 * std::pow(M_PI, 3))) - 400 * std::log(10.)),
      1, 1e-14);
  expect_draws_of_density(Horseshoe(1.5), Normal(0., 1.));
}

/// Of more classes than are compared one by one.
TEST(Categorical, ReadsManyClassesWithTheirDerivatives) {
  constexpr std::int64_t kNum = 12;
  const Array logits = sin(2. * arange(0., 12.));
  const Array shares = exp(logits - logsumexp(logits)),
              counts = array({0., 2., 0., 1., 0., 0., 0., 0., 0., 0., 0., 3.});
  const Array k = array({1., 11., 3., 1., 11., 11.});
  const auto log_likelihood = [](const Array& l, const Array& at) {
    return sum(Categorical({.logits = l}).log_prob(at));
  };
  const auto of_logits = [&](const Array& l) { return log_likelihood(l, k); };
  const auto compiled = jit([&](const Array& l, const Array& at) {
    return Arrays{Categorical({.logits = l}).log_prob(at),
                  grad([&](const Array& x) { return log_likelihood(x, at); })(l),
                  jvp([&](const Array& x) { return log_likelihood(x, at); }, l, cos(l)).second,
                  hessian([&](const Array& x) { return log_likelihood(x, at); })(l)};
  });
  const Arrays all = compiled(logits, k);
  expect_near(all[0], log(take(shares, astype(k, int64))), 1e-14);
  expect_near(Categorical({.logits = logits}).log_prob(k), all[0], 1e-14);
  const Array slope = counts - 6. * shares;
  expect_near(all[1], slope, 1e-14);
  expect_near(grad(of_logits)(logits), slope, 1e-14);
  expect_near(all[2], sum(slope * cos(logits)), 1e-13);
  const Array rows = expand_dims(shares, 0);
  expect_near(all[3], -6. * (eye(kNum) * rows - swap_axes(rows, 0, 1) * rows), 1e-14);
}

/// Of a batch of tables, of which each value reads its own.
TEST(Categorical, ReadsManyClassesOfBatches) {
  constexpr std::int64_t kNum = 12;
  const auto log_likelihood = [](const Array& l, const Array& at) {
    return sum(Categorical({.logits = l}).log_prob(at));
  };
  const Array tables = sin(reshape(arange(0., 36.), {3, kNum}));
  const Array at = array({{0., 11., 5.}, {7., 7., 7.}});
  const Array batch = Categorical({.logits = tables}).log_prob(at);
  const Array slopes = grad([&](const Array& l) { return log_likelihood(l, at); })(tables);
  const Array lanes = vmap([&](const Array& l, const Array& x) {
    return Categorical({.logits = l}).log_prob(x);
  })(tables, swap_axes(at, 0, 1));
  expect_near(swap_axes(lanes, 0, 1), batch, 1e-14);
  for (std::int64_t i = 0; i < 3; ++i) {
    const Array own = tables[i], column = swap_axes(at, 0, 1)[i];
    expect_near(swap_axes(batch, 0, 1)[i],
                log(take(exp(own - logsumexp(own)), astype(column, int64))), 1e-14);
    const Array marks = sum(one_hot(astype(column, int64), kNum), {.axes = {0}});
    expect_near(slopes[i], marks - 2. * exp(own - logsumexp(own)), 1e-14);
  }
}

TEST(Categorical, HasNoClassBeyondItsEnds) {
  const Array logits = sin(2. * arange(0., 12.));
  const Array outside = array({-1., 12., 0.5, -kInfinity, kInfinity, 1e300});
  const auto density = jit([](const Array& l, const Array& k) {
    return std::pair(Categorical({.logits = l}).log_prob(k), grad([&](const Array& x) {
                       const Array p = Categorical({.logits = x}).log_prob(k);
                       return sum(where(is_finite(p), p, 0.));
                     })(l));
  });
  const auto [value, slope] = density(logits, outside);
  for (const double x : value.values()) EXPECT_EQ(x, -kInfinity);
  for (const double x : slope.values()) EXPECT_EQ(x, 0);
  const Array none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(density(logits, none).first.item()));
  const Array probs = 0.1 * astype(arange(0., 12.) >= 2., float64);
  expect_near(Categorical({.probs = probs}).log_prob(array({2., 11.})), log(array({0.1, 0.1})));
  EXPECT_EQ(Categorical({.probs = probs}).log_prob(0.).item(), -kInfinity);
}

}  // namespace
}  // namespace aleator
