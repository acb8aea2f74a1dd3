// SPDX-License-Identifier: Apache-2.0
// Tests families without a distribution function by integrals, special cases and draws.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace distributions;

// By Gauss's rule of 24 nodes on pieces of the density, with mpmath at 25 digits.
TEST(NormalInverseGaussian, HasItsTails) {
  const NormalInverseGaussian d({.loc = 0.4, .scale = 1.3, .tailweight = 1.5, .skewness = 0.5});
  EXPECT_NEAR(d.cdf(1.25).item(), 0.701450999355130125, 1e-14);
  EXPECT_NEAR(d.survival_function(1.25).item(), 0.298549000644869875, 1e-14);
  EXPECT_NEAR(d.log_cdf(-30.).item(), -65.288523860062663, 1e-12);
  EXPECT_NEAR(d.log_cdf(60.).item() / -1.0875208142549781e-28, 1, 1e-13);
  EXPECT_NEAR(d.log_survival_function(60.).item(), -64.388481980490928, 1e-12);
  EXPECT_NEAR(d.quantile(0.701450999355130125).item(), 1.25, 1e-13);
  const NormalInverseGaussian narrow(
      {.loc = 0., .scale = 100., .tailweight = 200., .skewness = 10.});
  EXPECT_NEAR(narrow.survival_function(5.2).item(), 0.39217986294658912, 1e-14);
  // Almost a Cauchy distribution of scale 1e-3.
  const NormalInverseGaussian wide({.loc = 0., .scale = 1e-3, .tailweight = 1e-12, .skewness = 0.});
  EXPECT_NEAR(wide.cdf(-1e3).item() / Cauchy(0., 1e-3).cdf(-1e3).item(), 1, 1e-8);
  const auto cdf = [&](const Array& x) { return sum(d.cdf(x)); };
  const Array x = array({-3., 0.4, 2.});
  expect_near(grad(cdf)(x), d.prob(x), 1e-13);
}

TEST(NormalInverseGaussian, HasItsDensity) {
  const NormalInverseGaussian d({.loc = 0.4, .scale = 1.3, .tailweight = 1.5, .skewness = 0.5});
  // Equal steps are exact for densities as smooth as this one.
  const Array x = 0.05 * arange(-2000., 2001.);
  EXPECT_NEAR(sum(d.prob(x)).item() * 0.05, 1, 1e-13);
  EXPECT_NEAR(sum(x * d.prob(x)).item() * 0.05, d.mean().item(), 1e-12);
  expect_draws_of_density(
      d, NormalInverseGaussian({.loc = 0.5, .scale = 1.3, .tailweight = 1.7, .skewness = 0.4}));
  // A small tailweight is a Cauchy distribution.
  expect_near(NormalInverseGaussian({.loc = 0.4, .scale = 1.3, .tailweight = 1e-9, .skewness = 0.})
                  .log_prob(array({-3., 0., 9.})),
              Cauchy(0.4, 1.3).log_prob(array({-3., 0., 9.})), 1e-7);
  EXPECT_EQ(message_of([] {
              NormalInverseGaussian({.loc = 0., .scale = 1., .tailweight = 1., .skewness = -1.});
            }),
            "NormalInverseGaussian: parameter 'skewness' must be between -tailweight and "
            "tailweight, got skewness = -1 and tailweight = 1");
}

TEST(NoncentralChi2, HasItsDensity) {
  // One degree of freedom is the square of a normal variable.
  const Array x = array({1e-6, 0.3, 2., 30.}), root = sqrt(x);
  const Normal normal(1.5, 1.);
  expect_near(NoncentralChi2(1., 2.25).prob(x),
              (normal.prob(root) + normal.prob(-root)) / (2. * root));
  expect_near(NoncentralChi2(3., 0.).log_prob(x), Chi2({.df = 3.}).log_prob(x));
  // Both sides of where the form changes.
  expect_near(NoncentralChi2(0.7, 3.99e-9).log_prob(1.), NoncentralChi2(0.7, 4.01e-9).log_prob(1.),
              1e-10);
  for (const double df : {0.9, 5.})
    expect_draws_of_density(NoncentralChi2(df, 2.), NoncentralChi2(df, 1.8));
}

TEST(StudentT, LogTailsHaveSecondDerivatives) {
  const auto tail = [](const Array& x) { return StudentT(3., 0., 1.).log_survival_function(x); };
  const auto slope = grad(tail);
  for (const double x : {-0.5, 0.4, 2.5, 30.}) {
    const double h = 1e-5 * (1 + std::abs(x));
    const double difference = (slope(x + h) - slope(x - h)).item() / (2 * h);
    EXPECT_NEAR(grad(slope)(strong_scalar(x)).item(), difference, 1e-8) << x;
  }
}

}  // namespace
}  // namespace aleator
