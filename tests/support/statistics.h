// SPDX-License-Identifier: Apache-2.0
// Defines tests of draws against distributions. Each has a rate of false alarms of at most 1e-6;
// keys are fixed, so a test that passes always passes.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace aleator::statistics {

inline constexpr double kFalseAlarmRate = 1e-6;
/// Standard deviations that a normal estimate exceeds with probability 2e-9; the margin to 1e-6 is
/// for estimates that are only nearly normal.
inline constexpr double kMaxDeviation = 6;

/// Dvoretzky, Kiefer, Wolfowitz and Massart: P(sup |F_n - F| > bound) <= 1e-6 for any F.
inline double largest_distance(std::size_t num_draws) {
  return std::sqrt(std::log(2 / kFalseAlarmRate) / (2 * static_cast<double>(num_draws)));
}

/// sup |F_n - F|. `step` is the spacing of a discrete distribution's support, 0 if continuous.
template <class Cdf>
double distance_to_cdf(std::vector<double> draws, const Cdf& cdf, double step = 0) {
  std::sort(draws.begin(), draws.end());
  const auto n = static_cast<double>(draws.size());
  double distance = 0;
  for (std::size_t i = 0; i < draws.size();) {
    std::size_t next = i + 1;
    while (next < draws.size() && draws[next] == draws[i]) ++next;
    distance = std::max(distance, std::abs(static_cast<double>(i) / n - cdf(draws[i] - step)));
    distance = std::max(distance, std::abs(static_cast<double>(next) / n - cdf(draws[i])));
    i = next;
  }
  return distance;
}

struct Estimate {
  double mean = 0, variance = 0;
  double error_of_mean = 0, error_of_variance = 0;  ///< standard errors
};

/// Of independent draws.
inline Estimate estimate(const std::vector<double>& draws) {
  const auto n = static_cast<double>(draws.size());
  Estimate e;
  for (const double x : draws) e.mean += x / n;
  double fourth = 0;
  for (const double x : draws) {
    const double square = (x - e.mean) * (x - e.mean);
    e.variance += square / n;
    fourth += square * square / n;
  }
  e.error_of_mean = std::sqrt(e.variance / n);
  e.error_of_variance = std::sqrt(std::max(0., fourth - e.variance * e.variance) / n);
  return e;
}

}  // namespace aleator::statistics
