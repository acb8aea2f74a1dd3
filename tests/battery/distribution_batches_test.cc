// SPDX-License-Identifier: Apache-2.0
// Tests that the members of a batch are selected as the elements of an array are, for every family
// and for wrappers: density, statistics and shapes of the selection are the selection of them.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"
#include "tests/support/message.h"

namespace aleator::battery {
namespace {

using namespace distributions;

/// NaN, the mean of a Cauchy distribution, is the same as itself.
void expect_same(const Array& got, const Array& expected) {
  ASSERT_EQ(got.shape(), expected.shape());
  const std::vector<double> a = got.values(), b = expected.values();
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_TRUE(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) << a[i] << " " << b[i];
}

/// By each kind of index: what d gives for a batch, selected, is what the selection gives.
void expect_selects(const Distribution& d, const Indices& indices) {
  const Distribution part = d[indices];
  const Shape event = d.event_shape();
  const Array events = d.sample(Key(4));
  const auto selected = [&](const Array& x) { return x[indices]; };
  EXPECT_EQ(part.batch_shape(), selected(zeros(d.batch_shape(), float64)).shape());
  EXPECT_EQ(part.event_shape(), event);
  EXPECT_EQ(part.dtype(), d.dtype());
  Indices with_event = indices;
  bool has_ellipsis = false;
  for (const Index& i : indices.list)
    has_ellipsis = has_ellipsis || i.kind == Index::Kind::ellipsis;
  if (has_ellipsis) with_event.list.insert(with_event.list.end(), event.dims().size(), Slice());
  const Array chosen = events[with_event];
  expect_same(part.log_prob(chosen), selected(d.log_prob(events)));
  EXPECT_EQ(part.sample({5}, Key(1)).shape(), Shape{5} + part.batch_shape() + event);
  if (d.has(Method::mean)) expect_same(part.mean(), d.mean()[with_event]);
  if (d.has(Method::entropy)) expect_same(part.entropy(), selected(d.entropy()));
}

void expect_selects_in_all_ways(const Distribution& d) {
  SCOPED_TRACE(d.to_string());
  expect_selects(d, {Ellipsis});
  expect_selects(d, {NewAxis, Ellipsis});
  if (d.batch_shape().rank() == 0) return;
  expect_selects(d, 0);
  expect_selects(d, -1);
  expect_selects(d, {Slice(1), Ellipsis});
  expect_selects(d, {Ellipsis, Slice({}, {}, -1)});
  expect_selects(d, array({0, 1, 0}));
  expect_selects(d, {Ellipsis, 0, NewAxis});
}

TEST(BatchIndices, SelectMembersOfEveryFamily) {
  std::vector<DistributionCase> cases = distribution_cases();
  for (const DistributionCase& c : event_cases()) cases.push_back(c);
  for (const DistributionCase& c : cases) {
    if (c.is_extreme) continue;
    const Distribution d = c.make();
    const Shape batch = d.batch_shape();
    if (batch.rank() > 0 && batch[0] < 2) continue;
    expect_selects_in_all_ways(d);
  }
}

/// loc varies along the last axis, scale along the first.
Distribution normals() { return Normal(array({-1., 0., 2.}), array({{0.5}, {3.}})); }

TEST(BatchIndices, SelectMembersOfVectors) {
  const Array eye = array({{1., 0.}, {0.5, 2.}});
  expect_selects_in_all_ways(MultivariateNormalTriL(
      {.loc = array({{0., 1.}, {2., 3.}, {4., 5.}}), .scale_tril = stack({eye, eye, 2. * eye})}));
  expect_selects_in_all_ways(
      MultivariateNormalTriL({.loc = array({{0., 1.}, {2., 3.}}), .scale_tril = eye}));
  expect_selects_in_all_ways(Categorical({.logits = array({{0., 1., 2.}, {2., 0., 1.}})}));
  expect_selects_in_all_ways(Dirichlet({.concentration = array({{1., 2.}, {3., 4.}})}));
  expect_selects_in_all_ways(LKJ({.dimension = 3, .concentration = array({1., 2., 4.})}));
  expect_selects_in_all_ways(CholeskyLKJ({.dimension = 3, .concentration = array({1., 2.})}));
  expect_selects_in_all_ways(Bates({.total_count = 3, .low = 0., .high = array({1., 2.})}));
}

TEST(BatchIndices, SelectMembersOfWrappers) {
  const Distribution n = normals();
  expect_selects_in_all_ways(Independent(n, {.reinterpreted_batch_ndims = 1}));
  expect_selects_in_all_ways(Sample(n, {4}));
  expect_selects_in_all_ways(TransformedDistribution(n, bijectors::Exp()));
  expect_selects_in_all_ways(
      TransformedDistribution(Sample(n, {2}), bijectors::Shift(array({1., 2.}))));
  expect_selects_in_all_ways(BatchBroadcast({.distribution = n, .with_shape = Shape{4, 1, 1}}));
  expect_selects_in_all_ways(
      BatchBroadcast({.distribution = Normal(0., 1.), .with_shape = Shape{4}}));
  expect_selects_in_all_ways(BatchReshape({.distribution = n, .batch_shape = Shape{3, 2}}));
  expect_selects_in_all_ways(Truncated({.distribution = n, .low = array({{-1.}, {0.}})}));
  expect_selects_in_all_ways(Censored({.distribution = n, .high = 1.}));
  expect_selects_in_all_ways(QuantizedDistribution({.distribution = n, .low = -2.}));
  expect_selects_in_all_ways(
      Masked({.distribution = n, .validity_mask = array({true, false, true})}));
  expect_selects_in_all_ways(
      ZeroInflatedPoisson({.inflated_loc_probs = array({0.1, 0.5}), .rate = 3.}));
  expect_selects_in_all_ways(
      MixtureSameFamily({.mixture_distribution = Categorical({.logits = array({0., 1., 2.})}),
                         .components_distribution = n}));
  expect_selects_in_all_ways(Mixture(
      {.cat = Categorical({.logits = array({0., 1.})}), .components = {n, Cauchy(0., 1.)}}));
  expect_selects_in_all_ways(Blockwise({.distributions = {n, Cauchy(0., 1.)}}));
}

TEST(BatchIndices, SelectMembersOfConcatenations) {
  const Distribution n = normals(), one = Laplace(array({{7.}, {8.}}), 1.);
  expect_selects_in_all_ways(BatchConcat({.distributions = {n, one, n}, .axis = -1}));
  expect_selects_in_all_ways(BatchConcat({.distributions = {n, Normal(zeros({1, 3}), 1.)}}));
}

/// As expect_selects_in_all_ways, up to the order of sums.
void expect_selects_nearly(const Distribution& d) {
  SCOPED_TRACE(d.to_string());
  const Array events = d.sample(Key(4)), density = d.log_prob(events);
  for (const Indices& indices :
       {Indices(0), Indices({Slice(1), Ellipsis}), Indices(array({0, 1, 0}))}) {
    const Distribution part = d[indices];
    EXPECT_EQ(part.batch_shape(), density[indices].shape());
    const Array got = part.log_prob(events[indices]);
    EXPECT_LT(max(abs(got - density[indices])).item(), 1e-12);
  }
}

TEST(BatchIndices, SelectMembersOfTimeSeries) {
  const Array transitions = array({{0.7, 0.3}, {0.2, 0.8}});
  const Distribution initial = Categorical({.logits = array({{0., 1.}, {2., 0.}})});
  expect_selects_nearly(
      HiddenMarkovModel({.initial_distribution = initial,
                         .transition_distribution = Categorical({.probs = transitions}),
                         .observation_distribution = Normal(array({-1., 1.}), 0.5),
                         .num_steps = 4}));
  expect_selects_nearly(HiddenMarkovModel(
      {.initial_distribution = Categorical({.logits = array({0., 1.})}),
       .transition_distribution = Categorical({.probs = stack({transitions, transitions})}),
       .observation_distribution =
           Normal(stack({array({{-1., 1.}}), array({{0., 2.}})}), ones({3, 1})),
       .num_steps = 3,
       .time_varying_observation_distribution = true,
       .mask = array({{true, false, false}, {false, false, true}})}));
  const auto growing = [](const Array& t) {
    return (1. + 0.1 * t) * stack({array({{0.9}}), array({{0.5}})});
  };
  const Distribution noise = MultivariateNormalDiag({.scale_diag = array({0.5})});
  expect_selects_nearly(LinearGaussianStateSpaceModel(
      {.num_timesteps = 4,
       .transition_matrix = growing,
       .transition_noise = noise,
       .observation_matrix = array({{1.}}),
       .observation_noise = MultivariateNormalDiag({.scale_diag = array({{0.5}, {2.}})}),
       .initial_state_prior = noise}));
}

TEST(BatchIndices, CarryGradients) {
  const auto loss = [](const Array& scale) {
    return sum(Normal(0., scale)[{Slice(1)}].log_prob(1.));
  };
  const auto [total, slopes] = value_and_grad(loss)(array({2., 3., 4.}));
  EXPECT_EQ(slopes.values()[0], 0);
  EXPECT_NEAR(slopes.values()[1], -1. / 3 + 1. / 27, 1e-15);
  EXPECT_NEAR(slopes.values()[2], -1. / 4 + 1. / 64, 1e-15);
}

TEST(BatchIndices, RefuseWhatIsNoBatchAxis) {
  EXPECT_EQ(message_of([] { Sample(Normal(0., 1.), {3})[0]; }),
            "operator[]: indices select members of the batch, got 1 indices for "
            "Sample(batch_shape=[], event_shape=[3], dtype=float64)");
  EXPECT_EQ(message_of([] {
              normals()[{Ellipsis, Ellipsis}];
            }),
            "operator[]: Ellipsis may stand once among the indices");
  EXPECT_EQ(message_of([] { normals()[2]; }), "operator[]: index 2 is outside -2..1");
  EXPECT_EQ(message_of([] {
              TransformedDistribution(Normal(0., 1.), bijectors::Shift(array({1., 2.})))[0];
            }),
            "TransformedDistribution: members of a batch of bijectors (Shift) cannot be selected; "
            "select from its parameters and make it of them");
}

}  // namespace
}  // namespace aleator::battery
