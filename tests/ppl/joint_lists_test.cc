// SPDX-License-Identifier: Apache-2.0
// Joint distributions from lists.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::ppl {
namespace {

namespace tfd = distributions;

JointDistribution by_hand() {
  return JointDistribution([](Scope& s) {
    const Array loc = s.sample("loc", tfd::Normal(0., 1.));
    const Array scale = s.sample("scale", tfd::HalfNormal({.scale = 1.}));
    s.sample("x", tfd::Normal(loc, scale), {.plate = {"n", 3}});
  });
}
const Values kValues{{"loc", 0.3}, {"scale", 0.7}, {"x", array({0., 1., 2.})}};

TEST(JointLists, SequentialGivesTheLatestValueFirst) {
  const JointDistribution joint = JointDistributionSequential(
      {{"loc", tfd::Normal(0., 1.)},
       {"scale", tfd::HalfNormal({.scale = 1.})},
       {"x", [](Array scale, Array loc) { return tfd::Normal(loc, scale); }, {"n", 3}}});
  EXPECT_EQ(joint.log_prob(kValues).item(), by_hand().log_prob(kValues).item());
  EXPECT_EQ(joint.sample(Key(1))["x"].values(), by_hand().sample(Key(1))["x"].values());
}

TEST(JointLists, FunctionsOfAllEarlierValues) {
  const JointDistribution joint = JointDistributionSequential(
      {{"a", tfd::Normal(0., 1.)},
       {"b", [](Array a) { return tfd::Normal(a, 1.); }},
       {"c", [](const Arrays& earlier) { return tfd::Normal(earlier[1] - earlier[0], 1.); }}});
  const double right = tfd::Normal(0., 1.).log_prob(1.).item() +
                       tfd::Normal(1., 1.).log_prob(3.).item() +
                       tfd::Normal(-2., 1.).log_prob(0.).item();
  EXPECT_NEAR(joint.log_prob({{"a", 1.}, {"b", 3.}, {"c", 0.}}).item(), right, 1e-14);
}

TEST(JointLists, NamedFindsAnOrder) {
  const JointDistribution joint = JointDistributionNamed(
      {{.name = "x",
        .distribution = [](Array loc, Array scale) { return tfd::Normal(loc, scale); },
        .of = {"loc", "scale"},
        .plate = {"n", 3}},
       {"scale", tfd::HalfNormal({.scale = 1.})},
       {"loc", tfd::Normal(0., 1.)}});
  EXPECT_NEAR(joint.log_prob(kValues).item(), by_hand().log_prob(kValues).item(), 1e-14);
}

TEST(JointLists, Messages) {
  const auto of_two = [](Array a, Array b) { return tfd::Normal(a, b); };
  const auto of_one = [](Array a) { return tfd::Normal(a, 1.); };
  EXPECT_EQ(message_of([&] {
              JointDistributionSequential({{"a", tfd::Normal(0., 1.)}, {"b", of_two}});
            }),
            "JointDistributionSequential: the function of 'b' takes 2 values, got 1");
  EXPECT_EQ(
      message_of([&] {
        JointDistributionNamed({{"loc", tfd::Normal(0., 1.)}, {"x", of_one, {"lox"}}});
      }),
      "JointDistributionNamed: 'x' depends on 'lox', which is no choice; did you mean 'loc'?");
  EXPECT_EQ(message_of([&] {
              JointDistributionNamed(
                  {{"a", of_one, {"b"}}, {"b", of_one, {"a"}}, {"c", tfd::Normal(0., 1.)}});
            }),
            "JointDistributionNamed: 'a' and 'b' depend on each other in a circle");
}

}  // namespace
}  // namespace aleator::ppl
