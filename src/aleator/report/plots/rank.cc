// SPDX-License-Identifier: Apache-2.0
// Implements the rank plot.
#include "aleator/report/plots/rank.h"

#include "aleator/base/text.h"
#include "aleator/stats/moments.h"
#include "aleator/stats/order.h"

#include <algorithm>
#include <cmath>

namespace aleator::report {
namespace {

constexpr std::size_t kNumBins = 20;
constexpr std::int64_t kMaxChains = 16;

/// Per chain and bin: draws there relative to an even spread. Ties share their ranks evenly, since
/// runs of equal draws would otherwise favour the chains that come first.
std::vector<std::vector<double>> relative_counts(const stats::Chains& chains) {
  const std::vector<std::uint32_t> order = stats::sorted_order(chains.values);
  const std::size_t size = order.size(), length = static_cast<std::size_t>(chains.num_draws);
  std::vector<std::vector<double>> out(static_cast<std::size_t>(chains.num_chains),
                                       std::vector<double>(kNumBins));
  const double weight = static_cast<double>(kNumBins) / static_cast<double>(length);
  for (std::size_t first = 0, last = 0; first < size; first = last) {
    while (last < size && chains.values[order[last]] == chains.values[order[first]]) ++last;
    const double share = weight / static_cast<double>(last - first);
    std::vector<double> bins(kNumBins);
    for (std::size_t i = first; i < last; ++i) bins[i * kNumBins / size] += share;
    for (std::size_t i = first; i < last; ++i) {
      std::vector<double>& chain = out[order[i] / length];
      const std::size_t low = first * kNumBins / size, high = (last - 1) * kNumBins / size;
      for (std::size_t b = low; b <= high; ++b) chain[b] += bins[b];
    }
  }
  return out;
}

void draw_steps(Frame& frame, const std::vector<double>& heights, const std::string& style) {
  std::vector<Point> points;
  for (std::size_t b = 0; b < kNumBins; ++b) {
    const double left = static_cast<double>(b) / kNumBins, right = left + 1.0 / kNumBins;
    points.push_back(frame.at(left, heights[b]));
    points.push_back(frame.at(right, heights[b]));
  }
  frame.svg().polyline(points, style);
}

double highest(const std::vector<std::vector<double>>& counts) {
  double out = 2;
  for (const auto& chain : counts)
    out = std::max(out, *std::max_element(chain.begin(), chain.end()));
  return out;
}

}  // namespace

Picture rank(const std::string& name, const stats::Chains& chains) {
  stats::check_chains(chains);
  const bool has_ranks = chains.num_draws > 0 && stats::is_finite(chains.values);
  const auto counts = has_ranks ? relative_counts(chains) : std::vector<std::vector<double>>{};
  FrameOptions options;
  options.title = text(name, ", ranks");
  options.description = "Ranks of each chain's draws among all draws, relative to an even spread";
  options.x_label = "rank, as a share of all draws";
  options.y_label = "relative count";
  options.y = {0, highest(counts)};
  Frame frame(options);
  for (std::size_t c = 0; c < std::min<std::size_t>(counts.size(), kMaxChains); ++c) {
    draw_steps(frame, counts[c], chain_style(c));
  }
  frame.svg().line(frame.at(0, 1), frame.at(1, 1), "reference");
  return {frame.svg().to_string(), has_ranks ? "" : "Ranks need finite draws."};
}

}  // namespace aleator::report
