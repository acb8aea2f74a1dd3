// SPDX-License-Identifier: Apache-2.0
// Implements the sample moments.
#include "aleator/stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator::stats {
namespace {

double sum_of_deviations(std::span<const double> values, double center) {
  double sum = 0;
  for (const double x : values) sum += x - center;
  return sum;
}

}  // namespace

double mean(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  // Constant draws must have variance zero, not that of the rounding error.
  if (is_constant(values)) return values.front();
  double rough = sum_of_deviations(values, 0) / n;
  // Near the largest double the sum overflows although the mean is a double.
  if (std::isinf(rough) && is_finite(values)) {
    rough = 0;
    for (const double x : values) rough += x / n;
    return rough;
  }
  return rough + sum_of_deviations(values, rough) / n;
}

double variance(std::span<const double> values) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const double center = mean(values);
  double sum = 0;
  for (const double x : values) sum += (x - center) * (x - center);
  return sum / static_cast<double>(values.size() - 1);
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const double scale = unit_scale(values);
  const double center = mean(values);
  double sum = 0;
  for (const double x : values) {
    const double z = x * scale - center * scale;
    sum += z * z;
  }
  return std::sqrt(sum / static_cast<double>(values.size() - 1)) / scale;
}

double unit_scale(std::span<const double> values) {
  if (values.empty() || !is_finite(values)) return 1;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double half_range = *high / 2 - *low / 2;
  if (!(half_range > 0)) return 1;
  // 2^1022 is the largest power whose inverse is still a normal number.
  return std::ldexp(1.0, std::clamp(-std::ilogb(half_range) - 1, -1022, 1022));
}

bool is_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

bool is_constant(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [&](double x) { return x == values.front(); });
}

}  // namespace aleator::stats
