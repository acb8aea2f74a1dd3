// SPDX-License-Identifier: Apache-2.0
// Implements the histogram of a quantity's draws.
#include "aleator/report/plots/histogram.h"

#include "aleator/base/text.h"
#include "aleator/stats/digits.h"
#include "aleator/stats/quantile.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace aleator::report {
namespace {

constexpr double kMinBins = 8, kMaxBins = 60;

struct Bins {
  double low = 0, width = 1;
  bool is_whole = false;  // one bin holds whole numbers, centred on them
  std::vector<double> counts;
};

std::vector<double> sorted_finite(std::span<const double> values) {
  std::vector<double> out;
  std::copy_if(values.begin(), values.end(), std::back_inserter(out),
               [](double x) { return std::isfinite(x); });
  std::sort(out.begin(), out.end());
  return out;
}

/// All draws, unless tails reach far beyond the central 98 %.
Range visible_range(const std::vector<double>& sorted) {
  const double q1 = stats::quantile_of_sorted(sorted, 0.01);
  const double q99 = stats::quantile_of_sorted(sorted, 0.99);
  const double reach = q99 / 2 - q1 / 2;
  // Differences within the limits are finite.
  constexpr double kLimit = 1e300;
  return {std::clamp(std::max(sorted.front(), q1 - reach), -kLimit, kLimit),
          std::clamp(std::min(sorted.back(), q99 + reach), -kLimit, kLimit)};
}

double freedman_diaconis_width(const std::vector<double>& sorted, double range) {
  const double quartiles =
      stats::quantile_of_sorted(sorted, 0.75) - stats::quantile_of_sorted(sorted, 0.25);
  const double width = 2 * quartiles / std::cbrt(static_cast<double>(sorted.size()));
  return std::clamp(width, range / kMaxBins, range / kMinBins);
}

Bins whole_number_bins(Range range) {
  Bins out;
  out.is_whole = true;
  out.width = std::ceil((range.high - range.low + 1) / kMaxBins);
  out.low = std::floor(range.low) - 0.5;
  out.counts.resize(static_cast<std::size_t>((std::ceil(range.high) + 0.5 - out.low) / out.width) +
                    1);
  return out;
}

Bins make_bins(const std::vector<double>& sorted, Range range) {
  const bool is_whole = std::all_of(sorted.begin(), sorted.end(), [](double x) {
    return x == std::floor(x) && std::abs(x) < 1e15;
  });
  if (is_whole) return whole_number_bins(range);
  const bool is_wide = range.high - range.low > 1e-290;
  const Range wide = is_wide ? range : drawable(range, 0);
  const double length = wide.high - wide.low;
  const double count = std::ceil(length / freedman_diaconis_width(sorted, length) - 1e-9);
  Bins out;
  out.low = wide.low;
  out.width = length / count;
  out.counts.resize(static_cast<std::size_t>(count));
  return out;
}

/// Returns how many draws lie outside the picture.
std::size_t fill(Bins& bins, const std::vector<double>& sorted, Range visible) {
  std::size_t num_outside = 0;
  for (const double x : sorted) {
    if (x < visible.low || x > visible.high) {
      ++num_outside;
      continue;
    }
    const auto index = static_cast<std::size_t>(std::max(0.0, (x - bins.low) / bins.width));
    bins.counts[std::min(index, bins.counts.size() - 1)] += 1;
  }
  return num_outside;
}

void draw_bars(Frame& frame, const Bins& bins, double total) {
  const double gap = bins.is_whole && bins.counts.size() < 30 ? 0.1 * bins.width : 0;
  for (std::size_t i = 0; i < bins.counts.size(); ++i) {
    if (bins.counts[i] == 0) continue;
    const double left = bins.low + bins.width * static_cast<double>(i);
    Box bar = frame.column(left + gap, left + bins.width - gap);
    bar.top = frame.y(bins.counts[i] / total);
    bar.height = frame.plot().bottom() - bar.top;
    frame.svg().rectangle(bar, "bar");
  }
}

void draw_marks(Frame& frame, const stats::QuantitySummary& summary) {
  for (const double edge : {summary.q5, summary.q95}) {
    const Box line = frame.column(edge, edge);
    frame.svg().line({line.left, line.top}, {line.left, line.bottom()}, "edge");
  }
  const Box mean = frame.column(summary.mean, summary.mean);
  frame.svg().line({mean.left, mean.top}, {mean.left, mean.bottom()}, "mean");
}

FrameOptions frame_options(const stats::QuantitySummary& summary, const Bins& bins, double total) {
  const auto cells = summary.cells();
  const std::string interval = text(cells[3], " to ", cells[5]);
  const double highest = *std::max_element(bins.counts.begin(), bins.counts.end()) / total;
  FrameOptions out;
  out.title = summary.name;
  out.description = text("Histogram of the draws: mean ", cells[0], ", 90 % interval ", interval);
  out.x = {bins.low, bins.low + bins.width * static_cast<double>(bins.counts.size())};
  out.y = {0, std::max(highest, 1e-300) * 1.05};
  out.has_y_ticks = false;
  out.has_whole_x = bins.is_whole;
  out.legend = {{LegendEntry::Mark::kLine, "mean", text("mean ", cells[0])},
                {LegendEntry::Mark::kArea, "interval", text("90 % ", interval)}};
  return out;
}

}  // namespace

Picture histogram(const stats::QuantitySummary& summary, const stats::Chains& chains,
                  const std::string& label) {
  stats::check_chains(chains);
  const std::vector<double> sorted = sorted_finite(chains.values);
  if (sorted.empty()) {
    FrameOptions empty;
    empty.title = summary.name;
    empty.description = "No finite draws";
    return {Frame(empty).svg().to_string(), "No draw is finite."};
  }
  const Range visible = visible_range(sorted);
  Bins bins = make_bins(sorted, visible);
  const std::size_t num_outside = fill(bins, sorted, visible);
  const auto total = static_cast<double>(sorted.size());
  FrameOptions options = frame_options(summary, bins, total);
  options.x_label = label;
  Frame frame(options);
  frame.svg().rectangle(frame.column(summary.q5, summary.q95), "interval");
  draw_bars(frame, bins, total);
  draw_marks(frame, summary);
  std::string caption;
  if (num_outside > 0) {
    const double share = 100 * static_cast<double>(num_outside) / total;
    caption = text(stats::estimate_text(share, 0.005), " % of the draws lie outside this range.");
  }
  return {frame.svg().to_string(), caption};
}

}  // namespace aleator::report
