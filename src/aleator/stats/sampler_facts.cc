// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/sampler_facts.h"

#include <algorithm>

namespace aleator::stats {
namespace {

using Numbers = std::vector<double>;

/// Empty without a statistic of this name.
Numbers numbers_of(const std::vector<NamedDraws>& sample_stats, const char* name) {
  for (const NamedDraws& statistic : sample_stats) {
    if (statistic.name == name) return statistic.draws.values();
  }
  return {};
}

std::int64_t count_at_least(const Numbers& numbers, double least) {
  return std::count_if(numbers.begin(), numbers.end(), [&](double x) { return x >= least; });
}

bool is_all_zero(const Numbers& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double x) { return x == 0; });
}

/// Of each chain.
Numbers means(const Numbers& numbers, std::int64_t num_chains) {
  if (numbers.empty()) return {};
  const auto num_draws = static_cast<std::ptrdiff_t>(numbers.size()) / num_chains;
  Numbers result;
  for (auto first = numbers.begin(); first != numbers.end(); first += num_draws) {
    double total = 0;
    std::for_each(first, first + num_draws, [&](double x) { total += x; });
    result.push_back(total / static_cast<double>(num_draws));
  }
  return result;
}

}  // namespace

SamplerFacts facts_of(const std::vector<NamedDraws>& sample_stats, std::int64_t num_chains,
                      std::int64_t num_draws, const SamplerFactsOptions& options) {
  SamplerFacts facts{.num_chains = num_chains, .num_draws = num_draws};
  const auto numbers = [&](const char* name) { return numbers_of(sample_stats, name); };
  if (const Numbers diverging = numbers("diverging"); !diverging.empty())
    facts.num_divergences = count_at_least(diverging, 1);
  const Numbers depth = numbers("tree_depth"), at_limit = numbers("reached_max_treedepth");
  if (!is_all_zero(depth)) {
    facts.num_tree_depth_limits =
        at_limit.empty() ? count_at_least(depth, static_cast<double>(options.max_tree_depth))
                         : count_at_least(at_limit, 1);
  }
  facts.mean_acceptance = means(numbers("acceptance_rate"), num_chains);
  const Numbers energy = numbers("energy");
  if (!is_all_zero(energy)) facts.energy = energy;
  return facts;
}

}  // namespace aleator::stats
