// SPDX-License-Identifier: Apache-2.0
// Tests what is made of other distributions of numbers against formulas written out and against
// families that are the same.
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

/// Draws of a continuous distribution of numbers follow its cdf.
void expect_draws_of_cdf(const Distribution& d, std::int64_t num = 50'000) {
  const Array x = d.sample({num}, Key(3));
  const double distance =
      statistics::distance_to_cdf(d.cdf(x).values(), [](double p) { return p; });
  EXPECT_LT(distance, statistics::largest_distance(static_cast<std::size_t>(num))) << d;
}
/// Draws of whole numbers from `first` on follow the pmf.
void expect_draws_of_pmf(const Distribution& d, double first, double last) {
  std::vector<double> cdf{0};
  for (const double mass : d.prob(arange(first, last + 1)).values())
    cdf.push_back(cdf.back() + mass);
  EXPECT_NEAR(cdf.back(), 1, 1e-12) << d;
  const double distance = statistics::distance_to_cdf(
      d.sample({50'000}, Key(3)).values(),
      [&](double k) { return cdf.at(static_cast<std::size_t>(k - first + 1)); }, 1);
  EXPECT_LT(distance, statistics::largest_distance(50'000)) << d;
}
/// Tails and their logarithms are those of the sums of the pmf.
void expect_tails_of_pmf(const Distribution& d, double first, double last) {
  const Array k = arange(first, last + 1);
  const Array cdf = cumulative_sum(d.prob(k));
  expect_near(d.cdf(k), cdf);
  expect_near(d.survival_function(k), 1. - cdf);
  expect_near(exp(d.log_cdf(k)), cdf);
  expect_near(exp(d.log_survival_function(k)), 1. - cdf);
  const Array middle = where(k < last - 0.5, 0.5 * cdf + 0.5 * d.cdf(k - 1.), 1. - 1e-9);
  const Array has_mass = d.prob(k) > 1e-6;
  expect_near(where(has_mass, d.quantile(middle), k), k);
}

Distribution two_families(const Array& weights = array({0.3, 0.7})) {
  return Mixture({.cat = Categorical({.probs = weights}),
                  .components = {Normal(-1., 0.5), StudentT(5., 2., 1.5)}});
}

TEST(Mixture, AddsUpDensitiesOfDifferentFamilies) {
  const Normal first(-1., 0.5);
  const StudentT second(5., 2., 1.5);
  const Distribution m = two_families();
  const Array x = array({-3., -1., 0.5, 2., 40.});
  expect_near(m.prob(x), 0.3 * first.prob(x) + 0.7 * second.prob(x));
  expect_near(m.cdf(x), 0.3 * first.cdf(x) + 0.7 * second.cdf(x));
  expect_near(m.log_survival_function(x),
              log(0.3 * first.survival_function(x) + 0.7 * second.survival_function(x)));
  expect_near(m.mean(), 0.3 * first.mean() + 0.7 * second.mean());
  const Array second_moment = 0.3 * (first.variance() + square(first.mean())) +
                              0.7 * (second.variance() + square(second.mean()));
  expect_near(m.variance(), second_moment - square(m.mean()));
  expect_near(m.cdf(m.quantile(array({1e-6, 0.2, 0.5, 0.999}))), array({1e-6, 0.2, 0.5, 0.999}),
              1e-11);
  expect_draws_of_cdf(m);
  expect_near(m.default_event_space_bijector().forward(x), x);
}

TEST(Mixture, HasTheIntervalThatHoldsAllSupports) {
  const Mixture m({.cat = Categorical({.logits = zeros({3})}),
                   .components = {Uniform(-2., 0.), Uniform(1., array({3., 4.})), Beta(2., 3.)}});
  EXPECT_EQ(m.batch_shape(), Shape{2});
  const Bijector onto = m.default_event_space_bijector();
  expect_near(onto.forward(array({-40., -40.})), array({-2., -2.}));
  expect_near(onto.forward(array({40., 40.})), array({3., 4.}));
  expect_near(m.cdf(m.quantile(0.9)), array({0.9, 0.9}), 1e-11);
  const Mixture positive(
      {.cat = Categorical({.probs = array({0.5, 0.5})}),
       .components = {Gamma({.concentration = 2., .rate = 1.}), Normal(0., 1.)}});
  EXPECT_LT(positive.default_event_space_bijector().forward(strong_scalar(-30.)).item(), -29);
  const MixtureSameFamily same({.mixture_distribution = Categorical({.logits = zeros({2})}),
                                .components_distribution = Uniform(array({0., 3.}), 5.)});
  EXPECT_NEAR(same.default_event_space_bijector().forward(strong_scalar(-40.)).item(), 0, 1e-12);
  expect_near(same.cdf(same.quantile(0.7)), strong_scalar(0.7), 1e-11);
}

TEST(Mixture, MixesVectorsAndBatches) {
  const Array factor = array({{1., 0.}, {0.5, 2.}});
  const MultivariateNormalTriL first({.loc = array({1., -1.}), .scale_tril = factor});
  const MultivariateStudentTTriL second(
      {.df = 9., .loc = array({0., 3.}), .scale_tril = 0.5 * factor});
  const Array weights = array({{0.25, 0.75}, {0.5, 0.5}, {1., 0.}});
  const Mixture m({.cat = Categorical({.probs = weights}), .components = {first, second}});
  EXPECT_EQ(m.batch_shape(), Shape{3});
  EXPECT_EQ(m.event_shape(), Shape{2});
  const Array x = random::normal(Key(1), {4, 1, 2});
  expect_near(m.prob(x),
              weights[{Ellipsis, 0}] * first.prob(x) + weights[{Ellipsis, 1}] * second.prob(x));
  EXPECT_EQ(m.sample({5}, Key(1)).shape(), (Shape{5, 3, 2}));
  expect_moments(m);
  const Array slope = grad([&](const Array& loc) {
    return sum(Mixture({.cat = Categorical({.probs = array({0.5, 0.5})}),
                        .components = {Normal(loc, 1.), Cauchy(0., 1.)}})
                   .log_prob(array({0.5, -800.})));
  })(strong_scalar(0.));
  EXPECT_TRUE(std::isfinite(slope.item()));
}

TEST(MixtureSameFamily, SaysWhichComponentAnEventIsOf) {
  const Array weights = array({0.2, 0.8}), locs = array({{0., 2.}, {1., -1.}});
  const Normal components(locs, array({1., 0.5}));
  const MixtureSameFamily m({.mixture_distribution = Categorical({.probs = weights}),
                             .components_distribution = components});
  const Array x = array({{0.3, 0.1}, {-2., 0.8}, {5., -0.9}});
  const Array joint = weights * components.prob(expand_dims(x, -1));
  const Distribution posterior = m.posterior_marginal(x);
  EXPECT_EQ(posterior.batch_shape(), (Shape{3, 2}));
  expect_near(posterior.prob(1.), joint[{Ellipsis, 1}] / sum(joint, {.axes = {-1}}));
  EXPECT_EQ(m.posterior_mode(x).values(), argmax(joint, -1).values());
}

TEST(Mixture, RefusesWhatDoesNotFit) {
  const Categorical cat({.probs = array({0.5, 0.5})});
  EXPECT_EQ(message_of([&] { Mixture({.cat = cat, .components = {Normal(0., 1.)}}); }),
            "Mixture: cat has 2 categories, but there are 1 components");
  EXPECT_EQ(message_of([&] { Mixture({.cat = cat, .components = {}}); }),
            "Mixture: components must have at least one distribution");
  EXPECT_EQ(
      message_of([&] {
        Mixture({.cat = cat, .components = {Normal(0., 1.), Poisson({.rate = 1.})}});
      }),
      "Mixture: components must be all discrete or all continuous, got Normal(batch_shape=[], "
      "event_shape=[], dtype=float64) and Poisson(batch_shape=[], event_shape=[], "
      "dtype=float64)");
}

TEST(QuantizedDistribution, CountsHalfOpenIntervals) {
  const Logistic inner(3.2, 1.5);
  const QuantizedDistribution d({.distribution = inner, .low = 0., .high = 9.});
  const Array k = arange(1., 9.);
  expect_near(d.prob(k), inner.cdf(k) - inner.cdf(k - 1.));
  EXPECT_NEAR(d.prob(0.).item(), inner.cdf(0.).item(), 1e-15);
  EXPECT_NEAR(d.prob(9.).item(), inner.survival_function(8.).item(), 1e-15);
  for (const double bad : {-1., 10., 2.5}) EXPECT_EQ(d.log_prob(bad).item(), -kInfinity);
  expect_tails_of_pmf(d, 0, 9);
  expect_draws_of_pmf(d, 0, 9);
  expect_near(d.cdf(array({-0.5, 4.7, 9.5})), stack({0. * d.cdf(0.), d.cdf(4.), 1. + zeros({})}));
  // No end, and both tails far out: differences keep their digits.
  const QuantizedDistribution open({.distribution = Normal(0., 1.)});
  EXPECT_NEAR(open.log_prob(-30.).item(), Normal(0., 1.).log_cdf(-30.).item(), 1e-11);
  EXPECT_NEAR(open.log_prob(31.).item(), open.log_prob(-30.).item(), 1e-11);
  EXPECT_EQ(message_of([&] { QuantizedDistribution({.distribution = inner, .low = 0.5}); }),
            "QuantizedDistribution: parameter 'low' must be a whole number, got 0.5");
}

TEST(Truncated, IsTruncatedNormalOfANormal) {
  const Array low = array({-1., 8., -kInfinity, -30.}), high = array({2., kInfinity, -5., -29.});
  const Truncated d({.distribution = Normal(0.4, 1.3), .low = low, .high = high});
  const TruncatedNormal same(0.4, 1.3, low, high);
  const Array x = same.sample({6}, Key(2));
  expect_near(d.log_prob(x), same.log_prob(x), 1e-10);
  expect_near(d.log_cdf(x), same.log_cdf(x), 1e-9);
  expect_near(d.log_survival_function(x), same.log_survival_function(x), 1e-9);
  const Array p = array({{0.01}, {0.5}, {0.99}});
  expect_near(d.quantile(p), same.quantile(p), 1e-9);
  for (const double end : {-40., 40.}) {
    EXPECT_EQ(d.log_prob(end)[0].item(), -kInfinity);
    EXPECT_EQ(d.cdf(end)[0].item(), end > 0);
  }
  expect_draws_of_cdf(Truncated(
      {.distribution = Gamma({.concentration = 2., .rate = 1.}), .low = 0.5, .high = 3.}));
  expect_draws_of_cdf(Truncated({.distribution = StudentT(3., 0., 1.), .low = 20.}), 5'000);
}

TEST(Truncated, KeepsBothEndsOfCounts) {
  const Poisson inner({.rate = 4.});
  const Truncated d({.distribution = inner, .low = 2., .high = 6.});
  const Array k = arange(2., 7.);
  expect_near(d.prob(k), inner.prob(k) / sum(inner.prob(k)));
  for (const double bad : {1., 7., 2.5}) EXPECT_EQ(d.log_prob(bad).item(), -kInfinity);
  expect_tails_of_pmf(d, 2, 6);
  expect_draws_of_pmf(d, 2, 6);
  const Truncated positive({.distribution = inner, .low = 1.});
  EXPECT_NEAR(positive.prob(1.).item(), 4 * std::exp(-4) / -std::expm1(-4), 1e-14);
}

TEST(Truncated, CarriesGradients) {
  const auto density = [](const Array& a) {
    return Truncated({.distribution = Normal(a, 1.), .low = -1., .high = 2.}).log_prob(0.3);
  };
  const auto closed = [](const Array& a) { return TruncatedNormal(a, 1., -1., 2.).log_prob(0.3); };
  expect_near(grad(density)(strong_scalar(0.5)), grad(closed)(strong_scalar(0.5)));
  const auto draw = [](const Array& a) {
    return Truncated({.distribution = Normal(a, 1.), .low = -1., .high = 2.}).quantile(0.3);
  };
  const auto closed_draw = [](const Array& a) {
    return TruncatedNormal(a, 1., -1., 2.).quantile(0.3);
  };
  expect_near(grad(draw)(strong_scalar(0.5)), grad(closed_draw)(strong_scalar(0.5)), 1e-9);
}

TEST(Censored, PutsMassOnItsEnds) {
  const Normal inner(0.5, 2.);
  const Censored d({.distribution = inner, .low = -1., .high = 3.});
  EXPECT_NEAR(d.log_prob(-1.).item(), inner.log_cdf(-1.).item(), 1e-14);
  EXPECT_NEAR(d.log_prob(3.).item(), inner.log_survival_function(3.).item(), 1e-14);
  expect_near(d.log_prob(array({-0.5, 2.9})), inner.log_prob(array({-0.5, 2.9})));
  for (const double bad : {-1.1, 3.1}) EXPECT_EQ(d.log_prob(bad).item(), -kInfinity);
  expect_near(d.cdf(array({-2., -1., 1., 3.})),
              concatenate({array({0.}), inner.cdf(array({-1., 1.})), array({1.})}));
  const Array x = d.sample({20'000}, Key(4));
  const double expected = inner.cdf(-1.).item();
  const double share = mean(astype(x == -1., float64)).item();
  EXPECT_NEAR(share, expected,
              statistics::kMaxDeviation * std::sqrt(expected * (1 - expected) / 20'000));
  EXPECT_LE(max(x).item(), 3);
  const Censored counts({.distribution = Poisson({.rate = 4.}), .low = 2., .high = 6.});
  expect_tails_of_pmf(counts, 2, 6);
  expect_draws_of_pmf(counts, 2, 6);
  const auto density = [](const Array& loc) {
    return sum(Censored({.distribution = Normal(loc, 1.), .low = 0.}).log_prob(array({0., 1.})));
  };
  const double hazard =
      std::exp(Normal(0.3, 1.).log_prob(0.).item() - Normal(0.3, 1.).log_cdf(0.).item());
  EXPECT_NEAR(grad(density)(strong_scalar(0.3)).item(), -hazard + 0.7, 1e-12);
}

TEST(Inflated, AddsMassToOneCount) {
  const NegativeBinomial inner({.total_count = 3., .probs = 0.4});
  const Distribution d =
      ZeroInflatedNegativeBinomial({.inflated_loc_probs = 0.2, .total_count = 3., .probs = 0.4});
  const Array k = arange(0., 6.);
  expect_near(d.prob(k), 0.8 * inner.prob(k) + where(k == 0., 0.2, 0.));
  expect_near(d.mean(), 0.8 * inner.mean());
  const Array second_moment = 0.8 * (inner.variance() + square(inner.mean()));
  expect_near(d.variance(), second_moment - square(d.mean()));
  expect_tails_of_pmf(d, 0, 80);
  expect_draws_of_pmf(d, 0, 80);
  const Distribution poisson =
      ZeroInflatedPoisson({.inflated_loc_logits = array({-1., 0., 800.}), .rate = 2.5});
  expect_near(poisson.prob(0.),
              sigmoid(array({-1., 0., 800.})) + sigmoid(-array({-1., 0., 800.})) * std::exp(-2.5));
  const Inflated at_three({.distribution = Binomial({.total_count = 5., .probs = 0.5}),
                           .inflated_loc_probs = 0.5,
                           .inflated_loc = 3.});
  EXPECT_NEAR(at_three.prob(3.).item(), 0.5 + 0.5 * 10. / 32., 1e-15);
  expect_tails_of_pmf(at_three, 0, 5);
  EXPECT_EQ(message_of([] { Inflated({.distribution = Poisson({.rate = 1.})}); }),
            "Inflated: give exactly one of inflated_loc_probs and inflated_loc_logits");
}

TEST(Masked, LeavesOutWhatIsSwitchedOff) {
  const Array mask = array({true, false, true});
  const Normal inner(array({0., 1., 2.}), 1.);
  const Masked d({.distribution = inner, .validity_mask = mask});
  const Array x = array({0.5, std::nan(""), -1.});
  expect_near(d.log_prob(x), where(mask, inner.log_prob(where(mask, x, 0.)), 0.));
  expect_near(d.entropy(), where(mask, inner.entropy(), 0.));
  expect_near(d.variance(), array({1., 0., 1.}));
  expect_near(d.sample({9}, Key(1))[{Ellipsis, 1}], ones({9}));
  const Masked safe({.distribution = inner, .validity_mask = mask, .safe_value = -7.});
  EXPECT_EQ(safe.sample(Key(1))[1].item(), -7);
  expect_near(d.kl_divergence(Masked({.distribution = Normal(0., 1.), .validity_mask = mask})),
              where(mask, inner.kl_divergence(Normal(0., 1.)), 0.));
  const Array slope = grad([&](const Array& loc) {
    return sum(Masked({.distribution = Normal(loc, 1.), .validity_mask = mask}).log_prob(x));
  })(zeros({3}));
  expect_near(slope, array({0.5, 0., -1.}));
  EXPECT_EQ(message_of([&] { Masked({.distribution = inner, .validity_mask = ones({3})}); }),
            "Masked: validity_mask must have dtype bool, got float64");
}

TEST(Autoregressive, DrawsOneCoordinateAfterTheOther) {
  // x[i] = 0.8 x[i - 1] + noise.
  const auto given = [](const Array& x) -> Distribution {
    const Array full = broadcast_to(x, broadcast_shapes(x.shape(), Shape{4}, "test"));
    const Array before = slice_axis(full, -1, 0, 3);
    const Array loc = concatenate({0. * slice_axis(full, -1, 0, 1), 0.8 * before}, -1);
    return Independent(Normal(loc, 0.5), {.reinterpreted_batch_ndims = 1});
  };
  const Autoregressive d({.distribution_fn = given});
  EXPECT_EQ(d.event_shape(), Shape{4});
  // The same as a normal distribution with the factor of the recursion.
  const Array lag =
      array({{1., 0., 0., 0.}, {-0.8, 1., 0., 0.}, {0., -0.8, 1., 0.}, {0., 0., -0.8, 1.}});
  const MultivariateNormalTriL same({.loc = zeros({4}), .scale_tril = 0.5 * linalg::inv(lag)});
  const Array x = d.sample({20'000}, Key(8));
  expect_near(d.log_prob(x), same.log_prob(x));
  const Array products = expand_dims(x, -1) * expand_dims(x, -2);
  const Array error = sqrt(variance(products, {.axes = {0}}) / 20'000.);
  EXPECT_TRUE(all(abs(mean(products, {.axes = {0}}) - same.covariance()) <
                  statistics::kMaxDeviation * error)
                  .item<bool>());
}

}  // namespace
}  // namespace aleator
