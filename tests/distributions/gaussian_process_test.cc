// SPDX-License-Identifier: Apache-2.0
// Tests Gaussian processes and their posteriors at values that mpmath gives with 40 digits, and
// against the conditional of the joint distribution.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::distributions {
namespace {

using math::psd_kernels::ExponentiatedQuadratic;
using math::psd_kernels::MaternFiveHalves;

GaussianProcess process(double jitter) {
  return GaussianProcess(
      {.kernel = ExponentiatedQuadratic({.amplitude = 1.5, .length_scale = 0.75}),
       .index_points = array({{0.}, {0.5}, {1.75}}),
       .mean_fn = [](const Array& x) { return 0.1 + 2. * squeeze(x, -1); },
       .observation_noise_variance = 0.25,
       .jitter = jitter});
}

TEST(GaussianProcess, HasTheseDensitiesAndPosteriors) {
  const Array observations = array({0.5, 2., 3.});
  const GaussianProcess gp = process(0);
  EXPECT_NEAR(gp.log_prob(observations).item(), -4.0727568157647729877, 1e-14);
  GaussianProcessRegressionModel posterior(
      {.kernel = ExponentiatedQuadratic({.amplitude = 1.5, .length_scale = 0.75}),
       .index_points = array({{1.}, {-0.25}}),
       .observation_index_points = array({{0.}, {0.5}, {1.75}}),
       .observations = observations,
       .mean_fn = [](const Array& x) { return 0.1 + 2. * squeeze(x, -1); },
       .observation_noise_variance = 0.25,
       .predictive_noise_variance = Array(0.),
       .jitter = 0});
  const std::vector<double> mean = posterior.mean().values(),
                            covariance = ravel(posterior.covariance()).values();
  EXPECT_NEAR(mean[0], 2.5011836058422644124, 1e-14);
  EXPECT_NEAR(mean[1], -0.14644549525890557278, 1e-14);
  const double expected[] = {0.50117777988807624034, -0.067561586864904980729,
                             -0.067561586864904980729, 0.41413039694254279871};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(covariance[i], expected[i], 1e-14);
  // By default new values have the noise of the observations.
  const Distribution noisy = gp.posterior_predictive(observations, array({{1.}, {-0.25}}));
  EXPECT_LT(max(abs(noisy.covariance() - posterior.covariance() - 0.25 * eye(2))).item(), 1e-14);
  EXPECT_LT(max(abs(noisy.mean() - posterior.mean())).item(), 1e-14);
}

/// p(new | old) = p(old, new) / p(old).
TEST(GaussianProcess, PosteriorsAreConditionals) {
  const GaussianProcess gp = process(1e-6);
  const Array more = array({{-1.}, {0.25}}), y = array({0.5, 2., 3.}), next = array({-1., 1.});
  const Distribution joint =
      gp.get_marginal_distribution(concatenate({array({{0.}, {0.5}, {1.75}}), more}, 0));
  const Array both = joint.log_prob(concatenate({y, next}, 0));
  EXPECT_NEAR((both - gp.log_prob(y)).item(),
              gp.posterior_predictive(y, more).log_prob(next).item(), 1e-12);
}

/// One process for each length scale, and data for each.
TEST(GaussianProcess, HasBatches) {
  const Array scales = array({0.5, 2.}), x = random::normal(Key(1), {5, 3});
  const GaussianProcess all({.kernel = MaternFiveHalves({.length_scale = scales}),
                             .index_points = x,
                             .observation_noise_variance = array({0.1, 0.2})});
  EXPECT_EQ(all.batch_shape(), Shape{2});
  EXPECT_EQ(all.event_shape(), Shape{5});
  const Array y = random::normal(Key(2), {2, 5}), at = random::normal(Key(3), {4, 3});
  const Distribution posterior = all.posterior_predictive(y, at);
  EXPECT_EQ(posterior.batch_shape(), Shape{2});
  for (std::int64_t i = 0; i < 2; ++i) {
    const GaussianProcess one({.kernel = MaternFiveHalves({.length_scale = scales[i]}),
                               .index_points = x,
                               .observation_noise_variance = array({0.1, 0.2})[i]});
    EXPECT_NEAR(all.log_prob(y)[i].item(), one.log_prob(y[i]).item(), 1e-12);
    EXPECT_LT(max(abs(posterior.mean()[i] - one.posterior_predictive(y[i], at).mean())).item(),
              1e-12);
  }
}

/// What is maximized to choose a kernel.
TEST(GaussianProcess, HasGradientsInTheKernel) {
  const Array x = random::normal(Key(1), {6, 1}), y = random::normal(Key(2), {6});
  const auto log_likelihood = [&](const Array& scale) {
    return GaussianProcess({.kernel = ExponentiatedQuadratic({.length_scale = scale}),
                            .index_points = x,
                            .observation_noise_variance = 0.5})
        .log_prob(y);
  };
  const double h = 1e-5;
  const double expected =
      (log_likelihood(0.8 + h).item() - log_likelihood(0.8 - h).item()) / (2 * h);
  EXPECT_NEAR(grad(log_likelihood)(Array(0.8)).item(), expected, 1e-8);
}

TEST(GaussianProcess, SaysWhatItNeeds) {
  const auto kernel = ExponentiatedQuadratic();
  EXPECT_EQ(message_of([&] { GaussianProcess({.kernel = kernel, .index_points = ones({3})}); }),
            "GaussianProcess: 'index_points' must have an axis of points before the 1 of features, "
            "got shape [3]");
  EXPECT_EQ(message_of([&] {
              GaussianProcessRegressionModel({.kernel = kernel,
                                              .index_points = zeros({2, 1}),
                                              .observation_index_points = zeros({3, 1}),
                                              .observations = zeros({4})});
            }),
            "GaussianProcessRegressionModel: 'observations' must be [..., 3], one for each of "
            "observation_index_points, got shape [4]");
}

}  // namespace
}  // namespace aleator::distributions
