// SPDX-License-Identifier: Apache-2.0
// Tests wrappers that rearrange batches and events: the values are those of the members.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

/// Values that a rearranged distribution of numbers has to give, by a function of arrays of the
/// batch shape.
template <class Rearranged>
void expect_rearranged(const Distribution& got, const Distribution& inner, Rearranged f) {
  const Array x = inner.sample(Key(1)), p = random::uniform(Key(2), inner.batch_shape());
  expect_near(got.log_prob(f(x)), f(inner.log_prob(x)));
  expect_near(got.cdf(f(x)), f(inner.cdf(x)));
  expect_near(got.log_cdf(f(x)), f(inner.log_cdf(x)));
  expect_near(got.survival_function(f(x)), f(inner.survival_function(x)));
  expect_near(got.log_survival_function(f(x)), f(inner.log_survival_function(x)));
  expect_near(got.quantile(f(p)), f(inner.quantile(p)));
  expect_near(got.mean(), f(inner.mean()));
  expect_near(got.variance(), f(inner.variance()));
  expect_near(got.stddev(), f(inner.stddev()));
  expect_near(got.mode(), f(inner.mode()));
  expect_near(got.entropy(), f(inner.entropy()));
  EXPECT_EQ(got.log_prob(1.).shape(), got.batch_shape());
  EXPECT_TRUE(got.has(Method::cdf));
  const Array many = got.sample({20'000}, Key(3));
  const Array error = sqrt(got.variance() / 20'000.);
  EXPECT_LT(max(abs(mean(many, {.axes = {0}}) - got.mean()) / error).item(),
            statistics::kMaxDeviation);
}

/// The default bijector is that of each member: onto and back, with the same log determinant.
void expect_bijector(const Distribution& d, const Shape& event) {
  const Bijector onto = d.default_event_space_bijector();
  const Shape from = onto.inverse_event_shape(event);
  const Array z = random::normal(Key(4), Shape{3} + d.batch_shape() + from);
  const Array x = onto.forward(z);
  EXPECT_TRUE(all(is_finite(d.log_prob(x))).item<bool>());
  expect_near(onto.inverse(x), z, 1e-9);
  expect_near(onto.inverse_log_det_jacobian(x), -onto.forward_log_det_jacobian(z), 1e-9);
}

TEST(BatchReshape, KeepsTheMembers) {
  const TruncatedNormal inner(reshape(arange(0., 6.), {2, 3}), 1.3, array({{-1.}, {2.}}), 9.);
  const BatchReshape d({.distribution = inner, .batch_shape = {3, -1}});
  EXPECT_EQ(d.batch_shape(), (Shape{3, 2}));
  expect_rearranged(d, inner, [](const Array& x) { return reshape(x, {3, 2}); });
  expect_bijector(d, {});
  EXPECT_EQ(
      BatchReshape({.distribution = inner, .batch_shape = {1, 6, 1}}).sample({4}, Key(1)).shape(),
      (Shape{4, 1, 6, 1}));
  EXPECT_EQ(message_of([&] { BatchReshape({.distribution = inner, .batch_shape = {4}}); }),
            "BatchReshape: batch_shape must have the 6 members of TruncatedNormal(batch_shape=[2, "
            "3], event_shape=[], dtype=float64), got [4]");
}

TEST(BatchReshape, KeepsEvents) {
  const MultivariateNormalDiag inner(
      {.loc = random::normal(Key(1), {4, 2}), .scale_diag = array({1., 2.})});
  const BatchReshape d({.distribution = inner, .batch_shape = {2, 2}});
  const Array x = random::normal(Key(2), {5, 4, 2});
  expect_near(d.log_prob(reshape(x, {5, 2, 2, 2})), reshape(inner.log_prob(x), {5, 2, 2}));
  expect_near(d.covariance(), broadcast_to(inner.covariance()[0], {2, 2, 2, 2}));
  expect_moments(d);
  const MultivariateNormalDiag other({.loc = zeros({4, 2}), .scale_diag = array({1., 1.})});
  expect_near(d.kl_divergence(BatchReshape({.distribution = other, .batch_shape = {2, 2}})),
              reshape(inner.kl_divergence(other), {2, 2}));
  EXPECT_FALSE(d.has(Method::cdf));
}

TEST(BatchBroadcast, RepeatsWithIndependentDraws) {
  const Gamma inner({.concentration = array({{2.}, {5.}}), .rate = 1.5});
  const BatchBroadcast d({.distribution = inner, .with_shape = Shape{3}});
  EXPECT_EQ(d.batch_shape(), (Shape{2, 3}));
  expect_rearranged(d, inner, [](const Array& x) { return broadcast_to(x, {2, 3}); });
  expect_bijector(d, {});
  const Array x = d.sample({1000}, Key(1));
  EXPECT_FALSE(any(x[{Ellipsis, 0}] == x[{Ellipsis, 1}]).item<bool>());
  EXPECT_EQ(BatchBroadcast({.distribution = inner, .to_shape = Shape{4, 2, 3}}).batch_shape(),
            (Shape{4, 2, 3}));
  EXPECT_EQ(message_of([&] { BatchBroadcast({.distribution = inner, .to_shape = Shape{3}}); }),
            "BatchBroadcast: the batch shape of Gamma(batch_shape=[2, 1], event_shape=[], "
            "dtype=float64) must broadcast to to_shape, got [3]");
  EXPECT_EQ(message_of([&] { BatchBroadcast({.distribution = inner}); }),
            "BatchBroadcast: give exactly one of with_shape and to_shape");
}

TEST(BatchConcat, PutsBatchesInARow) {
  const Normal first(array({0., 1.}), 2.);
  const Uniform second(-3., array({{2.}, {4.}}));
  const BatchConcat d({.distributions = {first, second}, .axis = -1});
  EXPECT_EQ(d.batch_shape(), (Shape{2, 3}));
  const Array x = random::normal(Key(1), {5, 2, 3});
  expect_near(slice_axis(d.log_prob(x), -1, 0, 2), first.log_prob(slice_axis(x, -1, 0, 2)));
  expect_near(slice_axis(d.log_prob(x), -1, 2, 3), second.log_prob(slice_axis(x, -1, 2, 3)));
  expect_near(d.mean(), array({{0., 1., -0.5}, {0., 1., 0.5}}));
  expect_near(d.quantile(0.5), d.mean());
  expect_near(d.cdf(d.quantile(array({{0.1}, {0.9}}))),
              broadcast_to(array({{0.1}, {0.9}}), {2, 3}));
  expect_bijector(d, {});
  const Array many = d.sample({20'000}, Key(3));
  EXPECT_LT(max(abs(mean(many, {.axes = {0}}) - d.mean()) / d.stddev()).item(),
            statistics::kMaxDeviation / std::sqrt(20'000.));
  const MultivariateNormalDiag a({.loc = zeros({2, 2}), .scale_diag = array({1., 2.})});
  const MultivariateNormalDiag b({.loc = ones({3, 2}), .scale_diag = array({2., 3.})});
  const BatchConcat vectors({.distributions = {a, b}});
  EXPECT_EQ(vectors.batch_shape(), Shape{5});
  expect_moments(vectors);
  EXPECT_FALSE(vectors.has(Method::cdf));
  EXPECT_EQ(message_of([&] {
              BatchConcat({.distributions = {a, first}});
            }),
            "BatchConcat: all must have the event shape of the first, got "
            "MultivariateNormalDiag(batch_shape=[2], event_shape=[2], dtype=float64) and "
            "Normal(batch_shape=[2], event_shape=[], dtype=float64)");
  EXPECT_EQ(message_of([&] { BatchConcat({.distributions = {first}, .axis = 1}); }),
            "BatchConcat: axis must be one of the 1 batch axes, got 1");
}

TEST(Blockwise, JoinsIndependentBlocks) {
  const Normal one(array({0., 1.}), 2.);
  const Dirichlet three({.concentration = array({1., 2., 3.})});
  const Uniform last(array({-1., 2.}), 3.);
  const Blockwise d({.distributions = {one, three, last}});
  EXPECT_EQ(d.batch_shape(), Shape{2});
  EXPECT_EQ(d.event_shape(), Shape{5});
  const Array x = d.sample({4}, Key(1));
  ASSERT_EQ(x.shape(), (Shape{4, 2, 5}));
  expect_near(d.log_prob(x), one.log_prob(x[{Ellipsis, 0}]) +
                                 three.log_prob(slice_axis(x, -1, 1, 4)) +
                                 last.log_prob(x[{Ellipsis, 4}]));
  expect_near(d.entropy(), one.entropy() + three.entropy() + last.entropy());
  expect_near(d.mean()[{Ellipsis, 0}], one.mean());
  expect_near(slice_axis(d.mean(), -1, 1, 4), broadcast_to(three.mean(), {2, 3}));
  expect_moments(d);
  expect_bijector(d, {5});
  const Blockwise other({.distributions = {Normal(0., 1.), Dirichlet({.concentration = ones({3})}),
                                           Uniform(-5., 5.)}});
  expect_near(d.kl_divergence(d), zeros({2}), 1e-12);
  EXPECT_EQ(other.batch_shape(), Shape{});
  EXPECT_EQ(message_of([&] { Blockwise({.distributions = {}}); }),
            "Blockwise: distributions must have at least one distribution");
}

TEST(Sample, DrawsIndependentlyForALargerBatch) {
  const Sample inner(Normal(array({{0.}, {3.}}), 1.), {4});
  const BatchBroadcast d({.distribution = inner, .with_shape = Shape{3}});
  const Array x = d.sample({500}, Key(1));
  ASSERT_EQ(x.shape(), (Shape{500, 2, 3, 4}));
  EXPECT_FALSE(any(x[{Ellipsis, 0, 0}] == x[{Ellipsis, 1, 0}]).item<bool>());
  EXPECT_FALSE(any(x[{Ellipsis, 0, 0}] == x[{Ellipsis, 0, 1}]).item<bool>());
}

}  // namespace
}  // namespace aleator
