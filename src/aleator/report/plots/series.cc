// SPDX-License-Identifier: Apache-2.0
// Implements the picture of observed data with a fitted line and a band.
#include "aleator/report/plots/series.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/report/plots/thin.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aleator::report {
namespace {

constexpr std::size_t kMaxBins = 1000;  // of observations or points of a line: two values each

std::size_t length_of(const Series& s) {
  return std::max({s.x.size(), s.observed.size(), s.line.size(), s.low.size(), s.high.size()});
}

void check(const Series& s) {
  const std::size_t length = length_of(s);
  if (length == 0) throw ValueError(text("series: '", s.title, "' has nothing to show"));
  const auto require = [&](const char* name, std::size_t size) {
    if (size == 0 || size == length) return;
    throw ShapeError(
        text("series: '", name, "' must have ", length, " entries or none, got ", size));
  };
  require("x", s.x.size());
  require("observed", s.observed.size());
  require("line", s.line.size());
  require("low", s.low.size());
  require("high", s.high.size());
  if (s.low.size() != s.high.size()) throw ShapeError("series: 'low' and 'high' need each other");
}

std::vector<double> positions(const Series& s) {
  if (!s.x.empty()) return s.x;
  std::vector<double> out(length_of(s));
  std::iota(out.begin(), out.end(), 0.0);
  return out;
}

Range y_range(const Series& s) {
  Range out = united(range_of(s.observed), range_of(s.line));
  out = united(out, united(range_of(s.low), range_of(s.high)));
  const bool is_near_zero = out.low > 0 && out.low < 0.5 * out.high;
  if (s.has_bars || is_near_zero) out = united(out, {0, 0});
  Range drawn = drawable(out, 0.04);
  // Room below zero would suggest that values go there.
  if (out.low == 0) drawn.low = 0;
  return drawn;
}

/// Half the smallest distance of neighbours: how far a bar or band reaches beyond its point.
double half_step(const std::vector<double>& x) {
  double out = INFINITY;
  for (std::size_t i = 1; i < x.size(); ++i) {
    if (x[i] > x[i - 1]) out = std::min(out, (x[i] - x[i - 1]) / 2);
  }
  return std::isfinite(out) ? out : 0.5;
}

std::vector<LegendEntry> legend(const Series& s) {
  std::vector<LegendEntry> out;
  const auto mark = s.has_bars ? LegendEntry::Mark::kArea : LegendEntry::Mark::kDot;
  if (!s.observed.empty()) out.push_back({mark, s.has_bars ? "datum" : "dot", s.observed_label});
  if (!s.line.empty()) out.push_back({LegendEntry::Mark::kLine, "fit", s.line_label});
  if (!s.low.empty()) out.push_back({LegendEntry::Mark::kArea, "band", s.band_label});
  return out;
}

FrameOptions frame_options(const Series& s, const std::vector<double>& x) {
  FrameOptions out;
  out.width = s.width;
  out.height = s.height;
  out.title = s.title;
  out.description = text(x.size(), " values", s.y_label.empty() ? "" : " of ", s.y_label,
                         s.x_label.empty() ? "" : " over ", s.x_label);
  out.x_label = s.x_label;
  out.y_label = s.y_label;
  Range range = range_of(x);
  const double margin = half_step(x);
  out.x = drawable({range.low - margin, range.high + margin}, 0);
  out.y = y_range(s);
  out.legend = legend(s);
  const auto is_whole = [](double value) { return value == std::floor(value); };
  out.has_whole_x = std::all_of(x.begin(), x.end(), is_whole);
  return out;
}

void draw_band(Frame& frame, const Series& s, const std::vector<double>& x) {
  std::vector<Point> edge, back;
  for (const std::size_t i : outline(s.high, kMaxBins)) edge.push_back(frame.at(x[i], s.high[i]));
  for (const std::size_t i : outline(s.low, kMaxBins)) back.push_back(frame.at(x[i], s.low[i]));
  edge.insert(edge.end(), back.rbegin(), back.rend());
  frame.svg().polygon(edge, "band");
}

void draw_observed(Frame& frame, const Series& s, const std::vector<double>& x) {
  const double reach = 0.8 * half_step(x);
  const double base = frame.y(0);
  for (const std::size_t i : outline(s.observed, kMaxBins)) {
    const Point top = frame.at(x[i], s.observed[i]);
    if (!s.has_bars) {
      frame.svg().circle(top, 2.5, "dot");
      continue;
    }
    Box bar = frame.column(x[i] - reach, x[i] + reach);
    bar.top = std::min(top.y, base);
    bar.height = std::abs(base - top.y);
    // Thinned bars would vanish below a pixel.
    bar.width = std::max(bar.width, 0.7);
    frame.svg().rectangle(bar, "datum");
  }
}

void draw_line(Frame& frame, const Series& s, const std::vector<double>& x) {
  std::vector<Point> points;
  for (const std::size_t i : outline(s.line, kMaxBins)) points.push_back(frame.at(x[i], s.line[i]));
  frame.svg().polyline(points, "fit");
}

}  // namespace

Picture series(const Series& s) {
  check(s);
  const std::vector<double> x = positions(s);
  Frame frame(frame_options(s, x));
  if (s.has_bars) draw_observed(frame, s, x);
  draw_band(frame, s, x);
  if (!s.has_bars) draw_observed(frame, s, x);
  draw_line(frame, s, x);
  return {frame.svg().to_string(), ""};
}

}  // namespace aleator::report
