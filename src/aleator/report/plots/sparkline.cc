// SPDX-License-Identifier: Apache-2.0
// Implements the small histogram that stands in a table.
#include "aleator/report/plots/sparkline.h"

#include "aleator/base/text.h"
#include "aleator/report/svg.h"
#include "aleator/stats/quantile.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace aleator::report {

std::string sparkline(const std::string& name, std::span<const double> draws) {
  constexpr std::size_t kNumBars = 24;
  constexpr double kWidth = 96, kHeight = 20;
  std::vector<double> sorted;
  std::copy_if(draws.begin(), draws.end(), std::back_inserter(sorted),
               [](double x) { return std::isfinite(x); });
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty() || sorted.front() == sorted.back()) return "";
  double low = stats::quantile_of_sorted(sorted, 0.005),
         high = stats::quantile_of_sorted(sorted, 0.995);
  if (!(high > low)) low = sorted.front(), high = sorted.back();
  std::vector<double> counts(kNumBars);
  for (const double x : sorted) {
    const double share = (x / 2 - low / 2) / (high / 2 - low / 2);
    if (share >= 0 && share <= 1)
      counts[std::min(kNumBars - 1, static_cast<std::size_t>(share * kNumBars))] += 1;
  }
  const double most = *std::max_element(counts.begin(), counts.end());
  Svg svg(kWidth, kHeight, text(name, ", distribution"), "");
  for (std::size_t i = 0; i < kNumBars; ++i) {
    const double height = most > 0 ? kHeight * counts[i] / most : 0;
    if (height == 0) continue;
    const double width = kWidth / kNumBars;
    svg.rectangle({static_cast<double>(i) * width, kHeight - height, width - 0.6, height}, "bar");
  }
  return svg.to_string();
}

}  // namespace aleator::report
