// SPDX-License-Identifier: Apache-2.0
// Tests AbsoluteValue, the map of two branches, alone and in chains.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::bijectors {
namespace {

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

}  // namespace
}  // namespace aleator::bijectors
