// SPDX-License-Identifier: Apache-2.0
// Tests how estimates are rounded and laid out.
#include "aleator/stats/summary.h"

#include "aleator/stats/digits.h"

#include <cmath>
#include <limits>
#include <sstream>

#include <gtest/gtest.h>

namespace aleator::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Digits, EstimatesStopWhereTheErrorStarts) {
  EXPECT_EQ(estimate_text(-1.3967, 0.006), "-1.40");
  EXPECT_EQ(estimate_text(-1.3967, 0.004), "-1.397");
  EXPECT_EQ(estimate_text(123456.0, 340.0), "123500");
  EXPECT_EQ(estimate_text(17.74, 0.3), "17.7");
  EXPECT_EQ(estimate_text(17.74, 0.6), "18");
  EXPECT_EQ(estimate_text(-0.0004, 0.01), "0.00");
  EXPECT_EQ(estimate_text(3.0, 40.0), "0");
}

TEST(Digits, HugeAndTinyEstimatesHavePowersOfTen) {
  EXPECT_EQ(estimate_text(1.23456e12, 2e9), "1.235e+12");
  EXPECT_EQ(estimate_text(1.23456e-10, 2e-13), "1.235e-10");
  EXPECT_EQ(estimate_text(1e-13, 2e-11), "0");
  EXPECT_EQ(estimate_text(-1.5e300, 1e298), "-1.50e+300");
}

TEST(Digits, WithoutAnErrorValuesAreShownAsTheyAre) {
  EXPECT_EQ(estimate_text(44, 0), "44");
  EXPECT_EQ(estimate_text(44.5, kNaN), "44.5");
  EXPECT_EQ(estimate_text(123456789, 0), "123456789");
  EXPECT_EQ(estimate_text(1.0 / 3, kInfinity), "0.333333");
  EXPECT_EQ(estimate_text(kNaN, 0.1), "nan");
  EXPECT_EQ(estimate_text(-kInfinity, 0.1), "-inf");
}

TEST(Digits, ErrorsHaveTwoDigits) {
  EXPECT_EQ(error_text(0.00604), "0.0060");
  EXPECT_EQ(error_text(1.26), "1.3");
  EXPECT_EQ(error_text(34.4), "34");
  EXPECT_EQ(error_text(344), "340");
  EXPECT_EQ(error_text(3.44e-12), "3.4e-12");
  EXPECT_EQ(error_text(3.44e12), "3.4e+12");
  EXPECT_EQ(error_text(0), "0");
  EXPECT_EQ(error_text(kNaN), "nan");
}

TEST(Digits, RhatNeverLooksAsIfItPassed) {
  EXPECT_EQ(rhat_text(1.0049), "1.00");
  EXPECT_EQ(rhat_text(1.0098), "1.01");
  EXPECT_EQ(rhat_text(1.012), "1.012");
  EXPECT_EQ(rhat_text(1.0104), "1.0104");
  EXPECT_EQ(rhat_text(1.010001), "1.010001");
  EXPECT_EQ(rhat_text(1.0186), "1.02");
  EXPECT_EQ(rhat_text(kInfinity), "inf");
  EXPECT_EQ(rhat_text(kNaN), "nan");
}

TEST(Digits, EffectiveSizesAreRoundedDown) {
  EXPECT_EQ(ess_text(399.99), "399");
  EXPECT_EQ(ess_text(kNaN), "nan");
}

TEST(Summary, IsAnAlignedTable) {
  const Summary summary{
      {{"Intercept", -1.3967, 0.2478, 0.00593, -1.821, -1.391, -1.002, 1771.9, 2100.2, 1.0012,
        0.004, 0.01, 0.006, 0.009},
       {"day τ", 44.1, 1.7, 0.04, 42, 44, 45, 903.2, 702.9, 1.012, 0.05, 0, 0, 0},
       {"fixed", 2.5, 0, kNaN, 2.5, 2.5, 2.5, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN}}};
  std::ostringstream out;
  out << summary;
  EXPECT_EQ(out.str(),
            "            mean     sd    mcse     q5    q50    q95  ess_bulk  ess_tail   rhat\n"
            "Intercept  -1.40  0.248  0.0059  -1.82  -1.39  -1.00      1771      2100   1.00\n"
            "day τ      44.10    1.7   0.040     42     44     45       903       702  1.012\n"
            "fixed        2.5      0     nan    2.5    2.5    2.5       nan       nan    nan\n");
}

TEST(Summary, OfConstantOrMissingDrawsDoesNotThrow) {
  const std::vector<double> constant(40, 0.1), missing(40, kNaN);
  const QuantitySummary a = summarize("a", {constant, 4, 10});
  EXPECT_EQ(a.mean, 0.1);
  EXPECT_EQ(a.sd, 0);
  EXPECT_TRUE(std::isnan(a.rhat) && std::isnan(a.ess_bulk) && std::isnan(a.mcse));
  const QuantitySummary b = summarize("b", {missing, 4, 10});
  EXPECT_TRUE(std::isnan(b.mean) && std::isnan(b.q50) && std::isnan(b.ess_tail));
  EXPECT_TRUE(std::isnan(summarize("none", {{}, 4, 0}).mean));
}

}  // namespace
}  // namespace aleator::stats
