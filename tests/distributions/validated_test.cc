// SPDX-License-Identifier: Apache-2.0
// Tests distributions whose parameters are checked where they are not known when it is made.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace distributions;

TEST(Validated, GivesNaNForBadMembersInTracedCode) {
  const Array scale = array({2., -1., 0.5});
  const auto density = [](const Array& s) { return Validated(Normal(0.5, s)).log_prob(1.); };
  const Array got = jit(density)(scale);
  EXPECT_TRUE(std::isnan(got.values()[1]));
  expect_near(got[{Slice({}, {}, 2)}], Normal(0.5, array({2., 0.5})).log_prob(1.));
  const auto rest = [](const Array& s) {
    const Distribution d = Validated(Normal(0.5, s));
    return stack({d.sample(Key(1)), d.mean(), d.cdf(0.7), d.quantile(0.3), d.entropy(),
                  d.kl_divergence(Normal(0., 1.)), d[{Slice()}].stddev()});
  };
  const Array all = jit(rest)(scale);
  EXPECT_TRUE(aleator::all(is_nan(take(all, array({1}), 1))).item<bool>());
  EXPECT_TRUE(aleator::all(is_finite(take(all, array({0, 2}), 1))).item<bool>());
}

TEST(Validated, IsTheSameForGoodParameters) {
  const Distribution d = Gamma({.concentration = array({0.5, 2.}), .rate = 1.5});
  const Distribution v = Validated(d);
  EXPECT_EQ(v.batch_shape(), d.batch_shape());
  EXPECT_EQ(v.sample({5}, Key(1)).values(), d.sample({5}, Key(1)).values());
  const Array x = array({{-1.}, {0.25}, {3.}});
  EXPECT_EQ(v.log_prob(x).values(), d.log_prob(x).values());
  EXPECT_EQ(v.kl_divergence(Validated(d)).values(), d.kl_divergence(d).values());
  EXPECT_EQ(v.reparameterization_type(), d.reparameterization_type());
  const Distribution k = Validated(Categorical({.probs = array({0.2, 0.8})}));
  EXPECT_EQ(k.sample(Key(1)).dtype(), int64);
  EXPECT_EQ(k.log_prob(1).item(), Categorical({.probs = array({0.2, 0.8})}).log_prob(1).item());
}

TEST(Validated, LooksAtWholeEvents) {
  const auto density = [](const Array& probs) {
    return Validated(OneHotCategorical({.probs = probs})).log_prob(array({1., 0.}));
  };
  const Array got = jit(density)(array({{0.25, 0.75}, {0.5, 0.75}}));
  EXPECT_NEAR(got.values()[0], std::log(0.25), 1e-15);
  EXPECT_TRUE(std::isnan(got.values()[1]));
}

TEST(Validated, SaysWhatItNeeds) {
  EXPECT_EQ(message_of([] { Validated(Sample(Normal(0., 1.), {3})); }),
            "Validated: needs a distribution of a family with parameters of its own, got "
            "Sample(batch_shape=[], event_shape=[3], dtype=float64); validate what it is made of");
}

}  // namespace
}  // namespace aleator
