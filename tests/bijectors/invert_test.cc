// SPDX-License-Identifier: Apache-2.0
// Tests Invert, also of itself.
#include "aleator/bijectors/invert.h"

#include "aleator/bijectors/exp.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::bijectors {
namespace {

TEST(Invert, ExchangesForwardAndInverse) {
  const Bijector log = Invert(Exp());
  EXPECT_EQ(log.forward(2.).item(), std::log(2.));
  EXPECT_EQ(log.inverse(2.).item(), std::exp(2.));
  EXPECT_EQ(log.forward_log_det_jacobian(2.).item(), -std::log(2.));
}

TEST(Invert, OfAnInverseIsTheMapItself) {
  EXPECT_EQ(Invert(Invert(Exp())).forward(2.).item(), std::exp(2.));
  const Bijector log = Invert(Exp());
  EXPECT_EQ(Invert(log).forward(2.).item(), std::exp(2.));
}

}  // namespace
}  // namespace aleator::bijectors
