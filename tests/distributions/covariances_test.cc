// SPDX-License-Identifier: Apache-2.0
// Tests covariances of what is made of other distributions, and joint distribution functions.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace distributions;

const Array kFactor = array({{1., 0.}, {0.5, 2.}});

Distribution normal_vectors() {
  return MultivariateNormalTriL({.loc = array({1., -1.}), .scale_tril = kFactor});
}

TEST(Covariances, OfIndependentNumbersAreDiagonal) {
  const Distribution rows = Independent(Normal(zeros({3, 2}), array({0.5, 2.})));
  expect_near(rows.covariance(), broadcast_to(array({{0.25, 0.}, {0., 4.}}), {3, 2, 2}));
  expect_moments(rows);
  const Distribution draws = Sample(Gamma({.concentration = array({2., 3.}), .rate = 1.}), {4});
  EXPECT_EQ(draws.covariance().shape(), (Shape{2, 4, 4}));
  expect_moments(draws);
  const Distribution matrices =
      Independent(Normal(zeros({3, 2}), 1.), {.reinterpreted_batch_ndims = 2});
  EXPECT_EQ(message_of([&] { matrices.covariance(); }),
            "Independent does not implement covariance");
  EXPECT_FALSE(matrices.has(Method::covariance));
}

TEST(Covariances, OfMixtures) {
  const Distribution components = MultivariateNormalTriL(
      {.loc = array({{1., -1.}, {-2., 0.5}, {0., 3.}}), .scale_tril = kFactor});
  const Categorical weights({.probs = array({{0.2, 0.3, 0.5}, {0.7, 0.2, 0.1}})});
  expect_moments(
      MixtureSameFamily({.mixture_distribution = weights, .components_distribution = components}));
  expect_moments(Mixture(
      {.cat = Categorical({.probs = array({0.3, 0.7})}),
       .components = {normal_vectors(), Independent(Laplace(array({0., 3.}), array({1., 0.5})),
                                                    {.reinterpreted_batch_ndims = 1})}}));
}

TEST(Covariances, OfAffineImages) {
  using namespace bijectors;
  const Array matrix = array({{1., 2.}, {-0.5, 1.}});
  const Bijector map =
      Chain({Shift(array({3., -4.})),
             ScaleMatvecLinearOperator({.scale = linalg::LinearOperatorFullMatrix(matrix)})});
  const TransformedDistribution d(normal_vectors(), map);
  const Array expected = matmul(matmul(matrix, normal_vectors().covariance()), transpose(matrix));
  expect_near(d.covariance(), expected, 1e-14);
  expect_near(d.variance(), diagonal(expected), 1e-14);
  expect_moments(d);
  // Numbers of a vector each by its own scale, and a batch of maps.
  expect_moments(TransformedDistribution(normal_vectors(), Scale({.scale = array({2., -3.})})));
  const Bijector batch = ScaleMatvecTriL({.scale_tril = stack({kFactor, 2. * kFactor})});
  const TransformedDistribution both(normal_vectors(), batch);
  EXPECT_EQ(both.covariance().shape(), (Shape{2, 2, 2}));
  expect_moments(both);
  EXPECT_FALSE(TransformedDistribution(normal_vectors(), Exp()).has(Method::covariance));
}

TEST(JointDistributionFunctions, OfIndependentNumbers) {
  const Normal numbers(array({0., 1., -1.}), array({1., 2., 0.5}));
  const Distribution d = Independent(numbers, {.reinterpreted_batch_ndims = 1});
  const Array x = array({{0.5, 0., -1.}, {-40., 3., 2.}, {9., 19., 4.}});
  expect_near(d.log_cdf(x), sum(numbers.log_cdf(x), {.axes = {-1}}), 1e-15);
  expect_near(d.cdf(x), product(numbers.cdf(x), {.axes = {-1}}), 1e-15);
  // Not all are at most x: nearly the sum of the tails, where these are small.
  EXPECT_NEAR(d.log_survival_function(x[2]).item(),
              logsumexp(numbers.log_survival_function(x[2])).item(), 1e-12);
  EXPECT_EQ(d.cdf(full({3}, HUGE_VAL)).item(), 1);
  EXPECT_EQ(d.cdf(array({0., -HUGE_VAL, 0.})).item(), 0);
  EXPECT_TRUE(std::isnan(d.cdf(array({0., std::nan(""), 0.})).item()));
  EXPECT_TRUE(d.has(Method::cdf));
  EXPECT_FALSE(d.has(Method::quantile));
  // Both tails of the survival function keep their digits.
  const Distribution normal = Independent(Normal(zeros({2}), 1.), {.reinterpreted_batch_ndims = 1});
  const double lower = 2 * Normal(0., 1.).log_cdf(-10.).item();
  EXPECT_NEAR(normal.log_survival_function(array({-10., -10.})).item() / -std::exp(lower), 1,
              1e-12);
  const double upper = std::log(2.) + Normal(0., 1.).log_survival_function(10.).item();
  EXPECT_NEAR(normal.log_survival_function(array({10., 10.})).item(), upper, 1e-12);
}

TEST(LKJ, HasModesAndVariances) {
  const LKJ d({.dimension = 3, .concentration = array({0.5, 1., 2.5})});
  EXPECT_TRUE(all(is_nan(d.mode()[0])).item<bool>());
  expect_near(d.mode()[2], eye(3));
  // Uniform in all of -1..1 for the pair of dimension 2 and concentration 1: variance 1 / 3.
  EXPECT_NEAR(LKJ({.dimension = 2, .concentration = 1.}).variance()[0][1].item(), 1. / 3, 1e-15);
  const Array x = d.sample({20'000}, Key(3));
  const Array second = mean(square(x), {.axes = {0}});
  EXPECT_LT(max(abs(second - d.variance() - eye(3))).item(), 0.02);
}

}  // namespace
}  // namespace aleator
