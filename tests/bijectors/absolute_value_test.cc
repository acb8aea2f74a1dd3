// SPDX-License-Identifier: Apache-2.0
// Tests AbsoluteValue, the map of two branches, in chains and under distributions.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::bijectors {
namespace {

using distributions::HalfNormal;
using distributions::Normal;
using distributions::TransformedDistribution;

TEST(AbsoluteValue, HasTwoBranches) {
  const Bijector b = AbsoluteValue();
  EXPECT_FALSE(b.is_injective());
  EXPECT_TRUE(Exp().is_injective());
  EXPECT_EQ(b.forward(array({-2., 0.5})).values(), (std::vector<double>{2, 0.5}));
  const Arrays x = b.inverse_branches(array({2., 0.5}));
  ASSERT_EQ(x.size(), 2u);
  EXPECT_EQ(x[0].values(), (std::vector<double>{-2, -0.5}));
  EXPECT_EQ(x[1].values(), (std::vector<double>{2, 0.5}));
  for (const Array& log_det : b.inverse_log_det_jacobian_branches(array({2., -1.})))
    EXPECT_EQ(log_det.values(), (std::vector<double>{0, -HUGE_VAL}));
  EXPECT_EQ(Exp().inverse_branches(array({1.}))[0].item(), 0);
  EXPECT_EQ(b.forward(array({-2.f})).dtype(), float32);
}

TEST(AbsoluteValue, RefusesOneInverse) {
  EXPECT_EQ(message_of([] { AbsoluteValue().inverse(1.); }),
            "AbsoluteValue.inverse: the map must be injective, and is not; inverse_branches gives "
            "all values");
  EXPECT_EQ(message_of([] { AbsoluteValue().inverse_log_det_jacobian_branches(ones({3}), 1); }),
            "AbsoluteValue.inverse_log_det_jacobian_branches: event_ndims must be 0 where the map "
            "is not injective, got 1");
}

TEST(AbsoluteValue, MultipliesBranchesInChains) {
  // | |x| - 1 |: y has four x below 1, of which a chain lists all.
  const Bijector b = Chain({AbsoluteValue(), Shift(-1.), AbsoluteValue()});
  const Arrays x = b.inverse_branches(0.25);
  ASSERT_EQ(x.size(), 4u);
  for (const Array& one : x) EXPECT_EQ(b.forward(one).item(), 0.25);
  // Above 1 two of them are none.
  double num = 0;
  for (const Array& log_det : b.inverse_log_det_jacobian_branches(1.5))
    num += std::exp(log_det.item());
  EXPECT_EQ(num, 2);
}

TEST(AbsoluteValue, AddsDensities) {
  const auto folded = TransformedDistribution(Normal(0.5, 2.), AbsoluteValue());
  EXPECT_NEAR(folded.log_prob(0.75).item(), -1.0161129242090233029, 1e-15);  // mpmath
  EXPECT_EQ(folded.log_prob(-0.75).item(), -HUGE_VAL);
  const auto half = TransformedDistribution(Normal(0., 2.), AbsoluteValue());
  const Array x = array({0.25, 3., 40.});
  EXPECT_LT(max(abs(half.log_prob(x) - HalfNormal({.scale = 2.}).log_prob(x))).item(), 1e-13);
  // exp(|z|), twice the density of a log-normal variable above 1.
  const auto grown = TransformedDistribution(Normal(0., 1.), Chain({Exp(), AbsoluteValue()}));
  EXPECT_NEAR(grown.log_prob(3.).item(),
              distributions::LogNormal(0., 1.).log_prob(3.).item() + std::log(2), 1e-14);
  const auto [draw, density] = folded.sample_and_log_prob({5}, Key(1));
  EXPECT_LT(max(abs(density - folded.log_prob(draw))).item(), 1e-15);
  EXPECT_GE(min(draw).item(), 0);
}

TEST(AbsoluteValue, TakesNumbersOfDistributionsOnly) {
  const auto vectors = distributions::MultivariateNormalDiag({.scale_diag = ones({2})});
  EXPECT_NE(message_of([&] {
              TransformedDistribution(vectors, AbsoluteValue());
            }).find("AbsoluteValue is not injective, and events must be of rank 0"),
            std::string::npos);
}

}  // namespace
}  // namespace aleator::bijectors
