// SPDX-License-Identifier: Apache-2.0
// Tests what a run is as JSON.
#include "aleator/io/json.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/random/random.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace aleator::io {
namespace {

using Json = nlohmann::json;

stats::Posterior run_of(const Array& constant) {
  stats::Posterior::Parts parts;
  parts.quantities = {{"mu", random::normal(Key(1), {2, 50})},
                      {"theta", random::normal(Key(2), {2, 50, 2}), {"school"}, {{"A", "B"}}},
                      {"constant", constant + zeros({2, 50})}};
  parts.facts = {.num_chains = 2, .num_draws = 50};
  parts.seed = 18'446'744'073'709'551'615U;
  parts.timing = {.compile = 0.1, .warmup = 0.2, .sampling = 0.3, .total = 0.7};
  return stats::Posterior(std::move(parts));
}

TEST(Json, HoldsTheNumbersOfTheSummaryAndTheChecks) {
  const stats::Posterior run = run_of(1.);
  const Json json = Json::parse(to_json(run));
  ASSERT_EQ(json["summary"].size(), run.summary().quantities.size());
  for (std::size_t i = 0; i < 3; ++i) {
    const stats::QuantitySummary& q = run.summary().quantities[i];
    const Json& row = json["summary"][i];
    EXPECT_EQ(row["name"], q.name);
    EXPECT_EQ(row["mean"].get<double>(), q.mean);
    EXPECT_EQ(row["sd"].get<double>(), q.sd);
    EXPECT_EQ(row["mcse"].get<double>(), q.mcse);
    EXPECT_EQ(row["q5"].get<double>(), q.q5);
    EXPECT_EQ(row["q50"].get<double>(), q.q50);
    EXPECT_EQ(row["q95"].get<double>(), q.q95);
    EXPECT_EQ(row["ess_bulk"].get<double>(), q.ess_bulk);
    EXPECT_EQ(row["ess_tail"].get<double>(), q.ess_tail);
    EXPECT_EQ(row["rhat"].get<double>(), q.rhat);
  }
  EXPECT_EQ(json["summary"][1]["name"], "theta[A]");
  ASSERT_EQ(json["checks"].size(), run.diagnosis().checks.size());
  for (std::size_t i = 0; i < json["checks"].size(); ++i) {
    EXPECT_EQ(json["checks"][i]["id"], run.diagnosis().checks[i].id);
    EXPECT_EQ(json["checks"][i]["passed"], run.diagnosis().checks[i].passed);
    EXPECT_EQ(json["checks"][i]["sentence"], run.diagnosis().checks[i].sentence);
    EXPECT_EQ(json["checks"][i]["next_step"], run.diagnosis().checks[i].next_step);
  }
  EXPECT_EQ(json["timing"],
            (Json{{"compile", 0.1}, {"warmup", 0.2}, {"sampling", 0.3}, {"total", 0.7}}));
  EXPECT_EQ(json["num_chains"], 2);
  EXPECT_EQ(json["num_draws"], 50);
  EXPECT_EQ(json["seed"].get<std::uint64_t>(), 18'446'744'073'709'551'615U);
}

TEST(Json, WritesWhatIsNotFiniteAsNull) {
  const Json row =
      Json::parse(to_json(run_of(std::numeric_limits<double>::infinity())))["summary"][3];
  EXPECT_EQ(row["name"], "constant");
  EXPECT_TRUE(row["mean"].is_null());
  EXPECT_TRUE(row["rhat"].is_null());
}

}  // namespace
}  // namespace aleator::io
