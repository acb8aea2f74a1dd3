// SPDX-License-Identifier: Apache-2.0
// Tests what is made of normal variables: conjugate posteriors, Poisson rates, and the maps of
// distributions of several numbers.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::distributions {
namespace {

/// The posterior by Bayes' theorem at any m, and the predictive by a further observation.
TEST(NormalConjugates, FollowBayesTheorem) {
  const Array x = array({0.5, 2., -1., 3.5});
  const Distribution prior = Normal(0.25, 1.5);
  const NormalConjugatesKnownScaleOptions options{
      .prior = prior, .scale = 0.75, .s = sum(x), .n = 4.};
  const Distribution posterior = normal_conjugates_known_scale_posterior(options);
  const auto log_joint = [&](double m) {
    return (prior.log_prob(m) + sum(Normal(m, 0.75).log_prob(x))).item();
  };
  const double evidence = log_joint(0) - posterior.log_prob(0.).item();
  for (const double m : {-3., 0.5, 4.})
    EXPECT_NEAR(log_joint(m) - posterior.log_prob(m).item(), evidence, 1e-12);
  // p(next | x) = p(x, next | m) p(m) / p(m | x, next) / p(x).
  const Distribution predictive = normal_conjugates_known_scale_predictive(options);
  const double next = 1.25;
  const Distribution further = normal_conjugates_known_scale_posterior(
      {.prior = prior, .scale = 0.75, .s = sum(x) + next, .n = 5.});
  const double joint = log_joint(0.) + Normal(0., 0.75).log_prob(next).item();
  EXPECT_NEAR(joint - further.log_prob(0.).item() - evidence, predictive.log_prob(next).item(),
              1e-12);
  EXPECT_EQ(normal_conjugates_known_scale_posterior(
                {.prior = Normal(zeros({3}), 1.), .scale = 1., .s = 2., .n = 3.})
                .batch_shape(),
            Shape{3});
  EXPECT_EQ(message_of([] {
              normal_conjugates_known_scale_posterior(
                  {.prior = Cauchy(0., 1.), .scale = 1., .s = 2., .n = 3.});
            }).substr(0, 67),
            "normal_conjugates_known_scale_posterior: 'prior' must be a Normal, ");
}

/// The compound's probabilities by mpmath with 30 digits.
TEST(PoissonLogNormalQuadratureCompound, ApproachesTheCompound) {
  const Array k = array({0., 1., 2., 5., 9.});
  const std::vector<double> exact = {0.236395967693380794, 0.253385792025120604,
                                     0.18644917958774483, 0.0460776784413701565,
                                     0.0074720800035959165};
  const auto distance = [&](std::int64_t size, auto scheme) {
    const Distribution d = PoissonLogNormalQuadratureCompound(
        {.loc = 0.5, .scale = 0.75, .quadrature_size = size, .quadrature_fn = scheme});
    return max(abs(d.prob(k) - array(exact))).item();
  };
  EXPECT_LT(distance(120, quadrature_scheme_lognormal_gauss_hermite), 1e-12);
  EXPECT_LT(distance(200, quadrature_scheme_lognormal_quantiles), 3e-3);
  EXPECT_LT(distance(200, quadrature_scheme_lognormal_quantiles),
            distance(8, quadrature_scheme_lognormal_quantiles));
}

TEST(PoissonLogNormalQuadratureCompound, IsADistribution) {
  const Distribution d = PoissonLogNormalQuadratureCompound(
      {.loc = array({0., 1.}), .scale = array({{0.5}, {1.}, {0.1}})});
  EXPECT_EQ(d.batch_shape(), (Shape{3, 2}));
  EXPECT_TRUE(d.rules().is_discrete());
  const Array mass = sum(exp(d.log_prob(reshape(arange(0., 300.), {300, 1, 1}))), {.axes = {0}});
  EXPECT_LT(max(abs(mass - 1.)).item(), 1e-12);
  EXPECT_EQ(d.sample({7}, Key(1)).shape(), (Shape{7, 3, 2}));
  // E = exp(loc + scale^2 / 2), which the rule of Gauss and Hermite has exactly but for rounding.
  const Distribution sharp = PoissonLogNormalQuadratureCompound(
      {.loc = 0.5,
       .scale = 0.75,
       .quadrature_size = 30,
       .quadrature_fn = quadrature_scheme_lognormal_gauss_hermite});
  EXPECT_NEAR(sharp.mean().item(), std::exp(0.5 + 0.75 * 0.75 / 2), 1e-13);
}

TEST(MakeDistributionBijector, MapsEachNumberOfIndependentOnes) {
  const Distribution d = Independent(Gamma({.concentration = array({0.5, 2., 9.}), .rate = 1.5}),
                                     {.reinterpreted_batch_ndims = 1});
  const Bijector b = make_distribution_bijector(d);
  const Array z = array({{-1., 0.5, 2.}, {0., -3., 1.}});
  const Array x = b.forward(z);
  EXPECT_LT(max(abs(b.inverse(x) - z)).item(), 1e-10);
  // The density of x is that of z over the change of volume.
  const Array of_z = sum(Normal(0., 1.).log_prob(z), {.axes = {-1}});
  const Array error = of_z - b.forward_log_det_jacobian(z, 1) - d.log_prob(x);
  EXPECT_LT(max(abs(error)).item(), 1e-10);
  const Distribution repeated = Sample(Laplace(0.5, 2.), {3});
  const Bijector of_sample = make_distribution_bijector(repeated);
  const Array y = of_sample.forward(z);
  EXPECT_LT(max(abs(of_z - of_sample.forward_log_det_jacobian(z, 1) - repeated.log_prob(y))).item(),
            1e-10);
}

}  // namespace
}  // namespace aleator::distributions
