// SPDX-License-Identifier: Apache-2.0
// Implements draws that are sorted once.
#include "aleator/stats/sorted_draws.h"

#include "aleator/stats/moments.h"
#include "aleator/stats/order.h"
#include "aleator/stats/quantile.h"
#include "aleator/stats/rank_normalize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator::stats {
namespace {

std::vector<double> in_order(const std::vector<double>& values,
                             const std::vector<std::uint32_t>& order) {
  std::vector<double> sorted;
  sorted.reserve(values.size());
  for (const std::uint32_t i : order) sorted.push_back(values[i]);
  return sorted;
}

}  // namespace

SortedDraws::SortedDraws(const Chains& chains) : chains_(chains) {
  check_chains(chains);
  is_finite_ = stats::is_finite(chains.values);
  is_constant_ = stats::is_constant(chains.values);
  has_nan_ = !is_finite_ && std::any_of(chains.values.begin(), chains.values.end(),
                                        [](double x) { return std::isnan(x); });
  halves_ = split_chains(chains);
  if (has_nan_) return;
  half_order_ = sorted_order(halves_.values);
  sorted_ = in_order(halves_.values, half_order_);
  if (halves_.values.size() == chains.values.size()) return;
  // Chains of odd length leave out a draw each.
  sorted_halves_ = std::move(sorted_);
  sorted_.assign(chains.values.begin(), chains.values.end());
  std::sort(sorted_.begin(), sorted_.end());
}

double SortedDraws::quantile(double probability) const {
  if (has_nan_ || sorted_.empty()) return stats::quantile(chains_.values, probability);
  return quantile_of_sorted(sorted_, probability);
}

double SortedDraws::order_statistic(double rank) const {
  if (has_nan_) return std::numeric_limits<double>::quiet_NaN();
  return sorted_[static_cast<std::size_t>(rank) - 1];
}

OwnedChains SortedDraws::scores() const {
  return scores_of_sorted(sorted_halves(), half_order_, halves_);
}

OwnedChains SortedDraws::folded_scores() const {
  const double center = quantile(0.5);
  const std::vector<double>& sorted = sorted_halves();
  const std::size_t size = sorted.size();
  const auto distance = [&](std::size_t i) { return std::abs(sorted[i] - center); };
  // Distances grow to both sides of the center: merged from there, they are sorted.
  auto right = static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), center) -
                                        sorted.begin());
  std::size_t left = right;  // one beyond the next on this side
  std::vector<double> distances;
  std::vector<std::uint32_t> order;
  distances.reserve(size);
  order.reserve(size);
  while (distances.size() < size) {
    const bool takes_left = left > 0 && (right == size || distance(left - 1) <= distance(right));
    const std::size_t at = takes_left ? --left : right++;
    distances.push_back(distance(at));
    order.push_back(half_order_[at]);
  }
  return scores_of_sorted(distances, order, halves_);
}

}  // namespace aleator::stats
