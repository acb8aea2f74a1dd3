// SPDX-License-Identifier: Apache-2.0
// Tests distributions over vectors, and distributions made of others, against formulas written out.
#include "aleator/aleator.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

const Array kFactor = array({{1.5, 0., 0.}, {-0.5, 0.8, 0.}, {0.25, 2., 1.1}});
const Array kLoc = array({1., -2., 0.5});

/// By the inverse and the determinant.
Array dense_log_density(const Array& x, const Array& loc, const Array& covariance) {
  const Array y = x - loc;
  const Array distance =
      sum(y * squeeze(matmul(linalg::inv(covariance), expand_dims(y, -1)), -1), {.axes = {-1}});
  return -0.5 * (distance + log(linalg::det(covariance)) +
                 static_cast<double>(x.dim(-1)) * std::log(2 * std::numbers::pi));
}

TEST(MultivariateNormal, HasTheDensityOfItsCovariance) {
  const Array covariance = matmul(kFactor, transpose(kFactor));
  const Array x = random::normal(Key(1), {4, 3});
  const MultivariateNormalTriL tril({.loc = kLoc, .scale_tril = kFactor});
  const MultivariateNormalFullCovariance full({.loc = kLoc, .covariance_matrix = covariance});
  const Array expected = dense_log_density(x, kLoc, covariance);
  expect_near(tril.log_prob(x), expected);
  expect_near(full.log_prob(x), expected);
  expect_near(tril.covariance(), covariance);
  const Array scales = array({0.5, 1., 3.});
  const MultivariateNormalDiag diag({.loc = kLoc, .scale_diag = scales});
  expect_near(diag.log_prob(x), dense_log_density(x, kLoc, diagonal_matrix(square(scales))));
  expect_near(diag.log_prob(x),
              Independent(Normal(kLoc, scales), {.reinterpreted_batch_ndims = 1}).log_prob(x));
  EXPECT_EQ(tril.event_shape(), Shape{3});
  EXPECT_EQ(tril.batch_shape(), Shape{});
  for (const Distribution& d : {Distribution(tril), Distribution(full), Distribution(diag)})
    expect_moments(d);
}

TEST(MultivariateNormal, TakesBatchesOfFactors) {
  const Array factors = stack({kFactor, 2. * kFactor});
  const MultivariateNormalTriL both({.scale_tril = factors});
  EXPECT_EQ(both.batch_shape(), Shape{2});
  const Array x = random::normal(Key(2), {5, 2, 3});
  const Array got = both.log_prob(x);
  ASSERT_EQ(got.shape(), (Shape{5, 2}));
  for (std::int64_t i = 0; i < 2; ++i) {
    const MultivariateNormalTriL one({.scale_tril = (1. + static_cast<double>(i)) * kFactor});
    expect_near(slice_axis(got, 1, i, i + 1),
                expand_dims(one.log_prob(squeeze(slice_axis(x, 1, i, i + 1), 1)), -1));
  }
  expect_moments(both);
}

TEST(MultivariateNormal, DivergesByTheClosedForm) {
  const MultivariateNormalTriL p({.loc = kLoc, .scale_tril = kFactor});
  const MultivariateNormalDiag q({.loc = zeros({3}), .scale_diag = array({1., 2., 1.5})});
  const Array x = p.sample({40'000}, Key(3));
  const statistics::Estimate e = statistics::estimate((p.log_prob(x) - q.log_prob(x)).values());
  EXPECT_NEAR(p.kl_divergence(q).item(), e.mean, statistics::kMaxDeviation * e.error_of_mean);
  EXPECT_NEAR(p.kl_divergence(p).item(), 0, 1e-13);
  const statistics::Estimate h = statistics::estimate((-p.log_prob(x)).values());
  EXPECT_NEAR(p.entropy().item(), h.mean, statistics::kMaxDeviation * h.error_of_mean);
}

TEST(MultivariateNormal, GradientsReachParameters) {
  const Array x = random::normal(Key(4), {3});
  const auto f = [&](const Array& loc, const Array& factor) {
    return MultivariateNormalTriL({.loc = loc, .scale_tril = factor}).log_prob(x);
  };
  const auto [by_loc, by_factor] = grad(f)(kLoc, kFactor);
  const double h = 1e-6;
  for (std::int64_t i = 0; i < 3; ++i) {
    const Array step = h * one_hot(i, 3);
    EXPECT_NEAR(by_loc.values()[static_cast<std::size_t>(i)],
                ((f(kLoc + step, kFactor) - f(kLoc - step, kFactor)) / (2 * h)).item(), 1e-7);
  }
  EXPECT_EQ(by_factor.shape(), (Shape{3, 3}));
}

TEST(Dirichlet, HasTheDensityOfGammas) {
  const Array a = array({0.7, 2., 3.5});
  const Dirichlet d({.concentration = a});
  const Array x = array({{0.2, 0.3, 0.5}, {0.01, 0.9, 0.09}});
  const Array expected = sum((a - 1.) * log(x) - lgamma(a), {.axes = {-1}}) + lgamma(sum(a));
  expect_near(d.log_prob(x), expected);
  EXPECT_EQ(d.log_prob(array({0.5, 0.5, 0.5})).item(), -HUGE_VAL);
  EXPECT_EQ(d.log_prob(array({-0.5, 1., 0.5})).item(), -HUGE_VAL);
  expect_moments(d);
  const Array draws = d.sample({40'000}, Key(6));
  const statistics::Estimate h = statistics::estimate((-d.log_prob(draws)).values());
  EXPECT_NEAR(d.entropy().item(), h.mean, statistics::kMaxDeviation * h.error_of_mean);
  const Dirichlet q({.concentration = array({1., 1., 4.})});
  const statistics::Estimate e =
      statistics::estimate((d.log_prob(draws) - q.log_prob(draws)).values());
  EXPECT_NEAR(d.kl_divergence(q).item(), e.mean, statistics::kMaxDeviation * e.error_of_mean);
  expect_near(Dirichlet({.concentration = array({2., 3.})}).mode(), array({1. / 3, 2. / 3}));
  // Its default bijector maps onto the simplex, with the Jacobian of the first coordinates.
  const Bijector b = d.default_event_space_bijector();
  const Array z = array({0.3, -1.2}), y = b.forward(z);
  EXPECT_NEAR(sum(y).item(), 1, 1e-15);
  expect_near(b.inverse(y), z);
  const Array jacobian_matrix =
      jacobian([&](const Array& t) { return slice_axis(b.forward(t), -1, 0, 2); })(z);
  EXPECT_NEAR(b.forward_log_det_jacobian(z).item(), std::log(linalg::det(jacobian_matrix).item()),
              1e-13);
}

TEST(Categorical, CountsAndTails) {
  const Array probs = array({0.2, 0., 0.5, 0.3});
  const Categorical c({.probs = probs});
  EXPECT_EQ(c.batch_shape(), Shape{});
  EXPECT_EQ(c.sample(Key(1)).dtype(), int64);
  expect_near(c.prob(arange(4)), probs);
  expect_near(Categorical({.logits = log(probs) + 3.}).prob(arange(4)), probs);
  EXPECT_EQ(c.log_prob(array({-1., 4., 0.5, 1.})).values(),
            (std::vector<double>{-HUGE_VAL, -HUGE_VAL, -HUGE_VAL, -HUGE_VAL}));
  expect_near(c.cdf(array({-1., 0., 1., 2., 3., 9.})), array({0., 0.2, 0.2, 0.7, 1., 1.}));
  expect_near(c.quantile(array({0., 0.2, 0.3, 0.7, 0.71, 1.})), array({0., 0., 2., 2., 3., 3.}));
  EXPECT_EQ(c.mode().item(), 2);
  EXPECT_NEAR(c.entropy().item(),
              -(0.2 * std::log(0.2) + 0.5 * std::log(0.5) + 0.3 * std::log(0.3)), 1e-15);
  const Array batch = stack({log(array({1., 3.})), log(array({1., 1.}))});
  expect_near(Categorical({.logits = batch}).prob(1), array({0.75, 0.5}));
  EXPECT_EQ(message_of([] {
              Categorical({.probs = array({0.5, 0.6})});
            }),
            "Categorical: parameter 'probs' must be non-negative numbers that add up to 1 along "
            "the last axis, got 0.5 at index [0]");
}

TEST(Independent, AddsUpOverTheEvent) {
  const Normal inner(zeros({4, 3}), array({1., 2., 3.}));
  const Independent d(inner, {.reinterpreted_batch_ndims = 1});
  EXPECT_EQ(d.batch_shape(), Shape{4});
  EXPECT_EQ(d.event_shape(), Shape{3});
  const Array x = d.sample({2}, Key(1));
  EXPECT_EQ(x.shape(), (Shape{2, 4, 3}));
  expect_near(d.log_prob(x), sum(inner.log_prob(x), {.axes = {-1}}));
  expect_near(d.entropy(), sum(inner.entropy(), {.axes = {-1}}));
  expect_near(d.kl_divergence(d), zeros({4}));
  EXPECT_EQ(Independent(inner).event_shape(), Shape{3});
  EXPECT_EQ(message_of([&] { Independent(inner, {.reinterpreted_batch_ndims = 3}); }),
            "Independent: reinterpreted_batch_ndims must be 0..2, the batch axes of "
            "Normal(batch_shape=[4, 3], event_shape=[], dtype=float64), got 3");
}

TEST(Sample, IsManyDrawsAtOnce) {
  const Normal inner(array({-1., 5.}), 1.);
  const Sample d(inner, {3});
  EXPECT_EQ(d.batch_shape(), Shape{2});
  EXPECT_EQ(d.event_shape(), Shape{3});
  const Array x = d.sample({7}, Key(1));
  EXPECT_EQ(x.shape(), (Shape{7, 2, 3}));
  const Array loc = array({{-1., -1., -1.}, {5., 5., 5.}});
  expect_near(d.log_prob(x), sum(Normal(loc, 1.).log_prob(x), {.axes = {-1}}));
  expect_near(d.mean(), loc);
  EXPECT_LT(max(abs(x - loc)).item(), 6);
}

TEST(TransformedDistribution, IsTheNamedFamily) {
  const TransformedDistribution d(Normal(0.3, array({0.5, 1.2})), bijectors::Exp());
  const LogNormal named(0.3, array({0.5, 1.2}));
  const Array x = array({0.1, 4.});
  EXPECT_EQ(d.batch_shape(), Shape{2});
  expect_near(d.log_prob(x), named.log_prob(x));
  expect_near(d.cdf(x), named.cdf(x));
  expect_near(d.log_survival_function(x), named.log_survival_function(x));
  expect_near(d.quantile(array({0.1, 0.9})), named.quantile(array({0.1, 0.9})));
  EXPECT_FALSE(d.has(Method::mean));
  const TransformedDistribution affine(
      {.distribution = Normal(1., 2.),
       .bijector = bijectors::Chain(
           {bijectors::Shift(3.), bijectors::Scale({.log_scale = std::log(4.)})})});
  const Normal same(7., 8.);
  expect_near(affine.log_prob(0.7), same.log_prob(0.7));
  expect_near(affine.cdf(0.7), same.cdf(0.7));
  expect_near(affine.quantile(0.2), same.quantile(0.2));
  expect_near(affine.mean(), same.mean());
  expect_near(affine.stddev(), same.stddev());
  expect_near(affine.entropy(), same.entropy());
  // The batch of the map's parameters is one of the distribution.
  EXPECT_EQ(TransformedDistribution(Normal(0., 1.), bijectors::Shift(zeros({5}))).batch_shape(),
            Shape{5});
}

TEST(MixtureSameFamily, IsTheWeightedSum) {
  const Array weights = array({0.25, 0.75}), loc = array({-2., 1.}), scale = array({0.5, 1.5});
  const MixtureSameFamily m({.mixture_distribution = Categorical({.probs = weights}),
                             .components_distribution = Normal(loc, scale)});
  EXPECT_EQ(m.batch_shape(), Shape{});
  const Array x = array({-3., 0., 2.5});
  const Array each = Normal(loc, scale).prob(expand_dims(x, -1));
  expect_near(m.prob(x), sum(weights * each, {.axes = {-1}}));
  const Array tails = Normal(loc, scale).cdf(expand_dims(x, -1));
  expect_near(m.cdf(x), sum(weights * tails, {.axes = {-1}}));
  expect_near(m.cdf(m.quantile(array({1e-9, 0.3, 0.99}))), array({1e-9, 0.3, 0.99}));
  expect_near(m.mean(), strong_scalar(0.25));
  const double second = 0.25 * (4 + 0.25) + 0.75 * (1 + 2.25);
  expect_near(m.variance(), strong_scalar(second - 0.0625));
  const std::vector<double> u = m.cdf(m.sample({50'000}, Key(8))).values();
  EXPECT_LT(statistics::distance_to_cdf(u, [](double p) { return p; }),
            statistics::largest_distance(u.size()));
  // Vectors, and a batch.
  const MixtureSameFamily many(
      {.mixture_distribution = Categorical({.logits = zeros({3, 2})}),
       .components_distribution = MultivariateNormalDiag(
           {.loc = random::normal(Key(9), {3, 2, 4}), .scale_diag = ones({4})})});
  EXPECT_EQ(many.batch_shape(), Shape{3});
  EXPECT_EQ(many.event_shape(), Shape{4});
  EXPECT_EQ(many.sample({5}, Key(1)).shape(), (Shape{5, 3, 4}));
  EXPECT_EQ(many.log_prob(zeros({5, 3, 4})).shape(), (Shape{5, 3}));
  EXPECT_EQ(many.mean().shape(), (Shape{3, 4}));
  EXPECT_EQ(many.variance().shape(), (Shape{3, 4}));
}

/// The composition that a user of TFP writes for a factorial mixture.
TEST(MixtureSameFamily, ComposesWithIndependent) {
  const Array mu = random::normal(Key(1), {4, 3, 2}), sigma = ones({4, 3, 2});
  const Independent d(
      MixtureSameFamily(
          {.mixture_distribution = Categorical({.logits = zeros({4, 3})}),
           .components_distribution = MultivariateNormalDiag({.loc = mu, .scale_diag = sigma})}),
      {.reinterpreted_batch_ndims = 1});
  const Array samples = d.sample({1000}, Key(1));
  EXPECT_EQ(samples.shape(), (Shape{1000, 4, 2}));
  EXPECT_EQ(d.log_prob(samples).shape(), Shape{1000});
  EXPECT_TRUE(all(is_finite(d.log_prob(samples))).item<bool>());
}

}  // namespace
}  // namespace aleator
