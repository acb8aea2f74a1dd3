// SPDX-License-Identifier: Apache-2.0
// Implements the picture of two quantities together.
#include "aleator/report/plots/pair.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::report {
namespace {

constexpr std::size_t kMaxDots = 600, kMaxDivergences = 400;

}  // namespace

Picture pair(const std::string& x_name, std::span<const double> x, const std::string& y_name,
             std::span<const double> y, const std::vector<bool>& is_divergent) {
  if (x.size() != y.size() || (!is_divergent.empty() && is_divergent.size() != x.size())) {
    throw ShapeError(text("report::pair: needs as many draws of ", x_name, " as of ", y_name,
                          ", got ", x.size(), " and ", y.size()));
  }
  const auto num_divergent =
      static_cast<std::size_t>(std::count(is_divergent.begin(), is_divergent.end(), true));
  FrameOptions options;
  options.height = 300;
  options.title = text(y_name, " over ", x_name);
  options.description = text("Draws of two quantities; ", num_divergent, " diverged");
  options.x_label = x_name;
  options.y_label = y_name;
  options.x = drawable(range_of(x), 0.03);
  options.y = drawable(range_of(y), 0.03);
  if (num_divergent > 0) {
    options.legend = {{LegendEntry::Mark::kDot, "mote", "draw"},
                      {LegendEntry::Mark::kDot, "divergence", "diverged"}};
  }
  Frame frame(options);
  const auto draw = [&](bool wanted, std::size_t most, double radius, const char* style) {
    const std::size_t count = wanted ? num_divergent : x.size() - num_divergent;
    const std::size_t step = std::max<std::size_t>(1, (count + most - 1) / most);
    std::size_t seen = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool diverged = !is_divergent.empty() && is_divergent[i];
      if (diverged == wanted && seen++ % step == 0)
        frame.svg().circle(frame.at(x[i], y[i]), radius, style);
    }
  };
  draw(false, kMaxDots, 1.8, "mote");
  draw(true, kMaxDivergences, 2.4, "divergence");
  return {frame.svg().to_string(), ""};
}

}  // namespace aleator::report
