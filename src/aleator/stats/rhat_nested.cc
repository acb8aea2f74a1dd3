// SPDX-License-Identifier: Apache-2.0
// Implements nested R-hat.
#include "aleator/stats/rhat_nested.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace aleator::stats {
namespace {

using Superchains = std::map<std::int64_t, std::vector<std::int64_t>>;

Superchains group(const Chains& chains, std::span<const std::int64_t> superchain_ids) {
  if (superchain_ids.size() != static_cast<std::size_t>(chains.num_chains)) {
    throw ShapeError(text("rhat_nested: superchain_ids must have one entry per chain, ",
                          chains.num_chains, ", got ", superchain_ids.size()));
  }
  Superchains groups;
  for (std::size_t c = 0; c < superchain_ids.size(); ++c)
    groups[superchain_ids[c]].push_back(static_cast<std::int64_t>(c));
  const std::size_t size = groups.begin()->second.size();
  for (const auto& [id, members] : groups) {
    if (members.size() == size && groups.size() > 1) continue;
    throw ValueError(
        text("rhat_nested: there must be two superchains or more, of equally many "
             "chains, got ",
             groups.size(), ", of ", size, " and ", members.size(), " chains"));
  }
  return groups;
}

struct Superchain {
  double mean, variance;
};

Superchain summarize(const Chains& chains, const std::vector<std::int64_t>& members) {
  std::vector<double> means, variances;
  for (const std::int64_t c : members) {
    means.push_back(mean(chains.chain(c)));
    variances.push_back(chains.num_draws > 1 ? variance(chains.chain(c)) : 0);
  }
  const double between = means.size() > 1 ? variance(means) : 0;
  return {mean(means), between + mean(variances)};
}

}  // namespace

double rhat_nested(const Chains& chains, std::span<const std::int64_t> superchain_ids) {
  check_chains(chains);
  const Superchains groups = group(chains, superchain_ids);
  const bool has_answer =
      chains.num_draws > 0 && is_finite(chains.values) && !is_constant(chains.values);
  if (!has_answer) return std::numeric_limits<double>::quiet_NaN();
  const double scale = unit_scale(chains.values);
  const OwnedChains scaled = transformed(chains, [&](double x) { return x * scale; });
  std::vector<double> means, variances;
  for (const auto& [id, members] : groups) {
    const Superchain superchain = summarize(scaled, members);
    means.push_back(superchain.mean);
    variances.push_back(superchain.variance);
  }
  return std::sqrt(1 + variance(means) / mean(variances));
}

double rhat_nested(const SortedDraws& draws, std::span<const std::int64_t> superchain_ids) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  group(draws.chains(), superchain_ids);  // names what does not fit in the caller's numbers
  if (!draws.is_finite()) return kNaN;
  const OwnedChains scores = draws.scores();
  const std::int64_t num_parts = scores.num_chains / draws.chains().num_chains;
  std::vector<std::int64_t> ids_of_parts;
  for (const std::int64_t id : superchain_ids) {
    for (std::int64_t part = 0; part < num_parts; ++part) ids_of_parts.push_back(id);
  }
  const double bulk = rhat_nested(scores, ids_of_parts),
               tail = rhat_nested(draws.folded_scores(), ids_of_parts);
  return std::isnan(bulk) || std::isnan(tail) ? kNaN : std::max(bulk, tail);
}

std::vector<std::int64_t> superchain_ids(std::int64_t num_chains, std::int64_t num_superchains) {
  std::vector<std::int64_t> ids;
  if (num_superchains == 0) return ids;
  for (std::int64_t c = 0; c < num_chains; ++c) ids.push_back(c * num_superchains / num_chains);
  return ids;
}

}  // namespace aleator::stats
