// SPDX-License-Identifier: Apache-2.0
// Tests that a posterior's table does not depend on how many threads make it.
#include "aleator/stats/posterior.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::stats {
namespace {

/// Draws that look random, of 4 chains with an odd number of draws.
NamedDraws some_draws(const std::string& name, const Shape& event) {
  const Shape shape = Shape{4, 101} + event;
  std::vector<double> values;
  for (std::int64_t i = 0; i < shape.size(); ++i)
    values.push_back(std::sin(1e4 * std::sqrt(static_cast<double>(i + 2))));
  return {name, array(values, shape)};
}

Posterior posterior(int num_threads) {
  return Posterior({.quantities = {some_draws("a", {}), some_draws("b", {3, 2})},
                    .sample_stats = {},
                    .facts = {.num_chains = 4, .num_draws = 101},
                    .timing = {},
                    .num_threads = num_threads});
}

TEST(Posterior, DoesNotDependOnThreads) {
  const Posterior one = posterior(1), many = posterior(5);
  ASSERT_EQ(one.summary().quantities.size(), 7U);
  EXPECT_EQ(one.summary().quantities[4].name, "b[1, 1]");
  for (std::size_t i = 0; i < 7; ++i) {
    const QuantitySummary &a = one.summary().quantities[i], &b = many.summary().quantities[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.mean, b.mean);
    EXPECT_EQ(a.mcse_sd, b.mcse_sd);
    EXPECT_EQ(a.ess_bulk, b.ess_bulk);
    EXPECT_EQ(a.ess_tail, b.ess_tail);
    EXPECT_EQ(a.rhat, b.rhat);
    EXPECT_EQ(a.mcse_q95, b.mcse_q95);
  }
  EXPECT_EQ(one.diagnosis().to_string(), many.diagnosis().to_string());
}

}  // namespace
}  // namespace aleator::stats
