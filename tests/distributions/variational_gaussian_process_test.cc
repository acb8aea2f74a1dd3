// SPDX-License-Identifier: Apache-2.0
// Tests VariationalGaussianProcess at values that
// tests/reference/make_variational_gaussian_process.py gives with 50 digits, and against what is
// exact: evidence and posterior of a whole process.
#include "aleator/aleator.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::distributions {
namespace {

using math::psd_kernels::ExponentiatedQuadratic;

const auto kKernel = [] {
  return ExponentiatedQuadratic({.amplitude = 1.5, .length_scale = 0.75});
};
Array line(const Array& x) { return 0.1 + 2. * squeeze(x, -1); }

VariationalGaussianProcess process() {
  return VariationalGaussianProcess(
      {.kernel = kKernel(),
       .index_points = array({{1.}, {-0.25}, {0.5}}),
       .inducing_index_points = array({{0.}, {1.75}}),
       .variational_inducing_observations_loc = array({0.5, 3.}),
       // Above the diagonal nothing is read.
       .variational_inducing_observations_scale = array({{0.5, 7.}, {-0.25, 0.125}}),
       .mean_fn = line,
       .observation_noise_variance = 0.25,
       .predictive_noise_variance = Array(0.125),
       .jitter = 0});
}

TEST(VariationalGaussianProcess, HasTheseValues) {
  const VariationalGaussianProcess vgp = process();
  const Array mean =
      array({1.899928700892492849, -0.00047458034014086770109, 1.2965557571061366654});
  const Array covariance =
      array({{1.2427904127526039202, -0.25051785148215010045, 0.81925240648319967778},
             {-0.25051785148215010045, 0.59191008917472997636, -0.15854293398887063565},
             {0.81925240648319967778, -0.15854293398887063565, 0.96417103815193573209}});
  EXPECT_LT(max(abs(vgp.mean() - mean)).item(), 1e-14);
  EXPECT_LT(max(abs(vgp.covariance() - covariance)).item(), 1e-14);
  const Array y = array({2., -0.5, 1.});
  EXPECT_NEAR(vgp.surrogate_posterior_kl_divergence_prior().item(), 2.7813530324303775234, 1e-14);
  EXPECT_NEAR(vgp.surrogate_posterior_expected_log_likelihood(y).item(), -6.2200875918211544931,
              1e-13);
  EXPECT_NEAR(vgp.variational_loss(y, {.kl_weight = 0.5}).item(),
              6.2200875918211544931 + 0.5 * 2.7813530324303775234, 1e-13);
}

/// Of six observations and four or six inducing points.
struct Problem {
  Array x = random::normal(Key(1), {6, 2}), y = random::normal(Key(2), {6}),
        z = random::normal(Key(3), {4, 2});

  VariationalGaussianProcess optimal(const Array& points, const Array& at,
                                     bool is_white = false) const {
    const VariationalPosterior best = VariationalGaussianProcess::optimal_variational_posterior(
        {.kernel = kKernel(),
         .inducing_index_points = points,
         .observation_index_points = x,
         .observations = y,
         .observation_noise_variance = 0.3,
         .mean_fn = [](const Array&) { return Array(0.7); },
         .jitter = 0,
         .use_whitening_transform = is_white});
    return VariationalGaussianProcess({.kernel = kKernel(),
                                       .index_points = at,
                                       .inducing_index_points = points,
                                       .variational_inducing_observations_loc = best.loc,
                                       .variational_inducing_observations_scale = best.scale,
                                       .mean_fn = [](const Array&) { return Array(0.7); },
                                       .observation_noise_variance = 0.3,
                                       .jitter = 0,
                                       .use_whitening_transform = is_white});
  }
};

/// With inducing points at all observations nothing is lost.
TEST(VariationalGaussianProcess, IsTheWholeProcessWhereAllPointsAreInducing) {
  const Problem problem;
  const GaussianProcess gp({.kernel = kKernel(),
                            .index_points = problem.x,
                            .mean_fn = [](const Array&) { return Array(0.7); },
                            .observation_noise_variance = 0.3,
                            .jitter = 0});
  const Array at = random::normal(Key(4), {3, 2});
  const VariationalGaussianProcess vgp = problem.optimal(problem.x, at);
  const Distribution exact = gp.posterior_predictive(problem.y, at);
  EXPECT_LT(max(abs(vgp.mean() - exact.mean())).item(), 1e-10);
  EXPECT_LT(max(abs(vgp.covariance() - exact.covariance())).item(), 1e-10);
  EXPECT_NEAR(vgp.variational_loss(problem.y, {.observation_index_points = problem.x}).item(),
              -gp.log_prob(problem.y).item(), 1e-10);
}

/// The bound of Titsias (2009), equation 9: log N(y | mean, Q + s I) - tr(K - Q) / (2 s), Q = K_xz
/// K_zz^-1 K_zx.
TEST(VariationalGaussianProcess, HasTheCollapsedBoundAtTheOptimum) {
  const Problem problem;
  const VariationalGaussianProcess vgp = problem.optimal(problem.z, problem.x);
  const auto kernel = kKernel();
  const Array across = kernel.matrix(problem.z, problem.x);
  const Array projected = matmul(
      transpose(across), cholesky_solve(cholesky(kernel.matrix(problem.z, problem.z)), across));
  const Distribution collapsed = MultivariateNormalTriL(
      {.loc = 0.7 * ones({6}), .scale_tril = cholesky(projected + 0.3 * eye(6))});
  const Array missing = sum(diagonal(kernel.matrix(problem.x, problem.x) - projected));
  EXPECT_NEAR(-vgp.variational_loss(problem.y).item(),
              (collapsed.log_prob(problem.y) - missing / 0.6).item(), 1e-11);
  // It is an optimum: the loss has no slope there.
  const auto& p = vgp.process();
  const Array slope = grad([&](const Array& loc) {
    auto moved = p;
    moved.variational_inducing_observations_loc = loc;
    return VariationalGaussianProcess(moved).variational_loss(problem.y);
  })(p.variational_inducing_observations_loc);
  EXPECT_LT(max(abs(slope)).item(), 1e-9);
  const Array of_scale = grad([&](const Array& scale) {
    auto moved = p;
    moved.variational_inducing_observations_scale = scale;
    return VariationalGaussianProcess(moved).variational_loss(problem.y);
  })(p.variational_inducing_observations_scale);
  EXPECT_LT(max(abs(of_scale)).item(), 1e-9);
}

/// The same process, by parameters of other coordinates.
TEST(VariationalGaussianProcess, HasWhiteCoordinates) {
  const Problem problem;
  const Array at = random::normal(Key(4), {3, 2});
  const VariationalGaussianProcess plain = problem.optimal(problem.z, at),
                                   white = problem.optimal(problem.z, at, true);
  EXPECT_LT(max(abs(plain.mean() - white.mean())).item(), 1e-12);
  EXPECT_LT(max(abs(plain.covariance() - white.covariance())).item(), 1e-12);
  EXPECT_NEAR(plain.variational_loss(problem.y, {.observation_index_points = problem.x}).item(),
              white.variational_loss(problem.y, {.observation_index_points = problem.x}).item(),
              1e-11);
}

/// The expectation is that of the density of observations under draws of the process: 4,000 draws,
/// five standard errors, of which one in 1.7 million is exceeded.
TEST(VariationalGaussianProcess, ExpectsTheLikelihoodOfDraws) {
  auto p = process().process();
  p.predictive_noise_variance = Array(0.);
  const VariationalGaussianProcess vgp(p);
  const Array y = array({2., -0.5, 1.}), draws = vgp.sample({4000}, Key(7));
  const Array each = sum(Normal(draws, 0.5).log_prob(y), {.axes = {-1}});
  EXPECT_NEAR(vgp.surrogate_posterior_expected_log_likelihood(y).item(), mean(each).item(),
              5 * stddev(each).item() / std::sqrt(4000.));
}

TEST(VariationalGaussianProcess, HasBatches) {
  const Array scales = array({0.5, 2.}), x = random::normal(Key(1), {5, 3}),
              z = random::normal(Key(2), {2, 4, 3}), loc = random::normal(Key(3), {2, 4}),
              y = random::normal(Key(4), {2, 5});
  const Array scale = 0.1 * random::normal(Key(5), {2, 4, 4}) + eye(4);
  const auto make = [&](const Array& length, const Array& points, const Array& l, const Array& s) {
    return VariationalGaussianProcess({.kernel = ExponentiatedQuadratic({.length_scale = length}),
                                       .index_points = x,
                                       .inducing_index_points = points,
                                       .variational_inducing_observations_loc = l,
                                       .variational_inducing_observations_scale = s,
                                       .observation_noise_variance = 0.5});
  };
  const VariationalGaussianProcess all = make(scales, z, loc, scale);
  EXPECT_EQ(all.batch_shape(), Shape{2});
  for (std::int64_t i = 0; i < 2; ++i) {
    const VariationalGaussianProcess one = make(scales[i], z[i], loc[i], scale[i]);
    EXPECT_LT(max(abs(all.mean()[i] - one.mean())).item(), 1e-12);
    EXPECT_NEAR(all.variational_loss(y)[i].item(), one.variational_loss(y[i]).item(), 1e-11);
  }
}

TEST(VariationalGaussianProcess, SaysWhatItNeeds) {
  auto p = process().process();
  p.variational_inducing_observations_loc = zeros({3});
  EXPECT_EQ(message_of([&] { VariationalGaussianProcess{p}; }),
            "VariationalGaussianProcess: 'variational_inducing_observations_loc' must be [..., 2], "
            "one for each of inducing_index_points, got shape [3]");
  p = process().process();
  p.variational_inducing_observations_scale = zeros({2});
  EXPECT_EQ(message_of([&] { VariationalGaussianProcess{p}; }),
            "VariationalGaussianProcess: 'variational_inducing_observations_scale' must be [..., "
            "2, 2], got shape [2]");
  p = process().process();
  p.observation_noise_variance = 0.;
  EXPECT_EQ(message_of([&] { VariationalGaussianProcess(p).variational_loss(zeros({3})); }),
            "VariationalGaussianProcess: the expected log likelihood needs a positive "
            "observation_noise_variance, got 0");
  EXPECT_EQ(message_of([&] { process().variational_loss(zeros({4})); }),
            "VariationalGaussianProcess: 'observations' must be [..., 3], one for each of the "
            "points, got shape [4]");
}

}  // namespace
}  // namespace aleator::distributions
