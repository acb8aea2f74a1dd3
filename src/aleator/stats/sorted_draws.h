// SPDX-License-Identifier: Apache-2.0
// Defines SortedDraws, the draws of a quantity sorted once for all estimates that need ranks.
#pragma once

#include "aleator/stats/chains.h"

namespace aleator::stats {

/// What quantiles, rank-normalised R-hat and effective sizes of one quantity share: its draws, and
/// its halved chains, in order. A view: the draws must outlive it.
class SortedDraws {
 public:
  explicit SortedDraws(const Chains& chains);

  const Chains& chains() const { return chains_; }
  /// Whether all draws are finite.
  bool is_finite() const { return is_finite_; }
  /// Whether there are draws and all are equal; of no draws, true.
  bool is_constant() const { return is_constant_; }
  /// split_chains(chains).
  const OwnedChains& halves() const { return halves_; }

  /// As quantile(chains.values, probability).
  double quantile(double probability) const;
  /// The draw of a rank, counted from one.
  double order_statistic(double rank) const;
  /// rank_normalize(halves), and the same of |x - median|. The draws must be finite.
  OwnedChains scores() const;
  OwnedChains folded_scores() const;

 private:
  const Chains chains_;
  bool is_finite_, is_constant_, has_nan_;
  OwnedChains halves_;
  std::vector<std::uint32_t> half_order_;  // sorts the halves; draws in the middle are not theirs
  std::vector<double> sorted_, sorted_halves_;  // the second empty where it would be the first
  const std::vector<double>& sorted_halves() const {
    return sorted_halves_.empty() ? sorted_ : sorted_halves_;
  }
};

}  // namespace aleator::stats
