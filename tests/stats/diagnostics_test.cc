// SPDX-License-Identifier: Apache-2.0
// Tests the diagnostics of draws against R's package posterior, to 1e-10.
#include "aleator/stats/diagnostics.h"

#include "aleator/base/error.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace aleator::stats {
namespace {

using nlohmann::json;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double number(const json& value) {
  if (value.is_null()) return kNaN;
  if (value.is_string()) return value == "inf" ? kInfinity : -kInfinity;
  return value.get<double>();
}

struct Case {
  std::string name;
  OwnedChains chains;
  json expected;
};

const json& reference() {
  static const json data =
      json::parse(std::ifstream(std::string(ALEATOR_TEST_DATA_DIR) + "/diagnostics.json"));
  return data;
}

std::vector<Case> cases() {
  std::vector<Case> out;
  for (const json& item : reference()["cases"]) {
    OwnedChains chains{{}, item["num_chains"], item["num_draws"]};
    for (const json& x : item["draws"]) chains.values.push_back(number(x));
    out.push_back({item["name"], chains, item});
  }
  return out;
}

void expect_close(double actual, const json& expected, const std::string& what) {
  const double value = number(expected);
  if (std::isnan(value) || std::isinf(value)) {
    EXPECT_TRUE(std::isnan(value) ? std::isnan(actual) : actual == value) << what << " " << actual;
  } else {
    EXPECT_LE(std::abs(actual - value), 1e-10 * std::abs(value)) << what << " " << actual;
  }
}

TEST(Diagnostics, AgreeWithPosterior) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.name);
    expect_close(rhat(c.chains), c.expected["rhat"], "rhat");
    expect_close(rhat_basic(c.chains), c.expected["rhat_basic"], "rhat_basic");
    expect_close(ess_bulk(c.chains), c.expected["ess_bulk"], "ess_bulk");
    expect_close(ess_tail(c.chains), c.expected["ess_tail"], "ess_tail");
    expect_close(ess_mean(c.chains), c.expected["ess_mean"], "ess_mean");
    expect_close(ess_sd(c.chains), c.expected["ess_sd"], "ess_sd");
    expect_close(mcse_mean(c.chains), c.expected["mcse_mean"], "mcse_mean");
    expect_close(mcse_sd(c.chains), c.expected["mcse_sd"], "mcse_sd");
    expect_close(energy_bfmi(Chains(c.chains).chain(0)), c.expected["bfmi"], "bfmi");
  }
}

TEST(Diagnostics, OfQuantilesAgreeWithPosterior) {
  const json& probabilities = reference()["probabilities"];
  for (const Case& c : cases()) {
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      const double p = probabilities[i];
      SCOPED_TRACE(c.name + " at " + std::to_string(p));
      expect_close(quantile(c.chains.values, p), c.expected["quantile"][i], "quantile");
      expect_close(ess_quantile(c.chains, p), c.expected["ess_quantile"][i], "ess_quantile");
      expect_close(mcse_quantile(c.chains, p), c.expected["mcse_quantile"][i], "mcse_quantile");
    }
  }
}

OwnedChains autoregressive(std::int64_t num_chains, std::int64_t num_draws, double rho) {
  std::mt19937_64 engine(7);
  std::normal_distribution<double> normal;
  OwnedChains out{{}, num_chains, num_draws};
  for (std::int64_t c = 0; c < num_chains; ++c) {
    double x = normal(engine);
    for (std::int64_t i = 0; i < num_draws; ++i) {
      out.values.push_back(x);
      x = rho * x + std::sqrt(1 - rho * rho) * normal(engine);
    }
  }
  return out;
}

TEST(Autocovariance, EqualsTheDirectSum) {
  const OwnedChains chains = autoregressive(3, 77, 0.6);
  const auto fast = mean_autocovariance(chains);
  ASSERT_EQ(fast.size(), 77u);
  for (std::size_t lag = 0; lag < 77; ++lag) {
    double direct = 0;
    for (std::int64_t c = 0; c < 3; ++c) {
      const auto x = Chains(chains).chain(c);
      const double center = mean(x);
      for (std::size_t i = 0; i + lag < 77; ++i) direct += (x[i] - center) * (x[i + lag] - center);
    }
    EXPECT_NEAR(fast[lag], direct / (3 * 77), 1e-14);
  }
}

TEST(Autocovariance, LagsInOrderAreThoseOfAllAtOnce) {
  std::vector<double> values;
  for (int i = 0; i < 3 * 300; ++i) values.push_back(std::sin(0.1 * i) + std::cos(1.7 * i * i) + 5);
  const Chains chains{values, 3, 300};
  const std::vector<double> all = mean_autocovariance(chains);
  Autocovariance by_lag(chains);
  for (std::size_t lag = 0; lag < all.size(); ++lag)
    EXPECT_NEAR(by_lag[lag], all[lag], 1e-13) << lag;
}

TEST(Diagnostics, DoNotDependOnTheUnit) {
  const OwnedChains chains = autoregressive(4, 50, 0.5);
  for (const double unit : {1e-290, 1e-30, 1e30, 1e290}) {
    const OwnedChains scaled = transformed(chains, [&](double x) { return unit * x; });
    EXPECT_NEAR(ess_mean(scaled), ess_mean(chains), 1e-9) << unit;
    EXPECT_NEAR(rhat(scaled), rhat(chains), 1e-12) << unit;
    EXPECT_NEAR(mcse_mean(scaled) / unit, mcse_mean(chains), 1e-12) << unit;
    EXPECT_NEAR(mcse_sd(scaled) / unit, mcse_sd(chains), 1e-12) << unit;
  }
}

TEST(Diagnostics, OfFewDrawsAreNaN) {
  for (const std::int64_t n : {0, 1, 2, 3, 4, 5}) {
    const OwnedChains chains = autoregressive(4, n, 0);
    EXPECT_TRUE(std::isnan(ess_bulk(chains))) << n;
    EXPECT_TRUE(std::isnan(ess_tail(chains))) << n;
    EXPECT_TRUE(std::isnan(mcse_mean(chains))) << n;
    EXPECT_TRUE(std::isnan(mcse_quantile(chains, 0.5))) << n;
    EXPECT_EQ(std::isnan(rhat(chains)), n < 4) << n;
  }
}

TEST(Diagnostics, RefuseAViewOfAnotherSize) {
  const std::vector<double> values(10);
  try {
    rhat({values, 4, 3});
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(),
                 "Chains: 'values' must hold num_chains * num_draws draws, got 10 values for 4 "
                 "chains of 3 draws");
  }
}

TEST(Quantile, RefusesAProbabilityOutsideZeroToOne) {
  EXPECT_THROW(quantile(std::vector<double>{1, 2}, 1.5), ValueError);
  EXPECT_THROW(quantile(std::vector<double>{1, 2}, kNaN), ValueError);
}

TEST(Diagnostics, TakeMilliseconds) {
  const OwnedChains chains = autoregressive(4, 10000, 0.5);
  const auto start = std::chrono::steady_clock::now();
  const double sum = rhat(chains) + ess_bulk(chains) + ess_tail(chains) + mcse_mean(chains);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  EXPECT_TRUE(std::isfinite(sum));
  // About 0.015 s when optimised; the bar only catches a quadratic algorithm.
  EXPECT_LT(elapsed.count(), 2.0);
  RecordProperty("microseconds", static_cast<int>(1e6 * elapsed.count()));
}

}  // namespace
}  // namespace aleator::stats
