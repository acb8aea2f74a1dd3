// SPDX-License-Identifier: Apache-2.0
// Implements the checks and the halving of chains.
#include "aleator/stats/chains.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::stats {

void check_chains(const Chains& chains) {
  const auto size = static_cast<std::int64_t>(chains.values.size());
  const bool is_filled = chains.num_chains > 0 && chains.num_draws >= 0;
  if (is_filled && size % chains.num_chains == 0 && size / chains.num_chains == chains.num_draws) {
    return;
  }
  throw ShapeError(text("Chains: 'values' must hold num_chains * num_draws draws, got ", size,
                        " values for ", chains.num_chains, " chains of ", chains.num_draws,
                        " draws"));
}

OwnedChains split_chains(const Chains& chains) {
  const std::int64_t n = chains.num_draws;
  if (n < 2) {
    return {{chains.values.begin(), chains.values.end()}, chains.num_chains, n};
  }
  const auto half = static_cast<std::size_t>(n / 2);
  OwnedChains out{{}, 2 * chains.num_chains, n / 2};
  out.values.reserve(2 * half * static_cast<std::size_t>(chains.num_chains));
  for (std::int64_t c = 0; c < chains.num_chains; ++c) {
    for (const auto part : {chains.chain(c).first(half), chains.chain(c).last(half)}) {
      out.values.insert(out.values.end(), part.begin(), part.end());
    }
  }
  return out;
}

std::vector<bool> has_moved(const Chains& chains) {
  check_chains(chains);
  std::vector<bool> out;
  for (std::int64_t c = 0; c < chains.num_chains; ++c) {
    const auto draws = chains.chain(c);
    out.push_back(
        std::any_of(draws.begin(), draws.end(), [&](double x) { return x != draws.front(); }));
  }
  return out;
}

}  // namespace aleator::stats
