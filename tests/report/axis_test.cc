// SPDX-License-Identifier: Apache-2.0
// Tests ticks, ranges and scales.
#include "aleator/report/axis.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::report {
namespace {

using Words = std::vector<std::string>;

TEST(Ticks, AreNiceNumbers) {
  EXPECT_EQ(nice_ticks({0, 74}, 10).labels, (Words{"0", "10", "20", "30", "40", "50", "60", "70"}));
  EXPECT_EQ(nice_ticks({-1.1, 1.2}, 5).labels,
            (Words{"\u22121.0", "\u22120.5", "0.0", "0.5", "1.0"}));
  EXPECT_EQ(nice_ticks({0.1, 0.3}, 2).labels, (Words{"0.1", "0.2", "0.3"}));
  EXPECT_EQ(nice_ticks({0, 3}, 10, true).labels, (Words{"0", "1", "2", "3"}));
}

TEST(Ticks, TakeOutPowersOfTen) {
  const Ticks huge = nice_ticks({0, 2.4e9}, 5);
  EXPECT_EQ(huge.exponent, 9);
  EXPECT_EQ(huge.labels, (Words{"0.0", "0.5", "1.0", "1.5", "2.0"}));
  const Ticks tiny = nice_ticks({-2e-8, 1e-8}, 4);
  EXPECT_EQ(tiny.exponent, -9);
  EXPECT_EQ(tiny.labels, (Words{"\u221220", "\u221210", "0", "10"}));
  EXPECT_EQ(exponent_text(-12), "\u00d710\u207b\u00b9\u00b2");
}

TEST(Ticks, NeverFailNorExceedTheirNumber) {
  for (const double low : {-1e300, -1.0, 0.0, 1e-300, 1e15}) {
    for (const double width : {1e-320, 1e-290, 1e-9, 1.0, 7.3, 1e10, 1e300, HUGE_VAL}) {
      const Range range = drawable({low, low + width}, 0.05);
      EXPECT_LT(range.low, range.high);
      const Ticks ticks = nice_ticks(range, 6);
      EXPECT_LE(ticks.values.size(), 7u);
      EXPECT_EQ(ticks.values.size(), ticks.labels.size());
      for (const std::string& label : ticks.labels) EXPECT_LT(label.size(), 24u) << low << width;
    }
  }
  EXPECT_TRUE(nice_ticks({1, 1}, 5).values.empty());
}

TEST(Range, IgnoresWhatIsNotFinite) {
  const std::vector<double> values = {NAN, 3, INFINITY, -2};
  EXPECT_EQ(range_of(values).low, -2);
  EXPECT_EQ(range_of(values).high, 3);
  EXPECT_TRUE(std::isnan(range_of({}).low));
  EXPECT_EQ(united(range_of({}), {1, 2}).high, 2);
  EXPECT_EQ(drawable(range_of({}), 0).high, 1);
}

TEST(Scale, MapsLinearly) {
  const Scale scale{{10, 20}, {100, 0}};
  EXPECT_DOUBLE_EQ(scale(10), 100);
  EXPECT_DOUBLE_EQ(scale(15), 50);
}

}  // namespace
}  // namespace aleator::report
