// SPDX-License-Identifier: Apache-2.0
// Implements pictures that hold data against what a model says of them.
#include "aleator/report/plots/predictive.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/report/plots/density.h"
#include "aleator/report/plots/series.h"
#include "aleator/stats/moments.h"
#include "aleator/stats/quantile.h"

#include <algorithm>
#include <cmath>

namespace aleator::report {
namespace {

constexpr std::size_t kMaxLines = 30, kMaxDots = 2000;
constexpr double kMaxCounts = 60;

void verify(const PredictiveCheck& check) {
  if (check.observed.empty() || check.replicated.empty())
    throw ValueError(text("report::predictive: '", check.name,
                          "' needs observed values and replications of them"));
  for (const auto& values : check.replicated) {
    if (values.size() == check.observed.size()) continue;
    throw ShapeError(text("report::predictive: a replication of '", check.name, "' has ",
                          values.size(), " values, ", check.observed.size(), " are observed"));
  }
}

/// The ends of all values when they are whole and few.
Range counts_range(const PredictiveCheck& check) {
  Range range = range_of(check.observed);
  for (const auto& values : check.replicated) range = united(range, range_of(values));
  const auto is_whole = [](double x) { return x == std::floor(x); };
  bool is_counts = range.high - range.low <= kMaxCounts &&
                   std::all_of(check.observed.begin(), check.observed.end(), is_whole);
  for (const auto& values : check.replicated)
    is_counts = is_counts && std::all_of(values.begin(), values.end(), is_whole);
  return is_counts ? range : Range{NAN, NAN};
}

std::vector<double> frequencies(const std::vector<double>& values, Range range) {
  std::vector<double> out(static_cast<std::size_t>(range.high - range.low) + 1);
  for (const double x : values) out[static_cast<std::size_t>(x - range.low)] += 1;
  return out;
}

Picture of_counts(const PredictiveCheck& check, Range range) {
  Series s{.title = check.name, .x_label = "value", .y_label = "how often", .has_bars = true};
  s.line_label = "mean of the replications";
  s.band_label = "90 % of the replications";
  s.observed = frequencies(check.observed, range);
  std::vector<std::vector<double>> all;
  for (const auto& values : check.replicated) all.push_back(frequencies(values, range));
  for (std::size_t i = 0; i < s.observed.size(); ++i) {
    std::vector<double> column;
    for (const auto& counts : all) column.push_back(counts[i]);
    s.x.push_back(range.low + static_cast<double>(i));
    s.line.push_back(stats::mean(column));
    s.low.push_back(stats::quantile(column, 0.05));
    s.high.push_back(stats::quantile(column, 0.95));
  }
  s.width = 360;
  s.height = 230;
  return series(s);
}

Picture of_numbers(const PredictiveCheck& check) {
  std::vector<DensityLine> lines;
  const std::size_t count = check.replicated.size();
  const std::size_t step = std::max<std::size_t>(1, count / kMaxLines);
  for (std::size_t i = 0; i < count && lines.size() < kMaxLines; i += step)
    lines.push_back({check.replicated[i], "chain c4", "replications"});
  lines.push_back({check.observed, "fit", "observed"});
  return densities(check.name, lines, "value");
}

}  // namespace

Picture predictive(const PredictiveCheck& check) {
  verify(check);
  const Range range = counts_range(check);
  return std::isfinite(range.low) ? of_counts(check, range) : of_numbers(check);
}

Picture loo_pit(const std::string& name, std::vector<double> values) {
  if (values.empty()) throw ValueError(text("report::loo_pit: '", name, "' has no values"));
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  const double width = std::sqrt(std::log(2 / 0.05) / (2 * n));
  Series s{
      .title = text(name, ", LOO-PIT"), .x_label = "probability", .y_label = "ECDF less uniform"};
  s.line_label = "observed";
  s.band_label = "95 % of models that are right";
  const auto add = [&](double x, double below) {
    s.x.push_back(x);
    s.line.push_back(below - x);
  };
  add(0, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    add(values[i], static_cast<double>(i) / n);
    add(values[i], static_cast<double>(i + 1) / n);
  }
  add(1, 1);
  s.low.assign(s.x.size(), -width);
  s.high.assign(s.x.size(), width);
  s.width = 360;
  s.height = 230;
  Picture picture = series(s);
  picture.caption =
      "Above the band on the left and below it on the right: predictions are too sure; the other "
      "way: not sure enough.";
  return picture;
}

Picture pareto_k(const std::vector<double>& values) {
  FrameOptions options;
  options.width = 740;
  options.title = "Pareto k";
  options.description = text("Pareto k of ", values.size(), " observations");
  options.x_label = "observation";
  options.x = drawable({0, std::max<double>(1, static_cast<double>(values.size()) - 1)}, 0.01);
  options.y = drawable(united({0, 0.8}, range_of(values)), 0.03);
  options.has_whole_x = true;
  Frame frame(options);
  frame.svg().line(frame.at(options.x.low, 0.7), frame.at(options.x.high, 0.7), "reference");
  // Of many, those that matter are all drawn.
  const std::size_t step = std::max<std::size_t>(1, values.size() / kMaxDots);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_large = values[i] > 0.7;
    if (is_large || i % step == 0)
      frame.svg().circle(frame.at(static_cast<double>(i), values[i]), is_large ? 2.8 : 1.8,
                         is_large ? "divergence" : "mote");
  }
  return {frame.svg().to_string(), "Above the line the term of the observation cannot be trusted."};
}

}  // namespace aleator::report
