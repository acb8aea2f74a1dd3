// SPDX-License-Identifier: Apache-2.0
// Implements the thinning of long series.
#include "aleator/report/plots/thin.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aleator::report {

std::vector<std::size_t> outline(std::span<const double> values, std::size_t num_bins) {
  std::vector<std::size_t> out;
  if (values.size() <= 2 * num_bins) {
    out.resize(values.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
    return out;
  }
  for (std::size_t bin = 0; bin < num_bins; ++bin) {
    const std::size_t first = bin * values.size() / num_bins;
    const std::size_t last = (bin + 1) * values.size() / num_bins;
    std::size_t low = first, high = first;
    for (std::size_t i = first; i < last; ++i) {
      if (!std::isfinite(values[i])) continue;
      if (!(values[low] <= values[i])) low = i;
      if (!(values[high] >= values[i])) high = i;
    }
    out.push_back(std::min(low, high));
    if (low != high) out.push_back(std::max(low, high));
  }
  return out;
}

}  // namespace aleator::report
