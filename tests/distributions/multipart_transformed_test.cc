// SPDX-License-Identifier: Apache-2.0
// Tests distributions of the parts of a bijector's value against distributions that are the same.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace distributions;
using namespace bijectors;

struct Ends {
  Array first, rest;
};

Array triangle() { return array({{2., 0., 0.}, {0.5, 1., 0.}, {-1., 0.3, 0.7}}); }
Distribution vectors() {
  return MultivariateNormalTriL({.loc = array({1., -2., 0.5}), .scale_tril = triangle()});
}

TEST(MultipartTransformedDistribution, OfSplitHasTheDensityOfTheWhole) {
  const MultipartTransformedDistribution d(vectors(), Split({.size_splits = {1, 2}}));
  EXPECT_EQ(d.event_shape(), (Shapes{{1}, {2}}));
  EXPECT_EQ(d.batch_shape(), Shape{});
  const Ends y = d.sample<Ends>({7, 5}, Key(1));
  EXPECT_EQ(y.first.shape(), (Shape{7, 5, 1}));
  EXPECT_EQ(y.rest.shape(), (Shape{7, 5, 2}));
  expect_near(d.log_prob(y), vectors().log_prob(concatenate({y.first, y.rest}, -1)), 1e-13);
  const auto [draws, log_density] = d.sample_and_log_prob({7, 5}, Key(1));
  expect_near(draws[1], y.rest, 1e-15);
  expect_near(log_density, d.log_prob(draws), 1e-13);
  expect_near(d.mean()[1], array({-2., 0.5}), 1e-15);
  expect_near(d.mode()[0], array({1.}), 1e-15);
  expect_near(d.entropy(), vectors().entropy(), 1e-13);
}

TEST(MultipartTransformedDistribution, OfAJointMapIsThatOfEachPart) {
  const MultipartTransformedDistribution d(
      {.distributions = {Normal(array({0.5, -1.}), 2.),
                         Sample(Normal(0., 1.), {.sample_shape = {3}})},
       .bijector = JointMap({Exp(), Shift(1.)})});
  EXPECT_EQ(d.batch_shape(), Shape{2});
  EXPECT_EQ(d.event_shape(), (Shapes{{}, {3}}));
  const Arrays y = d.sample({4}, Key(2));
  EXPECT_EQ(y[0].shape(), (Shape{4, 2}));
  EXPECT_EQ(y[1].shape(), (Shape{4, 2, 3}));
  // Members of the batch have parts of their own.
  EXPECT_NE(y[1].values()[0], y[1].values()[3]);
  const Array expected = LogNormal({.loc = array({0.5, -1.}), .scale = 2.}).log_prob(y[0]) +
                         sum(Normal(1., 1.).log_prob(y[1]), {.axes = {-1}});
  expect_near(d.log_prob(y), expected, 1e-13);
  EXPECT_FALSE(d.has(Method::mean));
  EXPECT_EQ(message_of([&] { d.mean(); }),
            "MultipartTransformedDistribution.mean: the Jacobian of JointMap is not constant, and "
            "there is no closed form");
}

TEST(MultipartTransformedDistribution, OfBlocksOfAScaleIsANormalOfTheWhole) {
  const LinearOperator first = linalg::LinearOperatorFullMatrix(array({{2.}})),
                       below = linalg::LinearOperatorFullMatrix(array({{0.5}, {-1.}})),
                       last = linalg::LinearOperatorFullMatrix(array({{1., 0.}, {0.3, 0.7}}));
  const Distribution one = Sample(Normal(0., 1.), {.sample_shape = {1}}),
                     two = Sample(Normal(0., 1.), {.sample_shape = {2}});
  const MultipartBijector scale =
      ScaleMatvecLinearOperatorBlock({.scale = {{first}, {below, last}}});
  const MultipartTransformedDistribution d({.distributions = {one, two}, .bijector = scale});
  const Array loc = zeros({3});
  const Distribution whole = MultivariateNormalTriL({.loc = loc, .scale_tril = triangle()});
  const Arrays y = {array({{0.3}, {-1.}}), array({{1., 2.}, {0.5, -0.2}})};
  expect_near(d.log_prob(y), whole.log_prob(concatenate({y[0], y[1]}, -1)), 1e-13);
  expect_near(d.entropy(), whole.entropy(), 1e-13);
  // One part of the two: an ordinary distribution.
  const Distribution vector = joined(MultipartTransformedDistribution(
      {.distributions = {one, two},
       .bijector = Composition({Invert(Split({.size_splits = {1, 2}})), scale})}));
  const Array x = concatenate({y[0], y[1]}, -1);
  expect_near(vector.log_prob(x), whole.log_prob(x), 1e-13);
  EXPECT_EQ(vector.event_shape(), Shape{3});
  expect_near(vector.mean(), loc, 1e-15);
}

TEST(MultipartTransformedDistribution, JoinedBlocksAreBlockwise) {
  const Distributions blocks = {Sample(Exponential({.rate = 2.}), {.sample_shape = {2}}),
                                Dirichlet({.concentration = array({1., 2., 3.})})};
  const Distribution d = joined(MultipartTransformedDistribution(
                         {.distributions = blocks,
                          .bijector = Invert(Split({.size_splits = {2, 3}}))})),
                     same = distributions::Blockwise({.distributions = blocks});
  const Array y = d.sample({50}, Key(3));
  expect_near(d.log_prob(y), same.log_prob(y), 1e-13);
  expect_near(d.mean(), same.mean(), 1e-15);
  expect_near(d.entropy(), same.entropy(), 1e-13);
  const Bijector onto = d.default_event_space_bijector(), as = same.default_event_space_bijector();
  const Array u = array({0.3, -1., 0.2, 0.7});
  expect_near(onto.forward(u), as.forward(u), 1e-14);
  expect_near(onto.forward_log_det_jacobian(u), as.forward_log_det_jacobian(u), 1e-14);
}

TEST(MultipartTransformedDistribution, HasGradientsAndDivergencesOfWhatItMaps) {
  const auto mean_square = [](const Array& scale) {
    const MultipartTransformedDistribution d(Sample(Normal(0., scale), {.sample_shape = {4}}),
                                             Split(2));
    const Arrays y = d.sample({2000}, Key(4));
    return mean(square(y[0])) + mean(square(y[1]));
  };
  // E = 2 scale^2, and draws are multiples of the scale: the slope is 2 / scale of the value.
  expect_near(grad(mean_square)(3.), 2. / 3. * mean_square(3.), 1e-12);
  const MultipartBijector halves = Composition({JointMap({Exp(), Softplus()}), Split(2)});
  const Distribution p = Sample(Normal(0., 1.), {.sample_shape = {4}}),
                     q = Sample(Normal(1., 2.), {.sample_shape = {4}});
  expect_near(MultipartTransformedDistribution(p, halves).kl_divergence(
                  MultipartTransformedDistribution(q, halves)),
              p.kl_divergence(q), 1e-14);
  const MultipartTransformedDistribution positive(p, halves);
  const MultipartBijector onto = positive.default_event_space_bijector();
  expect_near(onto.forward(Arrays{zeros({4})})[0], ones({2}), 1e-15);
}

TEST(MultipartTransformedDistribution, BatchesOfTheMapAreBatches) {
  const MultipartTransformedDistribution d(
      {.distributions = {Normal(0., 1.), Normal(0., 1.)},
       .bijector = JointMap({Shift(array({1., 2., 3.})), Exp()})});
  EXPECT_EQ(d.batch_shape(), Shape{3});
  const Arrays y = d.sample({5}, Key(6));
  EXPECT_EQ(y[1].shape(), (Shape{5, 3}));
  EXPECT_NE(y[1].values()[0], y[1].values()[1]);
  expect_near(d.log_prob(y),
              Normal(array({1., 2., 3.}), 1.).log_prob(y[0]) +
                  LogNormal({.loc = 0., .scale = 1.}).log_prob(y[1]),
              1e-13);
}

TEST(MultipartTransformedDistribution, NamesWhatDoesNotFit) {
  const auto of = [](const Distributions& all, const MultipartBijector& b) {
    return message_of(
        [&] { MultipartTransformedDistribution({.distributions = all, .bijector = b}); });
  };
  EXPECT_EQ(of({Normal(0., 1.), Normal(0., 1.)}, Split(2)),
            "MultipartTransformedDistribution: Split takes 1 parts, got 2 distributions");
  EXPECT_EQ(of({Normal(0., 1.)}, Split(2)),
            "MultipartTransformedDistribution: Split maps events of ranks [1], the distributions "
            "have events of ranks [0]; wrap them in Sample or Independent");
  const MultipartTransformedDistribution d(vectors(), Split({.size_splits = {1, 2}}));
  EXPECT_EQ(message_of([&] { d.log_prob(Arrays{ones({3})}); }),
            "MultipartTransformedDistribution.log_prob: Split gives 2 parts, got 1");
  EXPECT_EQ(message_of([&] { joined(d); }),
            "joined: needs a bijector that gives one part, Split gives 2");
  EXPECT_EQ(d.to_string(),
            "MultipartTransformedDistribution(bijector=Split, batch_shape=[], event_shape=[[1], "
            "[2]])");
}

}  // namespace
}  // namespace aleator
