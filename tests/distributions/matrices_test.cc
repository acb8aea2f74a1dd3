// SPDX-License-Identifier: Apache-2.0
// Tests the Wishart, relaxed one-hot categorical and ordered logistic distributions against special
// cases and formulas written out.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

const Array kFactor = array({{1.5, 0., 0.}, {-0.5, 0.8, 0.}, {0.25, 2., 1.1}});

TEST(Wishart, OfOneRowIsAGamma) {
  const WishartTriL d({.df = 3.5, .scale_tril = array({{2.}})});
  const Gamma gamma({.concentration = 1.75, .rate = 0.125});
  const Array x = array({0.1, 3., 40.});
  expect_near(d.log_prob(reshape(x, {3, 1, 1})), gamma.log_prob(x));
  expect_near(d.entropy(), gamma.entropy());
  expect_near(d.mean(), array({{14.}}));
}

TEST(Wishart, HasItsDensityAndMoments) {
  const WishartTriL d({.df = 6.5, .scale_tril = kFactor});
  const Array scale = matmul(kFactor, transpose(kFactor));
  const Array x = array({{4., 1., 2.}, {1., 3., -1.}, {2., -1., 9.}});
  // By dense inverse and determinants.
  double expected = 0.5 * 2.5 * std::log(linalg::det(x).item()) -
                    3.25 * std::log(linalg::det(scale).item()) - 3.25 * 3 * std::log(2.) -
                    1.5 * std::log(std::acos(-1.));
  for (const double half : {3.25, 2.75, 2.25}) expected -= std::lgamma(half);
  expected -= 0.5 * sum(linalg::inv(scale) * x).item();
  EXPECT_NEAR(d.log_prob(x).item(), expected, 1e-12);
  expect_near(d.mode(), 2.5 * scale);
  EXPECT_EQ(d.log_prob(-x).item(), -HUGE_VAL);
  EXPECT_EQ(d.log_prob(kFactor).item(), -HUGE_VAL);
  const Array draws = d.sample({20'000}, Key(3));
  const Array deviation = mean(draws, {.axes = {0}}) - d.mean();
  EXPECT_LT(max(abs(deviation) / sqrt(d.variance() / 20'000.)).item(), statistics::kMaxDeviation);
  expect_near(variance(draws, {.axes = {0}}), d.variance(), 0.1);
  expect_entropy(d);
  expect_draws_of_density(d, WishartTriL({.df = 7.5, .scale_tril = 0.9 * kFactor}));
  EXPECT_EQ(WishartTriL({.df = array({4., 5.}), .scale_tril = kFactor}).sample({2}, Key(1)).shape(),
            (Shape{2, 2, 3, 3}));
  EXPECT_EQ(message_of([] { WishartTriL({.df = 2., .scale_tril = kFactor}); }),
            "WishartTriL: parameter 'df' must be above 2, the rows of the scale less 1, got 2");
}

TEST(RelaxedOneHotCategorical, OfTwoIsALogistic) {
  // log(x / (1 - x)) is logistic around the difference of logits over the temperature.
  const RelaxedOneHotCategorical d({.temperature = 0.7, .logits = array({0.4, -0.5})});
  const Logistic logistic(0.9 / 0.7, 1 / 0.7);
  const Array x = array({0.01, 0.3, 0.999});
  expect_near(d.log_prob(stack({x, 1. - x}, -1)), logistic.log_prob(logit(x)) - log(x) - log1p(-x),
              1e-10);
  EXPECT_EQ(d.log_prob(array({0.5, 0.6})).item(), -HUGE_VAL);
}

TEST(RelaxedOneHotCategorical, DrawsFollowTheDensity) {
  const Array probs = array({0.2, 0.5, 0.3});
  const RelaxedOneHotCategorical d({.temperature = 0.8, .probs = probs});
  expect_draws_of_density(
      d, RelaxedOneHotCategorical({.temperature = 0.85, .logits = log(probs) + 2.}));
  // The largest coordinate is where the categorical variable is.
  const Array winners = one_hot(argmax(d.sample({20'000}, Key(5)), -1), 3);
  const Array error = sqrt(probs * (1. - probs) / 20'000.);
  EXPECT_LT(max(abs(mean(winners, {.axes = {0}}) - probs) / error).item(),
            statistics::kMaxDeviation);
  const auto f = [&](const Array& logits) {
    return RelaxedOneHotCategorical({.temperature = 0.8, .logits = logits}).sample(Key(1))[0];
  };
  EXPECT_GT(grad(f)(log(probs))[0].item(), 0);
}

TEST(OrderedLogistic, CountsCutpointsBelow) {
  const Array cutpoints = array({-1., 0.5, 2.});
  const OrderedLogistic d({.cutpoints = cutpoints, .loc = 0.3});
  const Logistic logistic(0.3, 1.);
  const Array below = concatenate({logistic.cdf(cutpoints), ones({1})});
  expect_near(d.cdf(arange(4)), below);
  expect_near(d.prob(arange(4)), below - concatenate({zeros({1}), slice_axis(below, 0, 0, 3)}));
  expect_near(d.survival_function(arange(3)), logistic.survival_function(cutpoints));
  EXPECT_EQ(d.log_prob(4.).item(), -HUGE_VAL);
  EXPECT_EQ(d.mode().item(), 1);
  EXPECT_EQ(d.quantile(0.99).item(), 3);
  // Far from the cutpoints: sigmoid(-99) - sigmoid(-99.5), by mpmath.
  EXPECT_NEAR(OrderedLogistic({.cutpoints = array({99., 99.5}), .loc = 0.}).log_prob(1.).item() /
                  -99.93275212956718857,
              1, 1e-14);
  const OrderedLogistic batch({.cutpoints = cutpoints, .loc = array({-1., 1.})});
  EXPECT_EQ(batch.batch_shape(), Shape{2});
  EXPECT_EQ(batch.sample({5}, Key(1)).shape(), (Shape{5, 2}));
  const Array draws = d.sample({50'000}, Key(2));
  const std::vector<double> cdf = below.values();
  EXPECT_LT(statistics::distance_to_cdf(
                draws.values(),
                [&](double k) { return k < 0 ? 0 : cdf[static_cast<std::size_t>(k)]; }, 1),
            statistics::largest_distance(50'000));
  EXPECT_EQ(message_of([] {
              OrderedLogistic({.cutpoints = array({1., 1.}), .loc = 0.});
            }),
            "OrderedLogistic: parameter 'cutpoints' must increase along the last axis, got [1, 1]");
}

}  // namespace
}  // namespace aleator
