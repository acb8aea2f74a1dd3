// SPDX-License-Identifier: Apache-2.0
// Tests normal distributions by their precision, the posterior of linear models, and maps of normal
// numbers onto distributions.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace distributions;
using linalg::LinearOperatorFullMatrix;

Array transposed(const Array& a) { return swap_axes(a, -1, -2); }
Array product(const Array& matrix, const Array& vector) {
  return squeeze(matmul(matrix, expand_dims(vector, -1)), -1);
}

TEST(PrecisionFactor, IsTheNormalOfTheInverse) {
  const Array factor = array({{2., 0.5, 0.}, {0., 1., -1.}, {0.25, 0., 3.}});
  const Array loc = array({1., -2., 0.5});
  const MultivariateNormalPrecisionFactorLinearOperator d(
      {.loc = loc, .precision_factor = LinearOperatorFullMatrix(factor)});
  const Array covariance = linalg::inv(matmul(factor, transposed(factor)));
  const MultivariateNormalFullCovariance same({.loc = loc, .covariance_matrix = covariance});
  const Array x = random::normal(Key(1), {5, 3});
  expect_near(d.log_prob(x), same.log_prob(x), 1e-12);
  expect_near(d.covariance(), covariance, 1e-14);
  expect_near(d.entropy(), same.entropy(), 1e-13);
  expect_near(d.kl_divergence(same), Array(strong_scalar(0.)), 1e-13);
  const MultivariateNormalDiag other({.loc = zeros({3}), .scale_diag = array({1., 2., 0.5})});
  expect_near(d.kl_divergence(other), same.kl_divergence(other), 1e-12);
  expect_near(other.kl_divergence(d), other.kl_divergence(same), 1e-12);
  // Draws whitened by the factor are standard normal: 30,000 squares have mean 1 within 5 standard
  // errors, which is exceeded once in a million keys.
  const Array z = matmul(d.sample({10'000}, Key(2)) - loc, factor);
  EXPECT_NEAR(mean(square(z)).item(), 1., 5 * std::sqrt(2. / 30'000));
}

TEST(ConjugateLinearUpdate, IsTheConditionalOfTheJointNormal) {
  const Array prior = array({{1.5, 0.}, {0.5, 0.8}}), noise = array({0.5, 2., 1.});
  const Array map = array({{1., 2.}, {0., -1.}, {3., 0.5}});
  const Array m = array({0.5, -1.}), y = array({{1., 2., 3.}, {0., -2., 0.5}});
  const auto posterior =
      mvn_conjugate_linear_update({.prior_scale = LinearOperatorFullMatrix(prior),
                                   .linear_transformation = LinearOperatorFullMatrix(map),
                                   .likelihood_scale = linalg::LinearOperatorDiag(noise),
                                   .observation = y,
                                   .prior_mean = m});
  // By the gain C A' (A C A' + N)^-1.
  const Array c = matmul(prior, transposed(prior));
  const Array of_y = matmul(map, matmul(c, transposed(map))) + diagonal_matrix(square(noise));
  const Array gain = matmul(c, matmul(transposed(map), linalg::inv(of_y)));
  expect_near(posterior.mean(), m + product(gain, y - product(map, m)), 1e-13);
  expect_near(posterior.covariance(), broadcast_to(c - matmul(gain, matmul(map, c)), {2, 2, 2}),
              1e-13);
  EXPECT_EQ(message_of([&] {
              mvn_conjugate_linear_update({.prior_scale = LinearOperatorFullMatrix(prior),
                                           .linear_transformation = LinearOperatorFullMatrix(map),
                                           .likelihood_scale = LinearOperatorFullMatrix(prior),
                                           .observation = y});
            }),
            "mvn_conjugate_linear_update: with a linear_transformation of 3 by 2 prior_scale must "
            "be 2 by 2, likelihood_scale 3 by 3 and observation [..., 3], got shapes [2, 2], "
            "[2, 2] and [2, 3]");
}

TEST(MakeDistributionBijector, MapsNormalNumbersOntoTheDistribution) {
  const Array z = array({-6., -2., -0.1, 0., 0.5, 1.5, 6.});
  for (const Distribution& d :
       {Distribution(Gamma({.concentration = 2.5, .rate = 0.5})), Distribution(Normal(1., 3.)),
        Distribution(StudentT(4., 0.5, 2.)), Distribution(Beta(2., 1.5))}) {
    SCOPED_TRACE(d.to_string());
    const Bijector b = make_distribution_bijector(d);
    const Array x = b.forward(z);
    const Array log_density = Normal(0., 1.).log_prob(z);
    // The density of the image is that of the distribution.
    expect_near(b.forward_log_det_jacobian(z), log_density - d.log_prob(x), 1e-11);
    const Array slope = grad([&](const Array& at) { return sum(b.forward(at)); })(z);
    expect_near(log(slope), b.forward_log_det_jacobian(z), 1e-7);
    expect_near(b.inverse(x), z, 1e-8);
    expect_near(b.inverse_log_det_jacobian(x), -b.forward_log_det_jacobian(z), 1e-7);
  }
  const Distribution gamma = Gamma({.concentration = 2.5, .rate = 0.5});
  EXPECT_NEAR(make_distribution_bijector(gamma).forward(0.).item(), gamma.quantile(0.5).item(),
              1e-13);
}

TEST(MakeDistributionBijector, OfVectorsIsAffine) {
  const MultivariateNormalTriL d(
      {.loc = array({1., 2.}), .scale_tril = array({{2., 0.}, {-1., 0.5}})});
  const Bijector b = make_distribution_bijector(d);
  expect_near(b.forward(array({1., 1.})), array({3., 1.5}), 1e-15);
  expect_near(b.inverse(array({3., 1.5})), array({1., 1.}), 1e-15);
  EXPECT_NEAR(b.forward_log_det_jacobian(array({1., 1.})).item(), 0., 1e-15);
  EXPECT_EQ(message_of([] { make_distribution_bijector(Poisson({.rate = 1.})); }),
            "make_distribution_bijector: takes continuous distributions, got "
            "Poisson(batch_shape=[], event_shape=[], dtype=float64)");
  EXPECT_EQ(message_of([] { make_distribution_bijector(Dirichlet({.concentration = ones({3})})); }),
            "make_distribution_bijector: knows distributions of numbers with cdf and quantile, "
            "normal ones "
            "of vectors, and Independent, Sample and TransformedDistribution of these, got "
            "Dirichlet(batch_shape=[], event_shape=[3], dtype=float64)");
}

TEST(MakeDistributionBijector, OfAnImageGoesThroughWhatItIsTheImageOf) {
  const MultivariateNormalTriL base(
      {.loc = array({1., 2.}), .scale_tril = array({{2., 0.}, {-1., 0.5}})});
  const TransformedDistribution d(base, bijectors::Exp());
  const Bijector b = make_distribution_bijector(d);
  const Array z = array({{0.5, -1.}, {-2., 0.25}});
  expect_near(b.forward(z), exp(make_distribution_bijector(base).forward(z)), 1e-15);
  expect_near(b.forward_log_det_jacobian(z),
              sum(Normal(0., 1.).log_prob(z), {.axes = {-1}}) - d.log_prob(b.forward(z)), 1e-13);
}

}  // namespace
}  // namespace aleator
