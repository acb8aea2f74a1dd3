// SPDX-License-Identifier: Apache-2.0
// Implements the trace plot.
#include "aleator/report/plots/trace.h"

#include "aleator/base/text.h"
#include "aleator/report/plots/thin.h"

#include <algorithm>

namespace aleator::report {
namespace {

constexpr std::int64_t kMaxChains = 16;
constexpr std::size_t kMaxPoints = 2400;  // of all chains together: about 24 kB of path

void draw_chain(Frame& frame, std::span<const double> draws, std::size_t num_bins,
                const std::string& style) {
  std::vector<Point> points;
  for (const std::size_t i : outline(draws, num_bins)) {
    points.push_back(frame.at(static_cast<double>(i), draws[i]));
  }
  frame.svg().polyline(points, style);
}

std::vector<LegendEntry> legend(std::int64_t num_chains) {
  std::vector<LegendEntry> out;
  // The colours repeat after eight chains; names would then mislead.
  if (num_chains < 2 || num_chains > 8) return out;
  for (std::int64_t c = 0; c < num_chains; ++c) {
    const std::string words = c == 0 ? "chain 0" : text(c);
    out.push_back({LegendEntry::Mark::kLine, chain_style(static_cast<std::size_t>(c)), words});
  }
  return out;
}

std::string caption(const stats::Chains& chains, std::size_t num_bins) {
  std::string out;
  if (chains.num_chains > kMaxChains) {
    out = text("The first ", kMaxChains, " of ", chains.num_chains, " chains. ");
  }
  if (static_cast<std::size_t>(chains.num_draws) > 2 * num_bins) {
    out += text("Each line is the outline of ", num_bins, " bins of draws.");
  }
  return out;
}

}  // namespace

Picture trace(const std::string& name, const stats::Chains& chains, const std::string& label) {
  stats::check_chains(chains);
  const std::int64_t num_shown = std::min(chains.num_chains, kMaxChains);
  const std::size_t num_bins = kMaxPoints / 2 / static_cast<std::size_t>(num_shown);
  FrameOptions options;
  options.title = text(name, ", trace");
  options.description = text("Draws of ", num_shown, " chains in order");
  options.x_label = "draw";
  options.y_label = label;
  options.x =
      drawable({0, static_cast<double>(std::max<std::int64_t>(chains.num_draws, 1) - 1)}, 0);
  options.y = drawable(range_of(chains.values), 0.03);
  options.has_whole_x = true;
  options.legend = legend(num_shown);
  Frame frame(options);
  for (std::int64_t c = 0; c < num_shown; ++c) {
    draw_chain(frame, chains.chain(c), num_bins, chain_style(static_cast<std::size_t>(c)));
  }
  return {frame.svg().to_string(), caption(chains, num_bins)};
}

}  // namespace aleator::report
