// SPDX-License-Identifier: Apache-2.0
// Tests draws of parametrised families against their distribution functions, their gradients
// against those of quantiles, and what they do at the edges of their domains.
#include "aleator/aleator.h"
#include "aleator/array/ops/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using statistics::largest_distance;
using Cdf = Callable<Array(const Array&)>;

/// sup |F_n - F|; for counts, at the atoms.
double distance(const Array& draws, const Cdf& cdf, bool is_discrete = false) {
  const Array x = sort(ravel(astype(draws, float64)));
  const auto n = static_cast<double>(x.size());
  const Array rank = arange(x.size(), float64);
  if (!is_discrete) {
    const Array f = cdf(x);
    return max(maximum(abs(rank / n - f), abs((rank + 1.) / n - f))).item();
  }
  const std::vector<double> values = x.values(), at = cdf(x).values(), below = cdf(x - 1.).values();
  double largest = 0;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t next = i + 1;
    while (next < values.size() && values[next] == values[i]) ++next;
    largest = std::max(largest, std::abs(static_cast<double>(i) / n - below[i]));
    largest = std::max(largest, std::abs(static_cast<double>(next) / n - at[i]));
    i = next;
  }
  return largest;
}

struct Case {
  const char* name;
  Callable<Array(const Key&, const Shape&)> draw;
  Cdf cdf;
  bool is_discrete = false;
};

Array student_cdf(double df, const Array& t) {
  const Array tail = 0.5 * betainc(df / 2, 0.5, df / (df + square(t)));
  return where(t > 0, 1. - tail, tail);
}

Array von_mises_cdf(double kappa, const Array& x) {
  // Simpson's rule on [-pi, x] for a smooth periodic density: far below the resolution of a test.
  const std::int64_t n = 401;
  const Array step = (x + std::numbers::pi) / static_cast<double>(n - 1);
  const Array i = arange(n, float64);
  const Array at = -std::numbers::pi + expand_dims(step, -1) * i;
  const Array weight =
      where(remainder(i, 2.) == 1., 4., 2.) - where(logical_or(i == 0., i == n - 1.), 1., 0.);
  const Array density = exp(kappa * (cos(at) - 1.));
  const Array total =
      sum(exp(kappa * (cos(linspace(-std::numbers::pi, std::numbers::pi, 2001)) - 1.))) -
      std::exp(-2 * kappa);
  return step / 3. * sum(density * weight, {.axes = {-1}}) /
         (total * (2 * std::numbers::pi / 2000));
}

Array gamma_of_log(double a, const Array& log_x) {
  // P(a, x) = x^a / Gamma(a + 1) where x is too small to be held.
  const Array is_far = log_x < -600;
  return where(is_far, exp(a * log_x - lgamma(a + 1)), igamma(a, exp(where(is_far, 0., log_x))));
}

std::vector<Case> gamma_cases() {
  std::vector<Case> all;
  for (const double a : {0.05, 0.5, 1., 2.5, 100., 1e8})
    all.push_back({"gamma", [a](const Key& k, const Shape& s) { return random::gamma(k, a, s); },
                   [a](const Array& x) { return igamma(a, x); }});
  for (const double a : {1e-4, 0.3, 20.})
    all.push_back({"log_gamma",
                   [a](const Key& k, const Shape& s) { return random::log_gamma(k, a, s); },
                   [a](const Array& x) { return gamma_of_log(a, x); }});
  for (const auto& [a, b] : {std::pair(0.1, 0.2), {2., 3.}, {1e4, 3.}, {1., 1.}})
    all.push_back({"beta",
                   [a, b](const Key& k, const Shape& s) { return random::beta(k, a, b, s); },
                   [a, b](const Array& x) { return betainc(a, b, x); }});
  for (const double df : {0.5, 1., 4., 300.})
    all.push_back({"student_t",
                   [df](const Key& k, const Shape& s) { return random::student_t(k, df, s); },
                   [df](const Array& x) { return student_cdf(df, x); }});
  return all;
}

std::vector<Case> circular_and_quantile_cases() {
  std::vector<Case> all;
  for (const double kappa : {0., 0.01, 1.5, 40.})
    all.push_back({"von_mises",
                   [kappa](const Key& k, const Shape& s) { return random::von_mises(k, kappa, s); },
                   [kappa](const Array& x) { return von_mises_cdf(kappa, x); }});
  for (const auto& [low, high] : {std::pair(-1., 2.), {6., 6.5}, {-60., -50.}, {-0.5, HUGE_VAL}})
    all.push_back(
        {"truncated_normal",
         [=](const Key& k, const Shape& s) { return random::truncated_normal(k, low, high, s); },
         [=](const Array& x) {
           // Mirrored where the interval lies above 0.
           const double sign = low > 0 ? -1 : 1;
           const Array a = log_ndtr(array({sign > 0 ? low : -high}));
           const Array b = log_ndtr(array({sign > 0 ? high : -low}));
           const Array below = expm1(log_ndtr(sign * x) - a) / expm1(b - a);
           return sign > 0 ? below : 1. - below;
         }});
  all.push_back({"laplace", [](const Key& k, const Shape& s) { return random::laplace(k, s); },
                 [](const Array& x) {
                   return where(x < 0, 0.5 * exp(minimum(x, 0.)), 1. - 0.5 * exp(-maximum(x, 0.)));
                 }});
  all.push_back({"logistic", [](const Key& k, const Shape& s) { return random::logistic(k, s); },
                 [](const Array& x) { return sigmoid(x); }});
  all.push_back({"gumbel", [](const Key& k, const Shape& s) { return random::gumbel(k, s); },
                 [](const Array& x) { return exp(-exp(-x)); }});
  all.push_back({"cauchy", [](const Key& k, const Shape& s) { return random::cauchy(k, s); },
                 [](const Array& x) { return 0.5 + atan(x) / std::numbers::pi; }});
  return all;
}

std::vector<Case> discrete_cases() {
  std::vector<Case> all;
  for (const auto& [n, p] : {std::pair(1., 0.3),
                             {20., 0.3},
                             {20., 0.97},
                             {60., 0.5},
                             {1e6, 0.2},
                             {1e9, 1e-9},
                             {7., 0.},
                             {7., 1.}})
    all.push_back({"binomial",
                   [=](const Key& k, const Shape& s) { return random::binomial(k, n, p, s); },
                   [=](const Array& x) {
                     const Array inside = clip(x, 0., n - 1);
                     const Array f = p == 0   ? ones_like(x)
                                     : p == 1 ? zeros_like(x)
                                              : betaincc(inside + 1., n - inside, p);
                     return where(x < 0, 0., where(x >= n, 1., f));
                   },
                   true});
  for (const double rate : {0.4, 9.9, 10.1, 60., 3e4, 1e12})
    all.push_back(
        {"poisson", [=](const Key& k, const Shape& s) { return random::poisson(k, rate, s); },
         [=](const Array& x) { return where(x < 0, 0., igammac(maximum(x, 0.) + 1., rate)); },
         true});
  for (const auto& [r, p] : {std::pair(0.5, 0.3), {4., 0.9}, {100., 0.5}})
    all.push_back(
        {"negative_binomial",
         [=](const Key& k, const Shape& s) {
           return random::negative_binomial(k, r, std::log(p / (1 - p)), s);
         },
         [=](const Array& x) { return where(x < 0, 0., betaincc(maximum(x, 0.) + 1., r, p)); },
         true});
  for (const double p : {1e-3, 0.4, 1.})
    all.push_back({"geometric",
                   [=](const Key& k, const Shape& s) { return random::geometric(k, p, s); },
                   [=](const Array& x) { return -expm1((x + 1.) * std::log1p(-p)); }, true});
  return all;
}

void expect_to_follow(const Case& c, std::uint64_t seed) {
  const Array draws = c.draw(Key(seed), {60'000});  // resolves 0.011
  EXPECT_LT(distance(draws, c.cdf, c.is_discrete), largest_distance(60'000)) << c.name << seed;
}

TEST(Samplers, FollowTheirCdf) {
  std::uint64_t seed = 100;
  for (const Case& c : gamma_cases()) expect_to_follow(c, ++seed);
  for (const Case& c : circular_and_quantile_cases()) expect_to_follow(c, ++seed);
}

TEST(Samplers, OfCountsFollowTheirCdf) {
  std::uint64_t seed = 200;
  for (const Case& c : discrete_cases()) expect_to_follow(c, ++seed);
}

/// Each element is a function of key, position and its own parameters, also in batches, under jit,
/// and along lanes.
TEST(Samplers, BatchesEqualLoops) {
  const auto draw = [](const Array& i, const Array& a) {
    const Key key = fold_in(Key(9), i);
    return std::vector<Array>{random::gamma(key, a, {3}),
                              random::beta(key, a, 2., {2}),
                              random::binomial(key, 30., a / 8., {3}),
                              random::poisson(key, a * array({1., 9.}), {2}),
                              random::von_mises(key, a, {}),
                              random::dirichlet(key, a * array({1., 2., 3.}), {2, 3}),
                              random::multinomial(key, 20., array({0.2, 0.3, 0.5}), {2})};
  };
  const Array indices = arange(6), a = array({0.3, 0.9, 1.4, 2., 5., 7.});
  const std::vector<Array> batched = vmap(draw)(indices, a);
  const std::vector<Array> lanes = vmap(draw, {.axis = Axis::Lanes})(indices, a);
  for (std::int64_t i = 0; i < 6; ++i) {
    const Array number = slice_axis(a, 0, i, i + 1);
    const std::vector<Array> single = draw(i, reshape(number, {}));
    for (std::size_t k = 0; k < single.size(); ++k) {
      for (const std::vector<Array>* all : {&batched, &lanes}) {
        const Array entry = reshape(slice_axis((*all)[k], 0, i, i + 1), single[k].shape());
        EXPECT_LT(max(abs(entry - single[k])).item(), 1e-12) << k << " " << i;
      }
    }
  }
}

/// d x / d a at a fixed place in the distribution is the derivative of the quantile.
TEST(Samplers, GradientsAreThoseOfQuantiles) {
  for (const double a : {0.02, 0.7, 3., 200.}) {
    const auto [x, pull] =
        vjp([](Array c) { return random::gamma(Key(3), c, {50}); }, broadcast_to(array({a}), {50}));
    const double h = 1e-4 * a;
    const Array p = igamma(a, x);
    const Array expected = (igammainv(a + h, p) - igammainv(a - h, p)) / (2 * h);
    const Array is_told = logical_and(p > 1e-12, p < 1 - 1e-9);
    const Array error = abs(pull(ones_like(x)) - expected) / (abs(expected) + 1e-3 * x);
    EXPECT_LT(max(where(is_told, error, 0.)).item(), 1e-4) << a;
  }
  // The logarithm of a draw too small to be held: log x = log(u) / a up to a constant.
  const auto [log_x, pull] =
      vjp([](Array c) { return random::log_gamma(Key(3), c, {20}); }, full({20}, 1e-4));
  const Array relative = pull(ones_like(log_x)) * 1e-4 / -log_x;
  EXPECT_LT(max(abs(relative - 1.)).item(), 0.1);
  // A derived family: the variance df / (df - 2) falls by 2 / (df - 2)^2.
  const auto [t, pull_t] =
      vjp([](Array df) { return random::student_t(Key(5), df, {100'000}); }, full({100'000}, 20.));
  const statistics::Estimate e = statistics::estimate(pull_t(2. * t).values());
  EXPECT_NEAR(e.mean, -2. / (18 * 18), statistics::kMaxDeviation * e.error_of_mean);
  EXPECT_LT(statistics::kMaxDeviation * e.error_of_mean, 2. / (18 * 18));  // 0 would be told
}

TEST(Samplers, DomainErrorsAreNaNOfTheirElementAlone) {
  const double inf = HUGE_VAL, nan = std::nan("");
  const auto expect_nan = [](const Array& draws, std::size_t num_bad) {
    const std::vector<double> x = astype(draws, float64).values();
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(std::isnan(x[i]), i < num_bad) << i;
  };
  expect_nan(random::gamma(Key(1), array({0., -1., nan, inf, 2., 1e-300}), {6}), 4);
  expect_nan(random::binomial(Key(1), array({-1., nan, inf, 3., 3., 3., 0.}),
                              array({0.5, 0.5, 0.5, -0.1, 1.1, 1., 0.5}), {7}),
             5);
  expect_nan(random::von_mises(Key(1), array({-1., nan, inf, 0., 1e300, 1e-300}), {6}), 3);
  EXPECT_EQ(random::gamma(Key(1), array({2.f}), {1}).dtype(), float32);
  EXPECT_EQ(random::gamma(Key(1), 2., {0, 3}).shape(), (Shape{0, 3}));
  EXPECT_LT(std::abs(random::student_t(Key(1), inf, {}).item()), 8.3);
}

TEST(Dirichlet, HasBetaMargins) {
  const Array x = random::dirichlet(Key(21), array({0.5, 1., 3.5}), {60'000, 3});
  EXPECT_LT(max(abs(sum(x, {.axes = {-1}}) - 1.)).item(), 1e-14);
  const double a[] = {0.5, 1., 3.5};
  for (std::int64_t i = 0; i < 3; ++i) {
    const double own = a[i];
    const Array margin = slice_axis(x, 1, i, i + 1);
    EXPECT_LT(distance(margin, [own](const Array& t) { return betainc(own, 5. - own, t); }),
              largest_distance(60'000));
  }
}

TEST(Multinomial, HasBinomialMarginsAndAddsUp) {
  const Array probs = array({1., 0., 3., 6.});  // up to a factor
  const Array counts = random::multinomial(Key(22), 15., probs, {60'000});
  EXPECT_EQ(counts.shape(), (Shape{60'000, 4}));
  EXPECT_EQ(max(abs(sum(counts, {.axes = {-1}}) - 15.)).item(), 0);
  EXPECT_EQ(max(slice_axis(counts, 1, 1, 2)).item(), 0);
  const Array last = slice_axis(counts, 1, 3, 4);
  EXPECT_LT(distance(
                last,
                [](const Array& k) {
                  const Array inside = clip(k, 0., 14.);
                  return where(k < 0, 0.,
                               where(k >= 15, 1., betaincc(inside + 1., 15. - inside, 0.6)));
                },
                true),
            largest_distance(60'000));
}

TEST(Categorical, FollowsItsProbabilities) {
  const Array logits = log(array({0.2, 0., 0.5, 0.3, 0.}));
  const Array draws = random::categorical(Key(23), logits, {100'000});
  EXPECT_EQ(draws.dtype(), int64);
  const std::vector<double> share =
      mean(astype(expand_dims(draws, -1) == arange(5), float64), {.axes = {0}}).values();
  const double expected[] = {0.2, 0., 0.5, 0.3, 0.};
  for (std::size_t k = 0; k < 5; ++k)
    EXPECT_NEAR(share[k], expected[k],
                statistics::kMaxDeviation * std::sqrt(expected[k] * (1 - expected[k]) / 1e5));
  // A batch of logits.
  const Array two = stack({log(array({1., 0.})), log(array({0., 1.}))});
  EXPECT_EQ(random::categorical(Key(1), two, {3, 2}).values(),
            (std::vector<double>{0, 1, 0, 1, 0, 1}));
}

TEST(Permutation, IsOneAndEveryPlaceIsAsLikely) {
  const Array order = random::permutation(Key(24), 1000);
  EXPECT_EQ(sort(order).values(), arange(1000).values());
  const Array firsts = vmap([](const Array& i) {
    return slice_axis(random::permutation(fold_in(Key(25), i), 4), 0, 0, 1);
  })(arange(20'000));
  for (double k = 0; k < 4; ++k)
    EXPECT_NEAR(mean(astype(firsts == k, float64)).item(), 0.25,
                statistics::kMaxDeviation * std::sqrt(0.1875 / 2e4));
}

TEST(Choice, TakesWithAndWithoutReplacement) {
  EXPECT_EQ(sort(random::choice(Key(1), 5, 5, {.replace = false})).values(), arange(5).values());
  const Array weights = array({0., 1., 2.});
  const Array some = random::choice(Key(2), 3, 9000, {.probs = weights});
  EXPECT_EQ(min(some).item(), 1);
  EXPECT_NEAR(mean(some).item(), 5. / 3, statistics::kMaxDeviation * std::sqrt(2. / 9 / 9000));
  // First of two without replacement: proportional to the weights.
  const Array first = vmap([&](const Array& i) {
    return slice_axis(
        random::choice(fold_in(Key(26), i), 3, 2, {.replace = false, .probs = weights}), 0, 0, 1);
  })(arange(20'000));
  EXPECT_NEAR(mean(first).item(), 5. / 3, statistics::kMaxDeviation * std::sqrt(2. / 9 / 2e4));
  EXPECT_EQ(message_of([] { random::choice(Key(1), 3, 4, {.replace = false}); }),
            "random::choice: cannot take 4 of 3 without replacement");
}

TEST(SphericalUniform, HasUnitLengthAndNoDirection) {
  const Array x = random::spherical_uniform(Key(27), 3, {50'000});
  EXPECT_LT(max(abs(sum(square(x), {.axes = {-1}}) - 1.)).item(), 1e-14);
  // In three dimensions each coordinate is uniform on (-1, 1): Archimedes.
  EXPECT_LT(distance(slice_axis(x, 1, 2, 3), [](const Array& t) { return 0.5 * (t + 1.); }),
            largest_distance(50'000));
  EXPECT_NEAR(mean(random::rademacher(Key(28), {100'000})).item(), 0,
              statistics::kMaxDeviation / std::sqrt(1e5));
}

}  // namespace
}  // namespace aleator
