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

/// By mpmath with 40 digits; the process is that of the test above, with 5 degrees of freedom.
TEST(StudentTProcess, HasTheseDensitiesAndPosteriors) {
  const Array y = array({0.5, 2., 3.}), at = array({{1.}, {-0.25}});
  const auto kernel = ExponentiatedQuadratic({.amplitude = 1.5, .length_scale = 0.75});
  const auto mean_fn = [](const Array& x) { return 0.1 + 2. * squeeze(x, -1); };
  const StudentTProcess process({.df = 5.,
                                 .kernel = kernel,
                                 .index_points = array({{0.}, {0.5}, {1.75}}),
                                 .mean_fn = mean_fn,
                                 .observation_noise_variance = 0.25,
                                 .jitter = 0});
  EXPECT_NEAR(process.log_prob(y).item(), -3.6573054253678123125, 1e-14);
  const StudentTProcessRegressionModel posterior(
      {.df = 5.,
       .kernel = kernel,
       .index_points = at,
       .observation_index_points = array({{0.}, {0.5}, {1.75}}),
       .observations = y,
       .mean_fn = mean_fn,
       .observation_noise_variance = 0.25,
       .predictive_noise_variance = 0.,
       .jitter = 0});
  EXPECT_LT(
      max(abs(posterior.mean() - array({2.5011836058422644124, -0.14644549525890557278}))).item(),
      1e-14);
  const Array covariance = array({{0.30827738753457020743, -0.041557527752036643993},
                                  {-0.041557527752036643993, 0.2547340324956394634}});
  EXPECT_LT(max(abs(posterior.covariance() - covariance)).item(), 1e-14);
}

/// p(new | old) = p(old, new) / p(old), for a batch of processes.
TEST(StudentTProcess, PosteriorsAreConditionals) {
  const Array old = random::normal(Key(1), {5, 2}), more = random::normal(Key(2), {3, 2});
  const Array y = random::normal(Key(3), {2, 5}), next = random::normal(Key(4), {2, 3});
  const StudentTProcess process({.df = array({2.5, 40.}),
                                 .kernel = MaternFiveHalves({.length_scale = array({0.5, 2.})}),
                                 .index_points = old,
                                 .observation_noise_variance = array({0.1, 0.2})});
  EXPECT_EQ(process.batch_shape(), Shape{2});
  const Distribution joint = process.get_marginal_distribution(concatenate({old, more}, 0));
  const Array both = joint.log_prob(concatenate({y, next}, -1));
  const Array conditional = process.posterior_predictive(y, more).log_prob(next);
  EXPECT_LT(max(abs(both - process.log_prob(y) - conditional)).item(), 1e-11);
  // Without outliers as the degrees of freedom grow.
  const GaussianProcess normal({.kernel = MaternFiveHalves(), .index_points = old});
  const StudentTProcess nearly({.df = 1e9, .kernel = MaternFiveHalves(), .index_points = old});
  EXPECT_LT(max(abs(nearly.log_prob(y) - normal.log_prob(y))).item(), 1e-6);
  EXPECT_EQ(message_of([&] {
              StudentTProcess({.df = 2., .kernel = MaternFiveHalves(), .index_points = old});
            }),
            "StudentTProcess: parameter 'df' must be above 2, got 2; with fewer degrees of freedom "
            "there is no covariance");
}

/// The covariance of a regression model is the kernel that its observations leave.
TEST(SchurComplement, IsTheCovarianceOfARegressionModel) {
  const Array fixed = array({{0., 0.}, {1., -0.5}, {1.5, 1.}});
  const Array at = array({{0.25, 0.5}, {-0.75, 1.}, {1.25, 0.}, {0.5, -1.5}});
  const GaussianProcessRegressionModel model({.kernel = MaternFiveHalves(),
                                              .index_points = at,
                                              .observation_index_points = fixed,
                                              .observations = array({1., 0., 2.}),
                                              .observation_noise_variance = 0.25,
                                              .predictive_noise_variance = 0.,
                                              .jitter = 1e-9});
  const math::psd_kernels::SchurComplement left(
      {.base_kernel = MaternFiveHalves(), .fixed_inputs = fixed, .diag_shift = 0.25});
  EXPECT_LT(max(abs(model.covariance() - left.matrix(at, at))).item(), 1e-8);
}

}  // namespace
}  // namespace aleator::distributions
