// SPDX-License-Identifier: Apache-2.0
// Defines Chains, the view of one scalar quantity's draws that every diagnostic takes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace aleator::stats {

/// The draws of one scalar quantity, row-major [chain][draw]. A view: it owns nothing.
struct Chains {
  std::span<const double> values;
  std::int64_t num_chains = 1;
  std::int64_t num_draws = 0;

  /// The draws of one chain, in order.
  std::span<const double> chain(std::int64_t index) const {
    const auto length = static_cast<std::size_t>(num_draws);
    return values.subspan(static_cast<std::size_t>(index) * length, length);
  }
};

/// Draws with their own storage, for transformed quantities; converts to the view.
struct OwnedChains {
  std::vector<double> values;
  std::int64_t num_chains = 1;
  std::int64_t num_draws = 0;

  operator Chains() const { return {values, num_chains, num_draws}; }
};

/// Throws ShapeError unless there is at least one chain and `values` holds num_chains * num_draws.
void check_chains(const Chains& chains);

/// Halves each chain: n draws become two chains of floor(n / 2); the middle draw of an odd chain
/// is dropped, a single draw stays whole (as R's posterior does).
OwnedChains split_chains(const Chains& chains);

/// fn(x) for every draw.
template <class Function>
OwnedChains transformed(const Chains& chains, Function fn) {
  OwnedChains out{{}, chains.num_chains, chains.num_draws};
  out.values.reserve(chains.values.size());
  for (const double x : chains.values) out.values.push_back(fn(x));
  return out;
}

/// Per chain: did any draw differ from the chain's first one?
std::vector<bool> has_moved(const Chains& chains);

}  // namespace aleator::stats
