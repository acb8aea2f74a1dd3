// SPDX-License-Identifier: Apache-2.0
// Implements the pictures of how long draws remember.
#include "aleator/report/plots/autocorrelation.h"

#include "aleator/base/text.h"
#include "aleator/stats/autocovariance.h"
#include "aleator/stats/effective_sample_size.h"
#include "aleator/stats/moments.h"

#include <algorithm>
#include <cmath>

namespace aleator::report {
namespace {

constexpr std::size_t kMaxLag = 40;
constexpr std::int64_t kNumSteps = 10;

/// The first draws of every chain.
stats::OwnedChains beginning(const stats::Chains& chains, std::int64_t num_draws) {
  stats::OwnedChains out{{}, chains.num_chains, num_draws};
  for (std::int64_t c = 0; c < chains.num_chains; ++c) {
    const auto all = chains.chain(c);
    out.values.insert(out.values.end(), all.begin(), all.begin() + num_draws);
  }
  return out;
}

std::vector<double> correlations(const stats::Chains& chains) {
  if (!stats::is_finite(chains.values) || stats::is_constant(chains.values)) return {};
  std::vector<double> out = stats::mean_autocovariance(chains);
  if (out.size() > kMaxLag + 1) out.resize(kMaxLag + 1);
  const double variance = out.empty() ? 0 : out[0];
  for (double& x : out) x /= variance;
  return out;
}

}  // namespace

Picture autocorrelation(const std::string& name, const stats::Chains& chains) {
  stats::check_chains(chains);
  const std::vector<double> values = correlations(chains);
  FrameOptions options;
  options.title = text(name, ", autocorrelation");
  options.description = "Mean autocorrelation of the chains by lag";
  options.x_label = "lag, in draws";
  options.x = {-0.8, std::max<double>(static_cast<double>(values.size()), 2) - 0.2};
  options.y = {std::min(-0.1, values.empty() ? 0 : *std::min_element(values.begin(), values.end())),
               1.02};
  options.has_whole_x = true;
  Frame frame(options);
  const double base = frame.y(0);
  for (std::size_t lag = 0; lag < values.size(); ++lag) {
    const double x = static_cast<double>(lag), y = frame.y(values[lag]);
    Box bar = frame.column(x - 0.3, x + 0.3);
    bar.top = std::min(y, base);
    bar.height = std::abs(base - y);
    frame.svg().rectangle(bar, "bar");
  }
  frame.svg().line({frame.plot().left, base}, {frame.plot().right(), base}, "axis");
  return {frame.svg().to_string(),
          values.empty() ? "Draws that vary and are finite have one." : ""};
}

Picture effective_size_growth(const std::string& name, const stats::Chains& chains) {
  stats::check_chains(chains);
  std::vector<double> draws, bulk, tail;
  for (std::int64_t step = 1; step <= kNumSteps; ++step) {
    const std::int64_t length = chains.num_draws * step / kNumSteps;
    if (length < 8) continue;
    const stats::OwnedChains part = beginning(chains, length);
    draws.push_back(static_cast<double>(length * chains.num_chains));
    bulk.push_back(stats::ess_bulk(part));
    tail.push_back(stats::ess_tail(part));
  }
  FrameOptions options;
  options.title = text(name, ", effective draws");
  options.description = "Effective sample sizes of the beginning of the run, by its length";
  options.x_label = "draws of all chains";
  options.x = drawable(united({0, 0}, range_of(draws)), 0);
  options.y = drawable(united({0, 0}, united(range_of(bulk), range_of(tail))), 0.03);
  options.y.low = 0;
  options.has_whole_x = true;
  options.legend = {{LegendEntry::Mark::kLine, "chain c0", "bulk"},
                    {LegendEntry::Mark::kLine, "chain c1", "tail"}};
  Frame frame(options);
  const auto draw = [&](const std::vector<double>& sizes, const char* style) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      points.push_back(frame.at(draws[i], sizes[i]));
      frame.svg().circle(points.back(), 2.5, style);
    }
    frame.svg().polyline(points, style);
  };
  draw(bulk, "chain c0");
  draw(tail, "chain c1");
  return {frame.svg().to_string(), ""};
}

}  // namespace aleator::report
