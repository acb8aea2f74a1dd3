// SPDX-License-Identifier: Apache-2.0
// Tests entropies that are sums or integrals, and modes that are searched, against values computed
// with mpmath and SciPy.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator {
namespace {

using namespace distributions;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void expect_entropy(const Distribution& d, double expected) {
  EXPECT_NEAR(d.entropy().item(), expected, 4e-14 * (1 + std::abs(expected))) << d;
}

TEST(Entropies, OfBetaBinomialCounts) {
  expect_entropy(BetaBinomial(7., 2.5, 1.5), 1.9665854648504435);
  expect_entropy(BetaBinomial(100., 0.3, 0.6), 4.0790623686614089);
  expect_entropy(BetaBinomial(0., 1., 1.), 0);
  expect_entropy(BetaBinomial(1000., 20., 30.), 5.6701708700329922);
  expect_entropy(DirichletMultinomial({.total_count = 6., .concentration = array({1.5, 2., 3.5})}),
                 3.0929592615741644);
  expect_entropy(DirichletMultinomial({.total_count = 20., .concentration = array({0.3, 2., 8.})}),
                 3.3617689671964501);
}

TEST(Entropies, OfTransformedNormalNumbers) {
  expect_entropy(LogitNormal(0.5, 0.25), -1.4301047863416666);
  expect_entropy(LogitNormal(-1., 1.), -0.39477403297038923);
  expect_entropy(LogitNormal(2., 3.), -0.71749730972796183);
  expect_entropy(LogitNormal(0., 40.), -26.840352564898774);
  expect_entropy(JohnsonSU(-0.5, 1.5, 2., 0.7), 0.88691694582400905);
  expect_entropy(JohnsonSU(2., 0.4, 0., 1.), 6.7045762856739713);
  expect_entropy(JohnsonSU(0., 5., 0., 3.), 0.92773261432233045);
}

TEST(Entropies, OfBates) {
  const auto bates = [](std::int64_t n) {
    return Bates({.total_count = n, .low = 1., .high = 2.});
  };
  expect_entropy(bates(1), 0);
  expect_entropy(bates(2), -0.19314718055994531);
  expect_entropy(bates(3), -0.37931743589291724);
  expect_entropy(bates(7), -0.79722075001694656);
  // The normal limit, with the first term of its Edgeworth series: -(kurtosis)^2 / 48.
  const double normal = 0.5 * std::log(2 * M_PI * M_E / (12. * 256)), kurtosis = 1.2 / 256;
  EXPECT_NEAR(bates(256).entropy().item(), normal - kurtosis * kurtosis / 48, 1e-8);
}

TEST(Entropies, OfTruncatedCauchy) {
  const auto cauchy = [](double low, double high) { return TruncatedCauchy(0., 1., low, high); };
  expect_entropy(cauchy(-1, 2), 1.0073983085737425);
  expect_entropy(cauchy(1e6, 1e6 + 1), -1.6666649999981665e-13);
  expect_entropy(cauchy(-3, 1e4), 2.0921333664799237);
  expect_entropy(cauchy(50, kInfinity), 5.9122007486076314);
  expect_entropy(cauchy(-kInfinity, kInfinity), 2.5310242469692908);
}

void expect_entropy_within(double tolerance, const Distribution& d, double expected) {
  EXPECT_NEAR(d.entropy().item(), expected, tolerance * (1 + std::abs(expected))) << d;
}

/// By mpmath's quadrature of the densities, written anew.
TEST(Entropies, OfFamiliesByTheirNormalVariable) {
  const auto modified = [](double loc, double scale, double rate) {
    return ExponentiallyModifiedGaussian({.loc = loc, .scale = scale, .rate = rate});
  };
  expect_entropy_within(1e-13, modified(0, 1, 1), 1.7317510428476549);
  expect_entropy_within(1e-13, modified(1, 2, 0.25), 2.7913617364624667);
  expect_entropy_within(1e-13, modified(0, 0.01, 1), 1.0090117879903036);
  expect_entropy_within(1e-13, modified(0, 1, 20), 1.4201869681055571);
  const auto heavy = [](double scale, double tailweight) {
    return LambertWNormal({.loc = 1., .scale = scale, .tailweight = tailweight});
  };
  expect_entropy_within(1e-13, heavy(1, 0.1), 1.5573453417584811);
  expect_entropy_within(1e-13, heavy(2, 0.9), 3.0601218179582763);
  expect_entropy_within(1e-13, heavy(1, 400), 206.26292284758);
  const auto skewed = [](double scale, double skewness, double tailweight) {
    return SinhArcsinh(
        {.loc = 0.5, .scale = scale, .skewness = skewness, .tailweight = tailweight});
  };
  expect_entropy_within(1e-13, skewed(1, 0, 1), 1.4189385332046727);
  expect_entropy_within(1e-13, skewed(1.5, 0.5, 0.7), 1.9074231895994098);
  expect_entropy_within(1e-12, skewed(2, -1, 3), 2.5779178660034918);
}

TEST(Entropies, OfFamiliesByOneRule) {
  const auto relaxed = [](double temperature, double logits) {
    return RelaxedBernoulli({.temperature = temperature, .logits = logits});
  };
  expect_entropy_within(1e-13, relaxed(0.5, 0.3), -0.4869756071557732);
  expect_entropy_within(1e-13, relaxed(2, -1), -0.31721760466249191);
  expect_entropy_within(1e-13, relaxed(0.05, 1), -27.567059805462435);
  expect_entropy_within(1e-13, relaxed(8, 3), -1.5130001720670547);
  const auto inverse = [](double loc, double scale, double tailweight, double skewness) {
    return NormalInverseGaussian(
        {.loc = loc, .scale = scale, .tailweight = tailweight, .skewness = skewness});
  };
  expect_entropy_within(1e-12, inverse(0, 1, 1, 0), 1.3697590885613592);
  expect_entropy_within(1e-12, inverse(1, 2, 1.5, 0.5), 1.6218808330890207);
  expect_entropy_within(1e-12, inverse(0, 0.1, 1, 0.8), 0.0032992390179695832);
  expect_entropy_within(1e-12, inverse(0, 10, 5, -2), 1.8936936281162709);
  expect_entropy_within(1e-12, NoncentralChi2(3., 2.), 2.537598442296828);
  expect_entropy_within(1e-12, NoncentralChi2(0.5, 4.), 2.3367313534593087);
  expect_entropy_within(1e-12, NoncentralChi2(20., 100.), 4.4558245290664933);
  expect_entropy_within(1e-14, Horseshoe(2.), 2.109871836061647724735 + std::log(2.));
}

TEST(Entropies, OfSkellam) {
  const auto skellam = [](double rate1, double rate2) {
    return Skellam({.rate1 = rate1, .rate2 = rate2});
  };
  expect_entropy_within(1e-13, skellam(2, 1), 1.9639542903980666);
  expect_entropy_within(1e-13, skellam(0.1, 0.3), 0.90926991365754251);
  expect_entropy_within(1e-13, skellam(300, 20), 4.3028995461444981);
}

TEST(Modes, OfLogitNormal) {
  const auto mode = [](double loc, double scale) { return LogitNormal(loc, scale).mode().item(); };
  EXPECT_NEAR(mode(0.5, 0.25), 0.62615806338136309, 1e-15);
  EXPECT_NEAR(mode(-1, 1), 0.15605300058576316, 1e-15);
  EXPECT_NEAR(mode(2, 3), 0.99998329355509568, 1e-15);
  EXPECT_NEAR(mode(-0.3, 2), 0.015077152705646423, 1e-15);
  EXPECT_EQ(mode(0, 1), 0.5);
  // Of two equal modes the larger.
  EXPECT_GT(mode(0, 3), 0.99);
}

TEST(Modes, OfLogitNormalMoveWithTheParameters) {
  const auto mode = [](const Array& loc) { return LogitNormal(loc, 1.2).mode(); };
  const double h = 1e-5, at = 0.7;
  const double numeric = (mode(at + h).item() - mode(at - h).item()) / (2 * h);
  EXPECT_NEAR(grad(mode)(Array(at)).item(), numeric, 1e-9);
}

TEST(Modes, OfSkellam) {
  const Skellam d({.rate1 = array({1.3, 9., 30.5, 0.5}), .rate2 = array({2., 0.3, 4., 60.})});
  EXPECT_EQ(d.mode().values(), (std::vector<double>{-1, 8, 26, -59}));
}

/// No vector of counts is likelier, for concentrations on both sides of 1.
TEST(Modes, OfDirichletMultinomial) {
  for (const Array& concentration : {array({1.5, 2., 3.5}), array({0.3, 0.9, 0.5}),
                                     array({0.3, 1., 6.}), array({40., 3., 2.})}) {
    const DirichletMultinomial d({.total_count = 9., .concentration = concentration});
    const double at_mode = d.log_prob(d.mode()).item();
    for (double i = 0; i <= 9; ++i) {
      for (double j = 0; i + j <= 9; ++j)
        EXPECT_LE(d.log_prob(array({i, j, 9 - i - j})).item(), at_mode + 1e-13);
    }
  }
}

}  // namespace
}  // namespace aleator
