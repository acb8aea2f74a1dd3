// SPDX-License-Identifier: Apache-2.0
// Models at the edges: plates without members, data of other dtypes, programs that throw.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::ppl {
namespace {

namespace tfd = distributions;

TEST(Edges, PlatesWithoutMembersCountForNothing) {
  const JointDistribution joint([](Scope& s) {
    const Array x = s.sample("x", tfd::Normal(0., 1.), {.plate = {"n", 0}});
    const Array m = s.sample("m", tfd::Normal(sum(x), 1.));
    const Array z = s.sample("z", tfd::Bernoulli({.probs = 0.3}), {.plate = {"k", 0}});
    s.sample("y", tfd::Normal(m + z, 1.), {.plate = {"k", 0}});
  });
  const Values draw = joint.sample(Key(1));
  EXPECT_EQ(joint.log_prob(draw).item(), tfd::Normal(0., 1.).log_prob(draw["m"]).item());
  const LogDensity target = make_target(joint.condition({{"y", zeros({0})}}));
  EXPECT_EQ(target({zeros({0}), 0.5}).item(), tfd::Normal(0., 1.).log_prob(0.5).item());
}

TEST(Edges, ObservationsMayBeIntegersOrBools) {
  const JointDistribution joint([](Scope& s) {
    const Array p = s.sample("p", tfd::Uniform(0., 1.));
    s.sample("y", tfd::Bernoulli({.probs = p}), {.plate = {"n", 3}});
  });
  const double right = 2 * std::log(0.3) + std::log(0.7);
  for (const Array& y : {array<std::int64_t>({1, 0, 1}), array<bool>({true, false, true})}) {
    const LogDensity target = make_target(joint.condition({{"y", y}}));
    EXPECT_NEAR(target({Array(0.3)}).item(), right, 1e-14);
  }
}

TEST(Edges, SinglePrecisionStays) {
  const Array zero = zeros({}, float32), one = ones({}, float32);
  const JointDistribution joint([=](Scope& s) {
    const Array m = s.sample("m", tfd::Normal(zero, one), {.plate = {"n", 2}});
    s.sample("y", tfd::Normal(m, one), {.plate = {"n", 2}});
  });
  const Values draw = joint.sample({3}, Key(1));
  EXPECT_EQ(draw["y"].dtype(), float32);
  EXPECT_EQ(joint.log_prob(draw).dtype(), float32);
}

TEST(Edges, WhatAProgramThrowsArrives) {
  struct Mine {};
  EXPECT_THROW(JointDistribution([](Scope&) { throw Mine(); }), Mine);
  EXPECT_EQ((Array(1.) + 1.).item(), 2);  // no trace is left open
}

TEST(Edges, ChoicesCannotBeReadInsideAProgram) {
  try {
    JointDistribution([](Scope& s) {
      if (s.sample("x", tfd::Normal(0., 1.)).item() > 0) s.sample("y", tfd::Normal(0., 1.));
    });
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("use where, cond or while_loop"), std::string::npos);
  }
}

}  // namespace
}  // namespace aleator::ppl
