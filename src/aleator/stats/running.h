// SPDX-License-Identifier: Apache-2.0
// Declares running moments and R-hat, for draws that are not kept. Names are TFP's.
#pragma once

#include "aleator/array/array.h"

#include <cstdint>
#include <optional>

namespace aleator::stats {

// Each is a state, a tree of Arrays, that pure functions take on: it may be the state of a loop
// inside a compiled function. A new sample has the shape of the state, or, if `axis` says so, that
// shape with an axis of several samples. Sums of squares are of deviations from the running mean
// (Chan, Golub and LeVeque 1983, Algorithms for computing the sample variance), so a large mean
// costs no digits. Before the first sample means are 0, and variances 0 / 0.

struct RunningMean {
  Array num_samples;  ///< a scalar of the dtype of the mean
  Array mean;

  static RunningMean from_shape(const Shape& shape, Dtype dtype = float64);
  RunningMean update(const Array& new_sample, std::optional<std::int64_t> axis = {}) const;
};

struct RunningVariance {
  Array num_samples, mean, sum_squared_residuals;

  static RunningVariance from_shape(const Shape& shape, Dtype dtype = float64);
  RunningVariance update(const Array& new_sample, std::optional<std::int64_t> axis = {}) const;
  Array variance(int ddof = 0) const;  ///< sum_squared_residuals / (num_samples - ddof)
  Array stddev(int ddof = 0) const;
};

struct RunningCovariance {
  Array num_samples, mean;
  Array sum_squared_residuals;   ///< batch + event + event
  std::int64_t event_ndims = 1;  ///< how many of the last axes are one event

  static RunningCovariance from_shape(const Shape& shape, Dtype dtype = float64,
                                      std::int64_t event_ndims = 1);
  RunningCovariance update(const Array& new_sample, std::optional<std::int64_t> axis = {}) const;
  Array covariance(int ddof = 0) const;
};

/// Gelman and Rubin's statistic of chains that are not split (Brooks and Gelman 1998): with n
/// samples of each of m chains, W the mean of the chains' variances and B / n the variance of
/// their means, (m + 1) / m ((n - 1) / n W + B / n) / W - (n - 1) / (m n). As in TFP no root is
/// taken.
struct RunningPotentialScaleReduction {
  RunningVariance chain_variance;
  std::int64_t independent_chain_ndims = 1;  ///< how many of the first axes are chains

  static RunningPotentialScaleReduction from_shape(const Shape& shape, Dtype dtype = float64,
                                                   std::int64_t independent_chain_ndims = 1);
  RunningPotentialScaleReduction update(const Array& new_sample,
                                        std::optional<std::int64_t> axis = {}) const;
  /// Of the shape without the chains; NaN before the second sample.
  Array potential_scale_reduction() const;
};

}  // namespace aleator::stats
