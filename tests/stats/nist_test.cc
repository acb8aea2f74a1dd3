// SPDX-License-Identifier: Apache-2.0
// Tests means, standard deviations and autocorrelations against the certified values of NIST's
// Statistical Reference Datasets, of draws and of arrays.
#include "aleator/aleator.h"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace aleator::stats {
namespace {

/// Decimal digits that agree; the certified values have 15.
double digits(double actual, double certified) {
  const double error = std::abs(actual - certified) / std::abs(certified);
  return error == 0 ? 15 : std::min(15., -std::log10(error));
}

struct Case {
  const char* name;
  double deviation_digits, autocorrelation_digits;
};

/// What is missing in the NumAcc data is lost when decimals become float64: 1e7 + 0.2 has 8 digits
/// behind the point. One-pass formulas keep none there.
class Nist : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    std::ifstream file(std::string(ALEATOR_TEST_DATA_DIR) + "/nist_univariate.json");
    const nlohmann::json entry = nlohmann::json::parse(file).at(GetParam().name);
    observations_ = entry.at("observations").get<std::vector<double>>();
    mean_ = entry.at("mean").get<double>();
    deviation_ = entry.at("deviation").get<double>();
    autocorrelation_ = entry.at("autocorrelation").get<double>();
  }

  std::vector<double> observations_;
  double mean_ = 0, deviation_ = 0, autocorrelation_ = 0;
};

TEST_P(Nist, OfDraws) {
  EXPECT_GE(digits(mean(observations_), mean_), 15);
  EXPECT_GE(digits(standard_deviation(observations_), deviation_), GetParam().deviation_digits);
  EXPECT_GE(digits(std::sqrt(variance(observations_)), deviation_), GetParam().deviation_digits);
  const std::vector<double> covariance =
      mean_autocovariance({observations_, 1, static_cast<std::int64_t>(observations_.size())});
  EXPECT_GE(digits(covariance[1] / covariance[0], autocorrelation_),
            GetParam().autocorrelation_digits);
}

TEST_P(Nist, OfArrays) {
  const Array x = array(observations_);
  EXPECT_GE(digits(aleator::mean(x).item(), mean_), 14);
  EXPECT_GE(digits(std::sqrt(aleator::variance(x, {}, 1).item()), deviation_),
            GetParam().deviation_digits);
  const Array centered = x - aleator::mean(x);
  const std::int64_t n = x.size();
  const double products =
      sum(slice_axis(centered, 0, 0, n - 1) * slice_axis(centered, 0, 1, n)).item();
  EXPECT_GE(digits(products / sum(square(centered)).item(), autocorrelation_),
            GetParam().autocorrelation_digits);
}

INSTANTIATE_TEST_SUITE_P(Univariate, Nist,
                         ::testing::Values(Case{"Lew", 14, 14}, Case{"Lottery", 14, 14},
                                           Case{"Mavro", 12, 12}, Case{"Michelso", 13, 13},
                                           Case{"NumAcc1", 15, 15}, Case{"NumAcc2", 14, 13},
                                           Case{"NumAcc3", 9, 9}, Case{"NumAcc4", 8, 8}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace aleator::stats
