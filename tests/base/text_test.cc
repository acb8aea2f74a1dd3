// SPDX-License-Identifier: Apache-2.0
// Tests the building of messages.
#include "aleator/base/text.h"

#include "aleator/base/shape.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace aleator {
namespace {

TEST(Text, JoinsPiecesOfAnyKind) {
  const std::string word = "index";
  EXPECT_EQ(text("take: ", word, ' ', 85, " is outside 0..", 84u),
            "take: index 85 is outside 0..84");
  EXPECT_EQ(text(true, ' ', false), "true false");
  EXPECT_EQ(text(Shape{2, 3}), "[2, 3]");
  EXPECT_EQ(text(), "");
}

TEST(Text, WritesIntegersWhole) {
  EXPECT_EQ(text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(text(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(text(std::int8_t{-3}, ' ', std::uint16_t{7}), "-3 7");
}

TEST(Text, WritesTheShortestNumberThatReadsBack) {
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(0.1f), "0.1");
  EXPECT_EQ(text(1.0), "1");
  EXPECT_EQ(text(-0.0), "-0");
  EXPECT_EQ(text(1e300), "1e+300");
  EXPECT_EQ(text(1.0 / 3.0), "0.3333333333333333");
}

TEST(Text, WritesWhatIsNotANumber) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(text(infinity, ' ', -infinity), "inf -inf");
  EXPECT_EQ(text(nan, ' ', -nan), "nan nan");
}

TEST(Text, WritesVectors) {
  EXPECT_EQ(text(std::vector<int>{1, 2}), "[1, 2]");
  EXPECT_EQ(text(std::vector<bool>{true, false}), "[true, false]");
  EXPECT_EQ(text(std::vector<double>{}), "[]");
}

TEST(JoinWords, ReadsLikeASentence) {
  EXPECT_EQ(join_words({}), "");
  EXPECT_EQ(join_words({"mu"}), "mu");
  EXPECT_EQ(join_words({"mu", "tau"}), "mu and tau");
  EXPECT_EQ(join_words({"mu", "tau", "y"}, "or"), "mu, tau or y");
}

TEST(NearestWord, FindsAMisspeltWord) {
  const std::vector<std::string> names = {"loc", "scale", "concentration"};
  EXPECT_EQ(nearest_word("scal", names), "scale");
  EXPECT_EQ(nearest_word("log", names), "loc");
  EXPECT_EQ(nearest_word("concentraton", names), "concentration");
  EXPECT_EQ(nearest_word("consentrasion", names), "concentration");
}

TEST(NearestWord, IsEmptyWhenNothingIsNear) {
  EXPECT_EQ(nearest_word("sigma", {"loc", "scale"}), "");
  EXPECT_EQ(nearest_word("x", {}), "");
}

TEST(NearestWord, TakesTheFirstOfEquallyNearWords) {
  EXPECT_EQ(nearest_word("rat", {"rate", "raw"}), "rate");
}

}  // namespace
}  // namespace aleator
