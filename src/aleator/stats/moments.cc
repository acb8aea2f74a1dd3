// SPDX-License-Identifier: Apache-2.0
// Implements the sample moments.
#include "aleator/stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator::stats {
namespace {

/// Sums and extremes are taken in parts: in one, each step waits for the one before it.
constexpr std::size_t kParts = 8;

/// The sum of term(x).
template <class Term>
double sum_of(std::span<const double> values, Term term) {
  double parts[kParts] = {};
  std::size_t i = 0;
  for (; i + kParts <= values.size(); i += kParts) {
    for (std::size_t k = 0; k < kParts; ++k) parts[k] += term(values[i + k]);
  }
  for (std::size_t k = 0; i < values.size(); ++i, ++k) parts[k] += term(values[i]);
  return ((parts[0] + parts[4]) + (parts[2] + parts[6])) +
         ((parts[1] + parts[5]) + (parts[3] + parts[7]));
}

double sum_of_deviations(std::span<const double> values, double center) {
  return sum_of(values, [=](double x) { return x - center; });
}

/// The largest of x * sign, for finite values of which there are some.
double largest(std::span<const double> values, double sign) {
  double parts[kParts];
  std::fill(parts, parts + kParts, values.front() * sign);
  std::size_t i = 0;
  for (; i + kParts <= values.size(); i += kParts) {
    for (std::size_t k = 0; k < kParts; ++k) parts[k] = std::max(parts[k], values[i + k] * sign);
  }
  for (; i < values.size(); ++i) parts[0] = std::max(parts[0], values[i] * sign);
  return *std::max_element(parts, parts + kParts);
}

}  // namespace

double mean(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  // Constant draws must have variance zero, not that of the rounding error.
  if (is_constant(values)) return values.front();
  const double rough = sum_of_deviations(values, 0) / n;
  // Near the largest double the sum overflows although the mean is a double.
  if (std::isinf(rough) && is_finite(values))
    return sum_of(values, [=](double x) { return x / n; });
  return rough + sum_of_deviations(values, rough) / n;
}

double variance(std::span<const double> values) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const double center = mean(values);
  const double sum = sum_of(values, [=](double x) { return (x - center) * (x - center); });
  return sum / static_cast<double>(values.size() - 1);
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const double scale = unit_scale(values);
  const double center = mean(values);
  const double sum = sum_of(values, [=](double x) {
    const double z = x * scale - center * scale;
    return z * z;
  });
  return std::sqrt(sum / static_cast<double>(values.size() - 1)) / scale;
}

double unit_scale(std::span<const double> values) {
  if (values.empty() || !is_finite(values)) return 1;
  const double half_range = largest(values, 1) / 2 + largest(values, -1) / 2;
  if (!(half_range > 0)) return 1;
  // 2^1022 is the largest power whose inverse is still a normal number.
  return std::ldexp(1.0, std::clamp(-std::ilogb(half_range) - 1, -1022, 1022));
}

bool is_finite(std::span<const double> values) {
  // The difference is NaN for the others.
  return sum_of(values, [](double x) { return x - x; }) == 0;
}

bool is_constant(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [&](double x) { return x == values.front(); });
}

}  // namespace aleator::stats
