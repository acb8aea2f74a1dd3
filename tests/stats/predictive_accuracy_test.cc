// SPDX-License-Identifier: Apache-2.0
// Tests PSIS, PSIS-LOO, WAIC and nested R-hat against R, to 1e-8, and their edges and messages.
#include "aleator/stats/predictive_accuracy.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/stats/diagnostics.h"
#include "aleator/stats/summary.h"

#include <cmath>
#include <fstream>
#include <numeric>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace aleator::stats {
namespace {

using nlohmann::json;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

const json& reference() {
  static const json data =
      json::parse(std::ifstream(std::string(ALEATOR_TEST_DATA_DIR) + "/predictive_accuracy.json"));
  return data;
}

double number(const json& value) { return value.is_string() ? kInfinity : value.get<double>(); }

std::vector<double> numbers(const json& values) {
  std::vector<double> result;
  for (const json& value : values) result.push_back(number(value));
  return result;
}

void expect_close(double actual, double expected, const std::string& what) {
  if (actual == expected) return;
  EXPECT_LE(std::abs(actual - expected), 1e-8 * std::max(1.0, std::abs(expected)))
      << what << " " << actual << " " << expected;
}

void expect_close(const std::vector<double>& actual, const json& expected,
                  const std::string& what) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i)
    expect_close(actual[i], number(expected[i]), what + " " + std::to_string(i));
}

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

/// By ArviZ 0.23.4: weights by psislw(-log_likelihood, reff=1), added up where replicated <=
/// observed.
TEST(LooPit, AgreesWithArviz) {
  const std::vector<double> observed{-0.7, 0.2, 1.1, 1.6};
  std::vector<double> replicated, log_likelihood;
  for (int s = 0; s < 400; ++s) {
    const double mu = 0.6 * std::sin(1.3 * s) + 0.3 * std::cos(0.37 * s * s);
    for (int i = 0; i < 4; ++i) {
      replicated.push_back(mu + 1.2 * std::sin(2.1 * s + 1.7 * i));
      const double z = (observed[static_cast<std::size_t>(i)] - mu) / 0.9;
      log_likelihood.push_back(-0.5 * z * z);
    }
  }
  const Shape shape{2, 200, 4};
  const std::vector<double> pit =
      loo_pit(array(observed), array(replicated, shape), array(log_likelihood, shape), 1.);
  const std::vector<double> expected{0.19398003316286624, 0.5590182236392067, 0.9286754136915789,
                                     0.9894049836510483};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(pit[i], expected[i], 1e-8);
}

TEST(LooPit, CountsHalfOfEqualReplications) {
  const Array replicated =
      array(std::vector<double>{0., 1., 1., 2., 3., 1., 0., 1., 1., 2.}, Shape{1, 10, 1});
  const std::vector<double> pit = loo_pit(array({1.}), replicated, zeros({1, 10, 1}));
  EXPECT_NEAR(pit[0], 0.2 + 0.5 * 0.5, 1e-12);
}

TEST(LooPit, ShapesMustFit) {
  try {
    loo_pit(zeros({3}), zeros({2, 5, 4}), zeros({2, 5, 4}));
    ADD_FAILURE();
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(),
                 "loo_pit: replicated must have the shape of log_likelihood, [2, 5, 4], and "
                 "observed its axes after the second, got [2, 5, 4] and [3]");
  }
}

TEST(Psis, AgreesWithLoo) {
  for (const json& c : reference()["psis"]) {
    SCOPED_TRACE(c["name"].get<std::string>());
    const PsisResults r = psis(numbers(c["log_ratios"]), c["relative_efficiency"]);
    expect_close(r.log_weights, c["log_weights"], "log weight");
    expect_close(r.pareto_k, number(c["pareto_k"]), "k");
    expect_close(r.ess, number(c["ess"]), "ess");
  }
}

TEST(Psis, FindsTheShapeOfParetoTails) {
  // Ratios are u^-k with Pareto tails of shape k: the estimate of 3 sqrt(S) tail values has a
  // standard deviation below (1 + k) / sqrt(900) by the theory of the maximum likelihood; five
  // times that, plus the prior's pull.
  std::mt19937_64 engine(11);
  std::uniform_real_distribution<double> uniform;
  for (const double k : {0.2, 0.5, 0.9}) {
    std::vector<double> log_ratios;
    for (int i = 0; i < 90000; ++i) log_ratios.push_back(-k * std::log(1 - uniform(engine)));
    EXPECT_NEAR(psis(log_ratios).pareto_k, k, 5 * (1 + k) / 30 + 0.01);
  }
}

TEST(Psis, Edges) {
  const PsisResults equal = psis(std::vector<double>(100, 3.5));
  EXPECT_EQ(equal.pareto_k, -kInfinity);
  EXPECT_NEAR(equal.ess, 100, 1e-9);
  const PsisResults one = psis(std::vector<double>{-7.});
  EXPECT_EQ(one.pareto_k, kInfinity);
  EXPECT_EQ(one.log_weights[0], 0);
  // Draws without weight, and far apart: nothing overflows.
  std::vector<double> values(60, -kInfinity);
  values[3] = 1e300;
  const PsisResults far = psis(values);
  EXPECT_EQ(far.log_weights[3], 0);
  EXPECT_EQ(far.log_weights[0], -kInfinity);
  // Most of the tail equals what is below it: no shape can be fitted.
  std::vector<double> ties(100, 0.);
  ties[7] = 1;
  ties[8] = 2;
  EXPECT_EQ(psis(ties).pareto_k, kInfinity);
  EXPECT_NEAR(std::exp(psis(ties).log_weights[8]), std::exp(2) / (98 + std::exp(1) + std::exp(2)),
              1e-15);
  EXPECT_EQ(message_of([] { psis(std::vector<double>{}); }), "psis: log_ratios must not be empty");
  EXPECT_EQ(
      message_of([] {
        psis(std::vector<double>{1, NAN});
      }),
      "psis: log_ratios must be less than infinity, got nan at index 1; leave such draws out");
  EXPECT_EQ(message_of([] { psis(std::vector<double>{-kInfinity}); }),
            "psis: at least one of log_ratios must be finite, got -infinity only");
  EXPECT_EQ(message_of([] { psis(std::vector<double>{1}, 0); }),
            "psis: relative_efficiency must be positive and finite, got 0");
}

Array log_likelihood_of(const json& c) {
  const Shape shape(c["shape"].get<Dims>());
  return array(numbers(c["log_likelihood"]), shape);
}

TEST(PredictiveAccuracy, AgreesWithLoo) {
  for (const json& c : reference()["models"]) {
    SCOPED_TRACE(c["name"].get<std::string>());
    const Array log_likelihood = log_likelihood_of(c);
    const Loo r = loo(log_likelihood);
    expect_close({r.elpd, r.elpd_se}, c["elpd_loo"], "elpd_loo");
    expect_close({r.p, r.p_se}, c["p_loo"], "p_loo");
    expect_close(r.pointwise_elpd, c["pointwise_loo"], "pointwise");
    expect_close(r.pareto_k, c["pareto_k"], "k");
    expect_close(r.ess, c["ess"], "ess");
    const Loo plain = loo(log_likelihood, 1);
    expect_close({plain.elpd, plain.elpd_se}, c["elpd_loo_plain"], "elpd_loo");
    expect_close(plain.pareto_k, c["pareto_k_plain"], "k");
    const PredictiveAccuracy w = waic(log_likelihood);
    expect_close({w.elpd, w.elpd_se}, c["elpd_waic"], "elpd_waic");
    expect_close({w.p, w.p_se}, c["p_waic"], "p_waic");
    expect_close(w.pointwise_elpd, c["pointwise_waic"], "pointwise");
  }
}

TEST(PredictiveAccuracy, Compares) {
  const json& models = reference()["models"];
  const Loo two = loo(log_likelihood_of(models[0]), 1), one = loo(log_likelihood_of(models[1]), 1);
  const ElpdDifference d = compare(one, two);
  expect_close({d.elpd_difference, d.se}, reference()["comparison"], "difference");
  EXPECT_EQ(message_of([&] { compare(one, PredictiveAccuracy{}); }),
            "compare: both must be of the same observations, got 12 and 0");
}

TEST(PredictiveAccuracy, Messages) {
  EXPECT_EQ(message_of([] {
              loo(array({1., 2.}));
            }),
            "loo: log_likelihood must be [chain, draw, observation, ...] and not empty, got shape "
            "[2]");
  const Array bad = array(std::vector<double>{0, 0, 0, 0, 0, -kInfinity, 0, 0}, Shape{2, 2, 2});
  EXPECT_EQ(message_of([&] { waic(bad); }),
            "waic: log_likelihood must be finite, got -inf at chain 1, draw 0, observation 1");
}

TEST(RhatNested, AgreesWithItsFormula) {
  for (const json& c : reference()["nested"]) {
    SCOPED_TRACE(c["name"].get<std::string>());
    OwnedChains chains{numbers(c["draws"]), c["num_chains"], c["num_draws"]};
    const auto ids = c["superchain_ids"].get<std::vector<std::int64_t>>();
    expect_close(rhat_nested(chains, ids), number(c["rhat_nested"]), "rhat_nested");
    // Units do not matter, however large.
    for (double& x : chains.values) x = std::ldexp(x, 900);
    expect_close(rhat_nested(chains, ids), number(c["rhat_nested"]), "rhat_nested");
  }
}

TEST(RhatNested, OfSortedDrawsLooksAtNormalScoresOfHalves) {
  OwnedChains chains{{}, 6, 20};
  for (int i = 0; i < 120; ++i) chains.values.push_back(std::tan(i * 7919 % 101 / 35.) + i / 40.);
  const std::vector<std::int64_t> ids = superchain_ids(6, 3);
  EXPECT_EQ(ids, (std::vector<std::int64_t>{0, 0, 1, 1, 2, 2}));
  EXPECT_TRUE(superchain_ids(6, 0).empty());
  const double center = median(chains.values);
  const OwnedChains folded = transformed(chains, [&](double x) { return std::abs(x - center); });
  const std::vector<std::int64_t> of_halves = superchain_ids(12, 3);
  const double expected = std::max(rhat_nested(rank_normalize(split_chains(chains)), of_halves),
                                   rhat_nested(rank_normalize(split_chains(folded)), of_halves));
  EXPECT_DOUBLE_EQ(rhat_nested(SortedDraws(chains), ids), expected);
  EXPECT_DOUBLE_EQ(summarize("x", chains, ids).rhat, expected);
  chains.values[7] = NAN;
  EXPECT_TRUE(std::isnan(rhat_nested(SortedDraws(chains), ids)));
}

TEST(RhatNested, Edges) {
  OwnedChains chains{{1, 1, 2, 2, 3, 3, 4, 4}, 4, 2};
  const std::vector<std::int64_t> pairs{0, 0, 1, 1};
  chains.values = {1, 1, 1, 1, 2, 2, 2, 2};
  EXPECT_EQ(rhat_nested(chains, pairs), kInfinity);
  chains.values = std::vector<double>(8, 5.);
  EXPECT_TRUE(std::isnan(rhat_nested(chains, pairs)));
  chains.values[2] = NAN;
  EXPECT_TRUE(std::isnan(rhat_nested(chains, pairs)));
  EXPECT_EQ(message_of([&] {
              rhat_nested(chains, std::vector<std::int64_t>{0, 1});
            }),
            "rhat_nested: superchain_ids must have one entry per chain, 4, got 2");
  EXPECT_EQ(message_of([&] {
              rhat_nested(chains, std::vector<std::int64_t>{0, 0, 0, 1});
            }),
            "rhat_nested: there must be two superchains or more, of equally many chains, got 2, of "
            "3 and 1 chains");
  EXPECT_EQ(message_of([&] {
              rhat_nested(chains, std::vector<std::int64_t>{0, 0, 0, 0});
            }),
            "rhat_nested: there must be two superchains or more, of equally many chains, got 1, of "
            "4 and 4 chains");
}

}  // namespace
}  // namespace aleator::stats
