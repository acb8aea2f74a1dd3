// SPDX-License-Identifier: Apache-2.0
// Declares how chains wait for lanes where there are more of them than lanes.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/mcmc/chain_program.h"

#include <vector>

namespace aleator::mcmc {

/// So many chains of this dtype fill the lanes of one call.
std::int64_t chains_at_once(Dtype dtype);

/// Places of the `number` chains that have made the fewest transitions, in order. A chain with long
/// trajectories then goes on side by side with others of its kind, instead of keeping the lanes
/// beside it idle.
std::vector<std::int64_t> furthest_behind(const Array& num_done, std::int64_t number);

/// The chains of a block while some of them are advanced at a time. The block has its states again
/// when this ends, and what has been done meanwhile.
class WaitingChains {
 public:
  explicit WaitingChains(ChainBlock& block);
  WaitingChains(const WaitingChains&) = delete;
  WaitingChains& operator=(const WaitingChains&) = delete;
  ~WaitingChains();

  ChainBlock take(const std::vector<std::int64_t>& places) const;
  void put_back(const std::vector<std::int64_t>& places, const ChainBlock& chains);

 private:
  ChainBlock& block_;
  std::vector<Buffer> leaves_;  ///< states, then statistics, each [chains, ...]
};

}  // namespace aleator::mcmc
