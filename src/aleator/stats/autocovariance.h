// SPDX-License-Identifier: Apache-2.0
// Defines the autocovariance of chains.
#pragma once

#include "aleator/stats/chains.h"

#include <cstdint>
#include <vector>

namespace aleator::stats {

/// The biased autocovariance at lags 0..n-1, averaged over the chains (each about its own mean):
///
///   gamma(t) = mean over chains of (1 / n) sum_{i < n - t} (x_i - mean) (x_{i + t} - mean)
///
/// O(n log n) per chain. Unit: that of the quantity, squared.
std::vector<double> mean_autocovariance(const Chains& chains);

/// The same for those who look at lags in order and stop early, as sums over autocorrelations do:
/// the first lags are sums of products, some at a time; who goes on gets all of them by
/// mean_autocovariance. The chains must live longer than this.
class Autocovariance {
 public:
  explicit Autocovariance(const Chains& chains);
  double operator[](std::size_t lag);
  const std::vector<double>& means() const { return means_; }  ///< of the chains

 private:
  void add_lags();

  const Chains chains_;
  std::size_t stride_;            ///< of a chain in centered_: its draws, then zeros
  std::vector<double> centered_;  ///< about the mean of each chain
  std::vector<double> means_ = {};
  std::vector<double> known_ = {};  ///< at lags 0, 1, ...
};

/// The same of whether draws are at most `threshold`, by counting bits: the precision of a quantile
/// needs it. The chains must live longer than this.
class IndicatorAutocovariance {
 public:
  IndicatorAutocovariance(const Chains& chains, double threshold);
  double operator[](std::size_t lag);
  const std::vector<double>& means() const { return means_; }  ///< of the chains

 private:
  /// A bit a draw, and words of zeros behind, so that a shifted word can always be read.
  using Bits = std::vector<std::uint64_t>;
  double sum_of_products(std::size_t chain, std::size_t lag) const;

  const Chains chains_;
  const double threshold_;
  std::vector<Bits> bits_ = {};  ///< of each chain
  std::vector<double> means_ = {};
  std::vector<double> all_ = {};  ///< at all lags, once many have been asked for
};

}  // namespace aleator::stats
