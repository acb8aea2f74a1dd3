// SPDX-License-Identifier: Apache-2.0
// Tests families of skewed and heavy tails, of probits, stopping and permutations, at values that
// mpmath gives with 40 digits, and against sums over all that is possible.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"

namespace aleator {
namespace {

using namespace distributions;

void expect_value(const Array& got, double expected) {
  EXPECT_NEAR(got.item(), expected, 1e-14 * (1 + std::abs(expected)));
}

TEST(DoublesidedMaxwell, HasTheseValues) {
  const Distribution d = DoublesidedMaxwell({.loc = 0.5, .scale = 2.});
  expect_value(d.log_prob(-3.5), -2.2257913526447274);
  expect_value(d.cdf(-3.5), 0.13073206497455531);
  expect_value(d.survival_function(4.5), 0.13073206497455531);
  expect_value(d.log_cdf(0.5 - 60.), -447.51663188636893);
  EXPECT_EQ(d.log_prob(0.5).item(), -HUGE_VAL);
  EXPECT_EQ(d.quantile(0.5).item(), 0.5);
}

TEST(GammaGamma, HasTheseValues) {
  const Distribution d =
      GammaGamma({.concentration = 2.5, .mixing_concentration = 3.5, .mixing_rate = 2.});
  expect_value(d.log_prob(1.25), -1.0093642491567009);
  expect_value(d.cdf(1.25), 0.45734893822545367);
  expect_value(d.log_survival_function(1e8), -59.997295263740118);
}

TEST(TwoPieceStudentT, HasTheseValues) {
  const Distribution d = TwoPieceStudentT({.df = 4., .loc = 0.5, .scale = 2., .skewness = 1.5});
  expect_value(d.log_prob(-2.5), -3.7986457888974643);
  expect_value(d.log_prob(8.5), -4.3081472600751614);
  expect_value(d.cdf(-2.5), 0.026967746616429129);
  expect_value(d.survival_function(8.5), 0.038769230769230769);
  expect_value(d.mean(), 13. / 6);
  expect_value(d.variance(), 97. / 9);
  expect_value(d.entropy(), 2.4549499051121481);
  // Without skewness it is Student's t.
  const Distribution even = TwoPieceStudentT({.df = 4., .loc = 0.5, .scale = 2.});
  const Array x = array({-30., 0., 0.5, 7.});
  expect_near(even.log_prob(x), StudentT(4., 0.5, 2.).log_prob(x));
  expect_near(even.log_cdf(x), StudentT(4., 0.5, 2.).log_cdf(x));
}

TEST(LambertWNormal, HasTheseValues) {
  const Distribution d = LambertWNormal({.loc = 0.5, .scale = 2., .tailweight = 0.2});
  const Array x = 4.2569681485755930;
  expect_value(d.log_prob(x), -3.3336492701971011);
  expect_value(d.cdf(x), 0.93319279873114193);
  expect_value(d.variance(), 8.6066296582387042);
  const Distribution same = LambertWDistribution(
      {.distribution = Normal(0.5, 2.), .shift = 0.5, .scale = 2., .tailweight = 0.2});
  expect_near(same.log_prob(array({-9., 0.5, 4.})), d.log_prob(array({-9., 0.5, 4.})));
}

TEST(ProbitBernoulli, KeepsTheDigitsOfBothProbabilities) {
  expect_value(ProbitBernoulli({.probits = -40.}).log_prob(1.), -804.60844201375379);
  expect_value(ProbitBernoulli({.probits = 40.}).log_prob(0.), -804.60844201375379);
  expect_value(ProbitBernoulli({.probits = 1.25}).log_prob(1.), -0.11165782847292512);
  expect_value(ProbitBernoulli({.probits = 1.25}).kl_divergence(ProbitBernoulli({.probs = 0.3})),
               Bernoulli({.probs = ndtr(1.25)}).kl_divergence(Bernoulli({.probs = 0.3})).item());
}

TEST(StoppingRatioLogistic, StopsOneAfterAnother) {
  const Array c = array({-1., 2., 0.5});
  const Distribution d = StoppingRatioLogistic({.cutpoints = c, .loc = 0.25});
  const Array stops = sigmoid(c - 0.25), goes = 1. - stops;
  const Array expected = stack(
      {stops[0], goes[0] * stops[1], goes[0] * goes[1] * stops[2], goes[0] * goes[1] * goes[2]});
  expect_near(d.prob(arange(0., 4.)), expected);
  expect_value(d.kl_divergence(d), 0);
}

TEST(PlackettLuce, AddsUpOverPermutations) {
  const Array scores = array({1.5, 0.5, 2.});
  const Distribution d = PlackettLuce({.scores = scores});
  const Array orders =
      array({{0., 1., 2.}, {0., 2., 1.}, {1., 0., 2.}, {1., 2., 0.}, {2., 0., 1.}, {2., 1., 0.}});
  expect_value(sum(d.prob(orders)), 1);
  expect_value(d.prob(array({2., 0., 1.})), 2. / 4 * 1.5 / 2);
  EXPECT_EQ(d.mode().values(), (std::vector<double>{2, 0, 1}));
  EXPECT_EQ(d.log_prob(array({2., 2., 1.})).item(), -HUGE_VAL);
  // Frequencies of 20,000 draws, within 6 standard errors.
  const Array draws = d.sample({20'000}, Key(1));
  for (int i = 0; i < 6; ++i) {
    const Array is_it = aleator::all(draws == orders[i], {.axes = {-1}});
    const double p = d.prob(orders[i]).item();
    EXPECT_NEAR(mean(astype(is_it, float64)).item(), p, 6 * std::sqrt(p * (1 - p) / 20'000)) << i;
  }
  EXPECT_EQ(PlackettLuce({.scores = array({3.})}).prob(array({0.})).item(), 1);
}

TEST(FlatDirichlet, IsUniform) {
  const Distribution d = FlatDirichlet({.concentration_shape = {2, 3}});
  EXPECT_EQ(d.batch_shape(), Shape{2});
  expect_near(d.prob(array({0.2, 0.3, 0.5})), full({2}, 2.));
}

}  // namespace
}  // namespace aleator
