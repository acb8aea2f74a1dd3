// SPDX-License-Identifier: Apache-2.0
// Tests the scalar special functions against tables of 60-digit values, in double and in float.
#include <cstdio>

#include "tests/graph/special_tables.h"

namespace aleator::scalar {
namespace {

template <class T>
void check_table(const std::string& file, bool is_float32_only) {
  std::map<std::string, Worst> worst;
  for (const Row& row : read_rows(file)) {
    if (is_float32_only && !row.is_float32) continue;
    ASSERT_TRUE(all_kernels<T>().contains(row.function)) << row.function;
    const T got = all_kernels<T>().at(row.function)(row.args);
    const double ratio = error_ratio(got, row);
    EXPECT_LE(ratio, bound_of(row.function))
        << row.function << "(" << row.args_text << ") = " << got << ", expected " << row.expected;
    if (ratio > worst[row.function].ratio) worst[row.function] = {ratio, row.args_text};
  }
  for (const auto& [function, at] : worst) {
    const std::string text = std::to_string(at.ratio).substr(0, 5) + " at " + at.args;
    ::testing::Test::RecordProperty(function, text);
    std::printf("  %-18s worst k %s\n", function.c_str(), text.c_str());
  }
}

TEST(ScalarSpecialFunctions, MatchTheTableInDouble) {
  check_table<double>("special_functions.csv", false);
}
TEST(ScalarSpecialFunctions, MatchTheTableInFloat) {
  check_table<float>("special_functions.csv", true);
}
TEST(ScalarSpecialFunctions, IncompleteGammaMatchesItsTable) {
  check_table<double>("incomplete_gamma.csv", false);
  check_table<float>("incomplete_gamma.csv", true);
}
TEST(ScalarSpecialFunctions, IncompleteBetaMatchesItsTable) {
  check_table<double>("incomplete_beta.csv", false);
  check_table<float>("incomplete_beta.csv", true);
}
TEST(ScalarSpecialFunctions, BesselFunctionsMatchTheirTable) {
  check_table<double>("bessel.csv", false);
  check_table<float>("bessel.csv", true);
  check_table<double>("bessel_j.csv", false);
  check_table<float>("bessel_j.csv", true);
}
TEST(ScalarSpecialFunctions, IntegralsMatchTheirTable) {
  check_table<double>("special_integrals.csv", false);
  check_table<float>("special_integrals.csv", true);
}
TEST(ScalarSpecialFunctions, MatchTheReferenceInDouble) {
  check_table<double>("special_reference.csv", false);
}
TEST(ScalarSpecialFunctions, MatchTheReferenceInFloat) {
  check_table<float>("special_reference.csv", true);
}

TEST(ScalarSpecialFunctions, KeepRelativeAccuracyAtRoots) {
  // Next to a root the condition number excuses any error; these values do not use the excuse.
  const double h = 1e-12;
  EXPECT_EQ(lgamma(1.0), 0.0);
  EXPECT_EQ(lgamma(2.0), 0.0);
  const double above_one = 1.0 + h, above_two = 2.0 + h;
  EXPECT_NEAR(lgamma(above_one) / (above_one - 1.0), -0.57721566490071, 1e-14);
  EXPECT_NEAR(lgamma(above_two) / (above_two - 2.0), 0.42278433509879, 1e-14);
  EXPECT_NEAR(digamma(1.4616321449683623) / -9.2412655217294275e-17, 1.0, 1e-15);
}

}  // namespace
}  // namespace aleator::scalar
