// SPDX-License-Identifier: Apache-2.0
// Implements the picture of several densities.
#include "aleator/report/plots/density.h"

#include "aleator/base/text.h"
#include "aleator/stats/moments.h"
#include "aleator/stats/quantile.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace aleator::report {
namespace {

constexpr std::size_t kNumPoints = 120, kNumBins = 512;

/// What one line needs: its finite draws in order, and the bandwidth.
struct Sample {
  std::vector<double> sorted;
  double bandwidth = 0;
};

Sample sample_of(std::span<const double> draws) {
  Sample out;
  std::copy_if(draws.begin(), draws.end(), std::back_inserter(out.sorted),
               [](double x) { return std::isfinite(x); });
  std::sort(out.sorted.begin(), out.sorted.end());
  if (out.sorted.size() < 2) return out;
  const double quartiles =
      stats::quantile_of_sorted(out.sorted, 0.75) - stats::quantile_of_sorted(out.sorted, 0.25);
  const double sd = stats::standard_deviation(out.sorted);
  const double scale = quartiles > 0 ? std::min(sd, quartiles / 1.349) : sd;
  out.bandwidth = 0.9 * scale * std::pow(static_cast<double>(out.sorted.size()), -0.2);
  return out;
}

Range central_range(const Sample& s) {
  return {stats::quantile_of_sorted(s.sorted, 0.005) - 2 * s.bandwidth,
          stats::quantile_of_sorted(s.sorted, 0.995) + 2 * s.bandwidth};
}

/// The density at evenly spaced points of the range, from draws that are counted in fine bins.
std::vector<double> density(const Sample& s, Range range) {
  const double width = (range.high - range.low) / kNumBins;
  std::vector<double> counts(kNumBins);
  for (const double x : s.sorted) {
    if (x >= range.low && x < range.high)
      counts[std::min(kNumBins - 1, static_cast<std::size_t>((x - range.low) / width))] += 1;
  }
  const double bandwidth = std::max(s.bandwidth, width);
  const double factor =
      1 / (bandwidth * std::sqrt(2 * std::numbers::pi) * static_cast<double>(s.sorted.size()));
  std::vector<double> out(kNumPoints);
  for (std::size_t i = 0; i < kNumPoints; ++i) {
    const double x = range.low + (range.high - range.low) * static_cast<double>(i) /
                                     static_cast<double>(kNumPoints - 1);
    for (std::size_t b = 0; b < kNumBins; ++b) {
      const double z = (x - range.low - (static_cast<double>(b) + 0.5) * width) / bandwidth;
      if (counts[b] > 0 && std::abs(z) < 8) out[i] += counts[b] * std::exp(-0.5 * z * z) * factor;
    }
  }
  return out;
}

std::vector<LegendEntry> legend(const std::vector<DensityLine>& lines) {
  std::vector<LegendEntry> out;
  for (const DensityLine& line : lines) {
    const bool is_known = std::any_of(out.begin(), out.end(),
                                      [&](const LegendEntry& e) { return e.words == line.words; });
    if (!line.words.empty() && !is_known)
      out.push_back({LegendEntry::Mark::kLine, line.style, line.words});
  }
  return out;
}

}  // namespace

Picture densities(const std::string& title, const std::vector<DensityLine>& lines,
                  const std::string& label) {
  std::vector<Sample> samples;
  Range range{NAN, NAN};
  for (const DensityLine& line : lines) {
    samples.push_back(sample_of(line.draws));
    if (samples.back().bandwidth > 0) range = united(range, central_range(samples.back()));
  }
  range = drawable(range, 0);
  std::vector<std::vector<double>> heights;
  double highest = 0;
  for (const Sample& s : samples) {
    heights.push_back(s.bandwidth > 0 ? density(s, range) : std::vector<double>{});
    for (const double h : heights.back()) highest = std::max(highest, h);
  }
  FrameOptions options;
  options.title = title;
  options.description = text("Densities of ", lines.size(), " sets of draws");
  options.x_label = label;
  options.x = range;
  options.y = {0, highest > 0 ? 1.05 * highest : 1};
  options.has_y_ticks = false;
  options.legend = legend(lines);
  Frame frame(options);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < heights[k].size(); ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(kNumPoints - 1);
      points.push_back(frame.at(range.low + share * (range.high - range.low), heights[k][i]));
    }
    frame.svg().polyline(points, lines[k].style);
  }
  return {frame.svg().to_string(), ""};
}

}  // namespace aleator::report
