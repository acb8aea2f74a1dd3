// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/micro/data.h"

#include "aleator/io/csv.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>

namespace aleator::bench {
namespace {

io::CsvTable read(const std::string& name) {
  return io::read_csv(ALEATOR_BENCHMARK_DATA_DIR "/" + name);
}

/// SplitMix64 (Steele, Lea and Flood 2014) and the transform of Box and Muller.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : state_(seed) {}
  double uniform() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
  }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  std::uint64_t state_;
};

}  // namespace

Numbers normal_numbers(std::size_t n, std::size_t seed) {
  Generator random(seed);
  Numbers numbers(n);
  for (double& x : numbers) x = random.normal();
  return numbers;
}

EightSchoolsData eight_schools_data() {
  return {{28, 8, -3, 7, -1, 1, 18, 12}, {15, 10, 16, 11, 9, 11, 10, 18}};
}

RadonData radon_mn_data() {
  const io::CsvTable table = read("radon_mn.csv");
  RadonData data{table.column("log_radon"), {0}};
  const Numbers county = table.column("county");
  for (std::size_t i = 1; i < county.size(); ++i) {
    if (county[i] != county[i - 1]) data.county_start.push_back(i);
  }
  data.county_start.push_back(county.size());
  return data;
}

RadonData radon_all_data() {
  constexpr std::size_t kHouses = 12573, kCounties = 386;
  Generator random(1);
  // Sizes as uneven as real ones: every county has a house, the others fall where they fall.
  std::vector<std::size_t> county(kCounties);
  for (std::size_t j = 0; j < kCounties; ++j) county[j] = j;
  while (county.size() < kHouses) {
    const double u = random.uniform();
    county.push_back(static_cast<std::size_t>(kCounties * u * u));
  }
  std::sort(county.begin(), county.end());
  RadonData data;
  double level = 0;
  for (std::size_t i = 0; i < kHouses; ++i) {
    if (i == 0 || county[i] != county[i - 1]) {
      data.county_start.push_back(i);
      level = 1.3 + 0.4 * random.normal();
    }
    data.log_radon.push_back(level + 0.8 * random.normal());
  }
  data.county_start.push_back(kHouses);
  return data;
}

LogisticData logistic_data() {
  constexpr std::size_t kRows = 10000, kColumns = 25;
  Generator random(2);
  Numbers slopes(kColumns);
  for (double& slope : slopes) slope = 0.3 * random.normal();
  LogisticData data{.num_columns = kColumns, .features = {}, .outcomes = {}};
  for (std::size_t i = 0; i < kRows; ++i) {
    double logit = 0.2;
    for (const double slope : slopes) {
      data.features.push_back(random.normal());
      logit += slope * data.features.back();
    }
    data.outcomes.push_back(random.uniform() < 1 / (1 + std::exp(-logit)) ? 1 : 0);
  }
  return data;
}

SeriesData ark_data() { return {read("ark.csv").column("y")}; }

SeriesData garch_data() {
  Generator random(3);
  SeriesData data;
  double variance = 1, deviation = 0;
  for (int t = 0; t < 200; ++t) {
    variance = 0.2 + 0.3 * deviation * deviation + 0.5 * variance;
    deviation = std::sqrt(variance) * random.normal();
    data.y.push_back(0.5 + deviation);
  }
  return data;
}

SeriesData stochastic_volatility_data() {
  Generator random(4);
  SeriesData data;
  double h = 0;
  for (int t = 0; t < 500; ++t) {
    h = 0.95 * h + 0.25 * random.normal();
    data.y.push_back(std::exp(0.5 * (h - 1)) * random.normal());
  }
  return data;
}

SeriesData hmm_data() {
  Generator random(5);
  SeriesData data;
  int state = 0;
  for (int t = 0; t < 500; ++t) {
    if (random.uniform() < 0.15) state = (state + 1 + (random.uniform() < 0.5)) % 3;
    data.y.push_back(2 * (state - 1) + 0.7 * random.normal());
  }
  return data;
}

GaussianProcessData gaussian_process_data() {
  Generator random(6);
  GaussianProcessData data;
  for (int i = 0; i < 50; ++i) {
    data.x.push_back(0.2 * i + 0.1 * random.uniform());
    data.y.push_back(std::sin(data.x.back()) + 0.3 * random.normal());
  }
  return data;
}

}  // namespace aleator::bench
