// SPDX-License-Identifier: Apache-2.0
// Tests layers that make distributions, divergences of these, and losses.
#include "tests/nn/numbers.h"
#include "tests/support/message.h"

namespace aleator::nn {
namespace {

namespace tfd = aleator::distributions;

const Array& params() {
  static const Array x = random::normal(Key(1), {3, 12});
  return x;
}

Array columns(std::int64_t first, std::int64_t last) {
  return slice_axis(params(), -1, first, last);
}

Output made(const Layer& layer, const Array& x) {
  layer.build(x.shape().slice(1, x.rank()), Key(1));
  return layer(x);
}

TEST(DistributionLayers, ReadTheirParameters) {
  const Array y = random::normal(Key(2), {3, 2, 3});
  const Output normal = made(IndependentNormal({2, 3}), params());
  EXPECT_EQ(normal.distribution().batch_shape(), (Shape{3}));
  EXPECT_EQ(normal.distribution().event_shape(), (Shape{2, 3}));
  const Array loc = reshape(columns(0, 6), {3, 2, 3}),
              scale = softplus(reshape(columns(6, 12), {3, 2, 3}));
  expect_near(normal.log_prob(y), sum(tfd::Normal(loc, scale).log_prob(y), {.axes = {1, 2}}),
              1e-14);
  expect_near(made(IndependentLogistic({2, 3}), params()).log_prob(y),
              sum(tfd::Logistic(loc, scale).log_prob(y), {.axes = {1, 2}}), 1e-14);
  const Array bits = astype(y > 0., float64);
  const Array logits = reshape(params(), {3, 12});
  const Array twelve = concatenate({bits, bits}, 1);
  expect_near(made(IndependentBernoulli({4, 3}), params()).log_prob(twelve),
              sum(tfd::Bernoulli({.logits = reshape(logits, {3, 4, 3})}).log_prob(twelve),
                  {.axes = {1, 2}}),
              1e-14);
  expect_near(made(IndependentPoisson({12}), params()).log_prob(ones({3, 12})),
              sum(logits - exp(logits), {.axes = {1}}), 1e-14);
  expect_near(made(OneHotCategorical(12), params()).log_prob(one_hot(array({0, 5, 11}), 12)),
              squeeze(take_along_axis(log_softmax(params()), array({{0}, {5}, {11}}), 1), 1),
              1e-13);
  EXPECT_EQ(IndependentNormal::params_size({2, 3}), 12);
}

TEST(DistributionLayers, MakeMultivariateNormals) {
  // loc 1, 2; the triangle is filled clockwise, as FillTriangular does it.
  const Output out = made(MultivariateNormalTriL(2), array({{1., 2., 0.5, -1., 3.}}));
  EXPECT_EQ(MultivariateNormalTriL::params_size(2), 5);
  const Array scale = bijectors::FillScaleTriL().forward(array({{0.5, -1., 3.}}));
  expect_near(out.mean(), Numbers{1, 2}, 0);
  expect_near(out.distribution().covariance(), matmul(scale, swap_axes(scale, -1, -2)), 1e-14);
}

TEST(DistributionLayers, MakeMixtures) {
  const Array y = array({0.5, -1., 2.});
  const Output out = made(MixtureNormal(4, {}), params());
  const Array logits = columns(0, 4), others = reshape(columns(4, 12), {3, 4, 2});
  const Array loc = others[{Ellipsis, 0}], scale = softplus(others[{Ellipsis, 1}]);
  expect_near(out.log_prob(y),
              logsumexp(log_softmax(logits) + tfd::Normal(loc, scale).log_prob(expand_dims(y, 1)),
                        {.axes = {1}}),
              1e-13);
  EXPECT_EQ(MixtureNormal::params_size(4, {}), 12);
  EXPECT_EQ(made(MixtureLogistic(2, {2}), slice_axis(params(), 1, 0, 10)).mean().shape(),
            (Shape{3, 2}));
  EXPECT_EQ(made(CategoricalMixtureOfOneHotCategorical(5, 2), params()).mean().shape(),
            (Shape{3, 5}));
  EXPECT_EQ(message_of([] { made(MixtureNormal(4, {2}), params()); }),
            "MixtureNormal: takes inputs whose last axis has length 20, the parameters of one "
            "distribution, got shape [1, 12]");
}

TEST(KLDivergence, IsExactOrAtTheDraw) {
  const tfd::Independent prior(tfd::Normal(zeros({6}), 1.), {.reinterpreted_batch_ndims = 1});
  const Sequential exact(
      {IndependentNormal({6}), KLDivergenceAddLoss(prior, {.use_exact_kl = true, .weight = 2})});
  exact.build({12}, Key(1));
  const Array loc = columns(0, 6), scale = softplus(columns(6, 12));
  const Array divergences =
      sum(0.5 * (square(scale) + square(loc) - 1.) - log(scale), {.axes = {1}});
  EXPECT_NEAR(exact(params(), Key(2)).kl_loss().item(), 2 * mean(divergences).item(), 1e-12);
  const IndependentNormal sampled({6}, {.activity_regularizer = KLDivergenceRegularizer(prior)});
  sampled.build({12}, Key(1));
  const Output out = sampled(params(), Key(2));
  const Array z = out;
  EXPECT_NEAR(out.kl_loss().item(), mean(out.log_prob(z) - prior.log_prob(z)).item(), 1e-13);
}

TEST(Losses, AreTheirFormulas) {
  const Output out = made(IndependentNormal({6}), params());
  const Array y = ones({3, 6});
  EXPECT_NEAR(negative_log_likelihood(out, y).item(), -mean(out.log_prob(y)).item(), 1e-15);
  EXPECT_NEAR(mean_squared_error(out.mean(), y).item(), mean(square(out.mean() - y)).item(), 1e-15);
  EXPECT_EQ(message_of([] {
              mean_squared_error(zeros({3, 1}), zeros({3}));
            }),
            "mean_squared_error: output and y must have one shape, got [3, 1] and [3]");
  const DenseFlipout flipout({.units = 12});
  const Sequential net({flipout, IndependentNormal({6})});
  net.build({2}, Key(1));
  const Output noisy = net(ones({3, 2}), Key(2));
  EXPECT_NEAR(negative_elbo(noisy, y, 0.1).item(),
              (negative_log_likelihood(noisy, y) + 0.1 * noisy.kl_loss()).item(), 1e-5);
}

}  // namespace
}  // namespace aleator::nn
