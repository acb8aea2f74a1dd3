// SPDX-License-Identifier: Apache-2.0
// Implements the sample quantile.
#include "aleator/stats/quantile.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace aleator::stats {
namespace {

struct Position {
  std::size_t below;  // index of the order statistic at or below
  double weight;      // of the one above, in [0, 1)
};

Position position_of(std::size_t size, double probability) {
  if (!(probability >= 0 && probability <= 1)) {
    throw ValueError(text("quantile: 'probability' must be in [0, 1], got ", probability));
  }
  // R computes with the index that counts from one; the same rounding keeps ties identical.
  const double index = 1 + static_cast<double>(size - 1) * probability;
  return {static_cast<std::size_t>(index) - 1, index - std::floor(index)};
}

double interpolated(double below, double above, double weight) {
  // Equal neighbours, infinite ones too, must not be rounded apart.
  return below == above ? below : (1 - weight) * below + weight * above;
}

}  // namespace

double quantile_of_sorted(std::span<const double> sorted, double probability) {
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto [below, weight] = position_of(sorted.size(), probability);
  return weight == 0 ? sorted[below] : interpolated(sorted[below], sorted[below + 1], weight);
}

double quantile(std::span<const double> values, double probability) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto [below, weight] = position_of(values.size(), probability);
  if (std::any_of(values.begin(), values.end(), [](double x) { return std::isnan(x); })) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  std::vector<double> copy(values.begin(), values.end());
  const auto at = copy.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(copy.begin(), at, copy.end());
  if (weight == 0) return *at;
  return interpolated(*at, *std::min_element(at + 1, copy.end()), weight);
}

double median(std::span<const double> values) { return quantile(values, 0.5); }

}  // namespace aleator::stats
