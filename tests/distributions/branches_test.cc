// SPDX-License-Identifier: Apache-2.0
// Tests distributions of the values of maps that are not injective.
#include "aleator/aleator.h"

#include <cmath>

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

}  // namespace
}  // namespace aleator::distributions
