// SPDX-License-Identifier: Apache-2.0
// Tests maxima, Laplace's approximation and Pathfinder of targets against exact answers.
#include <numbers>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace vi;
namespace tfd = distributions;
namespace tfb = bijectors;

/// Gamma(4, 2) and, given it, nothing else; and a normal with correlation 0.8.
LogDensity gamma_and_normal() {
  const Array tril = array({{1., 0.}, {0.8, 0.6}});
  return LogDensity(
      [=](const Array& rate, const Array& x) {
        return tfd::Gamma({.concentration = 4., .rate = 2.}).log_prob(rate) +
               tfd::MultivariateNormalTriL({.loc = array({1., -2.}), .scale_tril = tril})
                   .log_prob(x);
      },
      {"rate", "x"}, {{}, {2}}, {tfb::Exp(), tfb::Identity()});
}

TEST(Mode, MaximumAPosterioriIsOfTheDensityOfTheParts) {
  const MaximumAPosteriori map = maximum_a_posteriori(gamma_and_normal());
  EXPECT_TRUE(map.is_converged);
  EXPECT_NEAR(map["rate"].item(), 1.5, 1e-8);  // (4 - 1) / 2
  expect_near(map["x"], array({1., -2.}), 1e-8);
  const double expected = tfd::Gamma({.concentration = 4., .rate = 2.}).log_prob(1.5).item() -
                          std::log(2 * std::numbers::pi * 0.6);
  EXPECT_NEAR(map.log_prob, expected, 1e-12);
  EXPECT_EQ(message_of<ValueError>([&] { map["y"]; }),
            "MaximumAPosteriori: there is no part 'y', there are [rate, x]");
}

TEST(Mode, FindsTheBestOfSeveralMaxima) {
  const LogDensity two(
      [](const Array& x) {
        return logsumexp(
            stack({tfd::Normal(-1.5, 0.3).log_prob(x), 1. + tfd::Normal(1.5, 0.3).log_prob(x)}, 0));
      },
      {"x"}, {{}}, {});
  const MaximumAPosteriori map =
      maximum_a_posteriori(two, {.initial_state = Arrays{Array(-1.4)}, .num_starts = 8});
  EXPECT_NEAR(map["x"].item(), 1.5, 1e-6);
}

TEST(Mode, LaplaceIsExactForNormalsAndKnownForGammas) {
  const LaplaceFit fit = laplace_approximation(gamma_and_normal());
  // Of u = log rate: 4 u - 2 e^u is largest at log 2, with curvature 4.
  EXPECT_NEAR(fit.mode[0].item(), 2., 1e-9);
  expect_near(fit.covariance, array({{0.25, 0., 0.}, {0., 1., 0.8}, {0., 0.8, 1.}}), 1e-9);
  // Stirling's formula for Gamma(4) is what the integral comes to.
  const double stirling =
      4 * std::log(4.) - 4 + 0.5 * std::log(2 * std::numbers::pi / 4) - std::lgamma(4.);
  EXPECT_NEAR(fit.log_evidence, stirling, 1e-10);
  EXPECT_GT(fit.quality.efficiency, 0.7);

  const LogDensity normal([](const Array& x) { return tfd::Normal(3., 2.).log_prob(x) + 5.; },
                          {"x"}, {{}}, {});
  const LaplaceFit exact = laplace_approximation(normal);
  EXPECT_NEAR(exact.log_evidence, 5, 1e-12);
  EXPECT_TRUE(exact.quality.check.passed);
  EXPECT_NEAR(exact.quality.elbo, 5, 1e-9);
}

TEST(Mode, SaysWhereThereIsNoMaximum) {
  const LogDensity flat([](const Array& x) { return -square(x[0]); }, {"x"}, {{2}}, {});
  EXPECT_NE(message_of<ValueError>([&] {
              laplace_approximation(flat);
            }).find("has no strict maximum where the search ended"),
            std::string::npos);
  const LogDensity rising([](const Array& x) { return x * 1.; }, {"x"}, {{}}, {});
  EXPECT_FALSE(maximum_a_posteriori(rising).is_converged);
  const LogDensity nowhere([](const Array& x) { return log(-square(x) - 1.); }, {"x"}, {{}}, {});
  EXPECT_NE(message_of<ValueError>([&] {
              maximum_a_posteriori(nowhere);
            }).find("finite at none of 4 starting points"),
            std::string::npos);
}

TEST(Mode, PathfinderDrawsHaveTheMoments) {
  const PathfinderFit fit =
      fit_pathfinder(gamma_and_normal(), {.num_draws = 20'000, .key = Key(4)});
  EXPECT_EQ(fit.num_paths, 4);
  EXPECT_TRUE(fit.quality.check.passed) << fit.to_string();
  EXPECT_NEAR(fit.quality.log_evidence, 0, 0.05);
  // 4,000 weighted draws: five standard errors of means.
  EXPECT_NEAR(mean(fit["rate"]).item(), 2, 5 * 1. / std::sqrt(4000.));
  EXPECT_NEAR(mean(fit["x"][{Ellipsis, 1}]).item(), -2, 5 / std::sqrt(4000.));
  EXPECT_NEAR(stddev(fit["x"][{Ellipsis, 0}]).item(), 1, 5 / std::sqrt(8000.));
  const LogDensity nowhere([](const Array& x) { return log(-square(x) - 1.); }, {"x"}, {{}}, {});
  EXPECT_NE(message_of<ValueError>([&] { fit_pathfinder(nowhere); }).find("none of 4 paths"),
            std::string::npos);
}

}  // namespace
}  // namespace aleator
