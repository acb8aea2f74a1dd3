// SPDX-License-Identifier: Apache-2.0
// Tests distributions of the values of maps that are not injective.
#include "aleator/aleator.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::distributions {
namespace {

using bijectors::AbsoluteValue;
using bijectors::Chain;
using bijectors::Exp;

TEST(TransformedDistribution, AddsTheDensitiesOfBranches) {
  const auto folded = TransformedDistribution(Normal(0.5, 2.), AbsoluteValue());
  EXPECT_NEAR(folded.log_prob(0.75).item(), -1.0161129242090233029, 1e-15);  // mpmath
  EXPECT_EQ(folded.log_prob(-0.75).item(), -HUGE_VAL);
  const auto half = TransformedDistribution(Normal(0., 2.), AbsoluteValue());
  const Array x = array({0.25, 3., 40.});
  EXPECT_LT(max(abs(half.log_prob(x) - HalfNormal({.scale = 2.}).log_prob(x))).item(), 1e-13);
  // exp(|z|), twice the density of a log-normal variable above 1.
  const auto grown = TransformedDistribution(Normal(0., 1.), Chain({Exp(), AbsoluteValue()}));
  EXPECT_NEAR(grown.log_prob(3.).item(), LogNormal(0., 1.).log_prob(3.).item() + std::log(2),
              1e-14);
  const auto [draw, density] = folded.sample_and_log_prob({5}, Key(1));
  EXPECT_LT(max(abs(density - folded.log_prob(draw))).item(), 1e-15);
  EXPECT_GE(min(draw).item(), 0);
}

TEST(TransformedDistribution, HasBranchesOfNumbersOnly) {
  const auto vectors = MultivariateNormalDiag({.scale_diag = ones({2})});
  EXPECT_NE(message_of([&] {
              TransformedDistribution(vectors, AbsoluteValue());
            }).find("AbsoluteValue is not injective, and events must be of rank 0"),
            std::string::npos);
}

TEST(TransformedDistribution, HasNoDensityBeyondTheRangeOfItsMap) {
  const double infinity = std::numeric_limits<double>::infinity();
  const auto density = [](const Array& loc, const Array& y) {
    return distributions::TransformedDistribution(distributions::Normal(loc, 1.), bijectors::Exp())
        .log_prob(y);
  };
  const Array y = array({-1., 0., 2., infinity, std::numeric_limits<double>::quiet_NaN()});
  const Array value = density(0.5, y);
  EXPECT_EQ(value[0].item(), -infinity);
  EXPECT_EQ(value[1].item(), -infinity);
  EXPECT_NEAR(value[2].item(), distributions::LogNormal(0.5, 1.).log_prob(2.).item(), 1e-15);
  EXPECT_EQ(value[3].item(), -infinity);
  EXPECT_TRUE(std::isnan(value[4].item()));
  for (const double outside : {-1., 0., infinity}) {
    const auto slopes = grad([&](const Array& at) { return density(0.5, at); })(outside);
    EXPECT_EQ(slopes.item(), 0) << outside;
    EXPECT_EQ(grad([&](const Array& loc) { return density(loc, outside); })(0.5).item(), 0);
  }
  // One coordinate outside rules out the event.
  const Distribution pairs = distributions::TransformedDistribution(
      distributions::Sample(distributions::Normal(0., 1.), {.sample_shape = {2}}),
      bijectors::Sigmoid());
  const Array of_pairs = pairs.log_prob(array({{0.5, 1.5}, {0.5, 0.25}}));
  EXPECT_EQ(of_pairs[0].item(), -infinity);
  EXPECT_TRUE(std::isfinite(of_pairs[1].item()));
}

}  // namespace
}  // namespace aleator::distributions
