// SPDX-License-Identifier: Apache-2.0
// Tests the facts that are counted in a sampler's statistics, against counts by hand.
#include "aleator/stats/sampler_facts.h"

#include "aleator/array/ops/elementwise.h"

#include <gtest/gtest.h>

namespace aleator::stats {
namespace {

Array two_chains(const std::vector<double>& values) { return array(values, Shape{2, 3}); }

TEST(SamplerFacts, AreCountedInTheStatistics) {
  const SamplerFacts facts =
      facts_of({{"diverging", astype(two_chains({0, 1, 0, 0, 1, 1}), boolean)},
                {"tree_depth", astype(two_chains({3, 10, 2, 1, 10, 4}), int64)},
                {"reached_max_treedepth", astype(two_chains({0, 1, 0, 0, 0, 0}), boolean)},
                {"acceptance_rate", two_chains({0.5, 1, 0, 0.25, 0.25, 1})},
                {"energy", two_chains({1, 2, 3, 4, 5, 6})},
                {"lp", two_chains({9, 9, 9, 9, 9, 9})}},
               2, 3);
  EXPECT_EQ(facts.num_divergences, 3);
  EXPECT_EQ(facts.num_tree_depth_limits, 1);
  EXPECT_EQ(facts.mean_acceptance, (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(facts.energy, (std::vector<double>{1, 2, 3, 4, 5, 6}));
}

TEST(SamplerFacts, TakeDepthsWhereNothingTellsWhatEndedTransitions) {
  const std::vector<NamedDraws> depths{
      {"tree_depth", astype(two_chains({3, 10, 8, 1, 10, 4}), int64)}};
  EXPECT_EQ(facts_of(depths, 2, 3).num_tree_depth_limits, 2);
  EXPECT_EQ(facts_of(depths, 2, 3, {.max_tree_depth = 8}).num_tree_depth_limits, 3);
}

TEST(SamplerFacts, StayEmptyWhereThereAreNone) {
  const SamplerFacts facts = facts_of(
      {{"tree_depth", two_chains({0, 0, 0, 0, 0, 0})}, {"energy", two_chains({0, 0, 0, 0, 0, 0})}},
      2, 3);
  EXPECT_EQ(facts.num_chains, 2);
  EXPECT_EQ(facts.num_draws, 3);
  EXPECT_FALSE(facts.num_divergences);
  EXPECT_FALSE(facts.num_tree_depth_limits);
  EXPECT_TRUE(facts.mean_acceptance.empty());
  EXPECT_TRUE(facts.energy.empty());
}

}  // namespace
}  // namespace aleator::stats
