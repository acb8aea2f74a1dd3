// SPDX-License-Identifier: Apache-2.0
// Tests slopes where something is certain: probabilities of 0 and 1, sums of nothing but zeros.
#include "aleator/aleator.h"

#include <cmath>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

namespace aleator {
namespace {

using namespace distributions;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The slope at x, evaluated and compiled, which is the same up to rounding.
double slope(const std::function<Array(const Array&)>& f, double x) {
  const double evaluated = grad(f)(Array(x)).item();
  const double compiled = jit(grad(f))(Array(x)).item();
  if (std::isfinite(evaluated)) {
    EXPECT_NEAR(compiled, evaluated, 1e-14);
  } else {
    EXPECT_EQ(compiled, evaluated);  // not NaN
  }
  return evaluated;
}

using Quantity = std::function<Array(const Binomial&)>;
double binomial_slope(double total_count, double probs, const Quantity& quantity) {
  return slope(
      [&](const Array& p) { return quantity(Binomial({.total_count = total_count, .probs = p})); },
      probs);
}

TEST(CertainEvents, LogProbHasTheSlopeOfThePossible) {
  const auto log_prob = [](double k) { return [k](const Binomial& d) { return d.log_prob(k); }; };
  EXPECT_EQ(binomial_slope(3, 0, log_prob(0)), -3);
  EXPECT_EQ(binomial_slope(3, 0, log_prob(1)), kInfinity);
  EXPECT_EQ(binomial_slope(3, 1, log_prob(3)), 3);
  EXPECT_EQ(binomial_slope(3, 1, log_prob(2)), -kInfinity);
  for (const double p : {0., 1.}) EXPECT_EQ(binomial_slope(0, p, log_prob(0)), 0);
}

TEST(CertainEvents, TailsHaveFiniteSlopes) {
  const Quantity tails[] = {[](const Binomial& d) { return d.cdf(1.); },
                            [](const Binomial& d) { return d.survival_function(1.); },
                            [](const Binomial& d) { return d.log_cdf(1.); },
                            [](const Binomial& d) { return d.log_survival_function(1.); },
                            [](const Binomial& d) { return d.log_cdf(7.); },
                            [](const Binomial& d) { return d.log_survival_function(7.); }};
  for (const double n : {0., 3.}) {
    for (const double p : {0., 1.}) {
      for (const Quantity& tail : tails) EXPECT_EQ(binomial_slope(n, p, tail), 0);
    }
  }
  EXPECT_NEAR(binomial_slope(3, 0, [](const Binomial& d) { return d.cdf(0.); }), -3, 1e-14);
  EXPECT_NEAR(binomial_slope(3, 0, [](const Binomial& d) { return d.log_cdf(0.); }), -3, 1e-14);
  const auto survival = [](const Binomial& d) { return d.log_survival_function(2.); };
  EXPECT_NEAR(binomial_slope(3, 1, survival), 3, 1e-14);
}

TEST(CertainEvents, MomentsAndDivergences) {
  for (const double p : {0., 1.}) {
    EXPECT_EQ(binomial_slope(3, p, [](const Binomial& d) { return d.mean(); }), 3);
    EXPECT_EQ(binomial_slope(3, p, [](const Binomial& d) { return d.variance(); }), 3 - 6 * p);
    const Binomial certain({.total_count = 3., .probs = p}),
        fair({.total_count = 3., .probs = 0.5});
    EXPECT_EQ(certain.kl_divergence(certain).item(), 0);
    EXPECT_NEAR(certain.kl_divergence(fair).item(), 3 * std::log(2.), 1e-15);
    EXPECT_EQ(fair.kl_divergence(certain).item(), kInfinity);
    const auto from_certain = [&](const Binomial& d) { return certain.kl_divergence(d); };
    EXPECT_EQ(binomial_slope(3, p, from_certain), 3 - 6 * p);
    const auto to_fair = [&](const Binomial& d) { return d.kl_divergence(fair); };
    EXPECT_FALSE(std::isnan(binomial_slope(3, p, to_fair)));
    const auto entropy = [](const Array& probs) { return Bernoulli({.probs = probs}).entropy(); };
    EXPECT_FALSE(std::isnan(slope(entropy, p)));
  }
}

TEST(CertainEvents, LogSumExpOfZerosHasNoSlope) {
  const auto f = [](const Array& x) { return sum(logsumexp(x, {.axes = {-1}})); };
  const Array x = array({{-kInfinity, -kInfinity}, {-kInfinity, 2.}, {0., 0.}});
  EXPECT_EQ(logsumexp(x, {.axes = {-1}}).values(),
            (std::vector<double>{-kInfinity, 2., std::log(2.)}));
  const std::vector<double> expected = {0, 0, 0, 1, 0.5, 0.5};
  EXPECT_EQ(grad(f)(x).values(), expected);
  EXPECT_EQ(jit(grad(f))(x).values(), expected);
  EXPECT_EQ(jit(f)(x).item(), -kInfinity);
  EXPECT_TRUE(std::isnan(logsumexp(array({-kInfinity, std::nan("")})).item()));
}

}  // namespace
}  // namespace aleator
