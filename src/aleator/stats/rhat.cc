// SPDX-License-Identifier: Apache-2.0
// Implements R-hat.
#include "aleator/stats/rhat.h"

#include "aleator/stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double potential_scale_reduction(const Chains& chains) {
  if (chains.num_draws < 2 || is_constant(chains.values)) return kNaN;
  const auto n = static_cast<double>(chains.num_draws);
  std::vector<double> means, variances;
  for (std::int64_t c = 0; c < chains.num_chains; ++c) {
    means.push_back(mean(chains.chain(c)));
    variances.push_back(variance(chains.chain(c)));
  }
  return std::sqrt((n * variance(means) / mean(variances) + n - 1) / n);
}

}  // namespace

double rhat(const Chains& chains) { return rhat(SortedDraws(chains)); }

double rhat(const SortedDraws& draws) {
  if (!draws.is_finite()) return kNaN;
  const double bulk = potential_scale_reduction(draws.scores());
  const double tail = potential_scale_reduction(draws.folded_scores());
  return std::isnan(bulk) || std::isnan(tail) ? kNaN : std::max(bulk, tail);
}

double rhat_basic(const Chains& chains) {
  check_chains(chains);
  if (!is_finite(chains.values)) return kNaN;
  const double scale = unit_scale(chains.values);
  return potential_scale_reduction(
      split_chains(transformed(chains, [&](double x) { return x * scale; })));
}

}  // namespace aleator::stats
