// SPDX-License-Identifier: Apache-2.0
// Implements the picture of many quantities of one kind.
#include "aleator/report/plots/forest.h"

#include "aleator/base/text.h"
#include "aleator/report/plots/series.h"

#include <algorithm>
#include <cmath>

namespace aleator::report {
namespace {

constexpr std::size_t kMaxRows = 40;
constexpr double kRow = 17;

Picture band(const std::string& title, const std::vector<stats::QuantitySummary>& quantities) {
  Series s{
      .title = title, .x_label = "number", .line_label = "median", .width = 360, .height = 230};
  for (const auto& q : quantities) {
    s.line.push_back(q.q50);
    s.low.push_back(q.q5);
    s.high.push_back(q.q95);
  }
  return series(s);
}

/// The part of a name that tells elements apart: "theta[3]" is "[3]".
std::string short_name(const std::string& name) {
  const std::size_t bracket = name.rfind('[');
  return bracket == std::string::npos ? name : name.substr(bracket);
}

}  // namespace

Picture forest(const std::string& title, const std::vector<stats::QuantitySummary>& quantities) {
  if (quantities.size() > kMaxRows) return band(title, quantities);
  Range range{NAN, NAN};
  for (const auto& q : quantities) {
    const double ends[] = {q.q5, q.q95};
    range = united(range, range_of(ends));
  }
  const auto count = static_cast<double>(quantities.size());
  FrameOptions options;
  options.height = 90 + kRow * count;
  options.title = title;
  options.description = text("Medians and 90 % intervals of ", quantities.size(), " elements");
  options.x_label = "median and 90 % interval";
  options.x = drawable(range, 0.12);
  options.y = {0, count};
  options.has_y_ticks = false;
  Frame frame(options);
  if (options.x.low < 0 && options.x.high > 0) {
    const Box zero = frame.column(0, 0);
    frame.svg().line({zero.left, zero.top}, {zero.left, zero.bottom()}, "grid");
  }
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    const auto& q = quantities[i];
    const double y = count - static_cast<double>(i) - 0.5;
    frame.svg().line(frame.at(q.q5, y), frame.at(q.q95, y), "range");
    frame.svg().circle(frame.at(q.q50, y), 3, "dot");
    frame.svg().text({frame.plot().left + 2, frame.y(y) + 4}, short_name(q.name), Anchor::kStart,
                     "tick");
  }
  return {frame.svg().to_string(), ""};
}

}  // namespace aleator::report
