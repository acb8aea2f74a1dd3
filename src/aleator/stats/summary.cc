// SPDX-License-Identifier: Apache-2.0
// Implements the table of estimates.
#include "aleator/stats/summary.h"

#include "aleator/stats/diagnostics.h"
#include "aleator/stats/digits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>

namespace aleator::stats {
namespace {

constexpr std::size_t kGap = 2;

/// Characters on a terminal: bytes that do not continue a UTF-8 sequence.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string spaces(std::size_t count) { return std::string(count, ' '); }

std::vector<std::size_t> column_widths(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> out(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) out[i] = std::max(out[i], width(row[i]));
  }
  return out;
}

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  const std::vector<std::size_t> widths = column_widths(rows);
  std::string out;
  for (const auto& row : rows) {
    out += row[0] + spaces(widths[0] - width(row[0]));
    for (std::size_t i = 1; i < row.size(); ++i) {
      out += spaces(kGap + widths[i] - width(row[i])) + row[i];
    }
    out += '\n';
  }
  return out;
}

/// Effective size and error of one quantile: the error needs the size.
struct QuantilePrecision {
  double ess, mcse;
  QuantilePrecision(const SortedDraws& draws, double probability)
      : ess(ess_quantile(draws, probability)), mcse(mcse_quantile(draws, probability, ess)) {}
};

}  // namespace

const std::vector<std::string>& column_names() {
  static const std::vector<std::string> names = {"mean", "sd",       "mcse",     "q5",  "q50",
                                                 "q95",  "ess_bulk", "ess_tail", "rhat"};
  return names;
}

std::vector<std::string> QuantitySummary::cells() const {
  return {estimate_text(mean, mcse),  estimate_text(sd, mcse_sd),   error_text(mcse),
          estimate_text(q5, mcse_q5), estimate_text(q50, mcse_q50), estimate_text(q95, mcse_q95),
          ess_text(ess_bulk),         ess_text(ess_tail),           rhat_text(rhat)};
}

QuantitySummary summarize(const std::string& name, const Chains& chains,
                          std::span<const std::int64_t> superchain_ids) {
  const SortedDraws draws(chains);
  const auto& x = chains.values;
  const QuantilePrecision at5(draws, 0.05), at50(draws, 0.5), at95(draws, 0.95);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double tail = std::isnan(at5.ess + at95.ess) ? nan : std::min(at5.ess, at95.ess);
  return {.name = name,
          .mean = mean(x),
          .sd = standard_deviation(x),
          .mcse = mcse_mean(chains),
          .q5 = draws.quantile(0.05),
          .q50 = draws.quantile(0.5),
          .q95 = draws.quantile(0.95),
          .ess_bulk = ess_bulk(draws),
          .ess_tail = tail,
          .rhat = superchain_ids.empty() ? rhat(draws) : rhat_nested(draws, superchain_ids),
          .mcse_sd = mcse_sd(chains),
          .mcse_q5 = at5.mcse,
          .mcse_q50 = at50.mcse,
          .mcse_q95 = at95.mcse};
}

std::string Summary::to_string() const {
  std::vector<std::vector<std::string>> rows = {{""}};
  rows[0].insert(rows[0].end(), column_names().begin(), column_names().end());
  for (const QuantitySummary& quantity : quantities) {
    rows.push_back({quantity.name});
    const auto cells = quantity.cells();
    rows.back().insert(rows.back().end(), cells.begin(), cells.end());
  }
  return aligned(rows);
}

std::ostream& operator<<(std::ostream& out, const Summary& summary) {
  return out << summary.to_string();
}

}  // namespace aleator::stats
