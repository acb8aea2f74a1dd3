// SPDX-License-Identifier: Apache-2.0
// Declares moments of the elements of arrays, over axes of samples. Names are TFP's.
#pragma once

#include "aleator/array/ops/reduce.h"

#include <optional>

namespace aleator::stats {

struct SampleMomentOptions {
  Axes sample_axis = {0};
  bool keep_dims = false;  ///< the axes of samples stay with length 1
};
/// The mean squared deviation from the mean of the samples (a sum divided by their number), and its
/// square root.
Array variance(const Array& x, const SampleMomentOptions& options = {});
Array stddev(const Array& x, const SampleMomentOptions& options = {});

struct CovarianceOptions {
  Axes sample_axis = {0};
  /// Of the elements of a vector, all pairs of which are taken: the result has the other axes, then
  /// this one twice. Without it the covariance is that of each element of x with the same of y.
  std::optional<std::int64_t> event_axis = -1;
};
/// The mean over samples of (x - mean(x)) (y - mean(y))'; y has the shape of x. By default y is x.
Array covariance(const Array& x, const CovarianceOptions& options = {});
Array covariance(const Array& x, const Array& y, const CovarianceOptions& options = {});
/// covariance(x, y) over the standard deviations of x and y: Pearson's.
Array correlation(const Array& x, const CovarianceOptions& options = {});
Array correlation(const Array& x, const Array& y, const CovarianceOptions& options = {});
/// The lower triangular L with L L' the covariance of the vectors along the last axis; NaN where
/// that is not positive definite, as with fewer samples than elements.
Array cholesky_covariance(const Array& x, const Axes& sample_axis = {0});

struct AutoCorrelationOptions {
  std::int64_t axis = -1;                     ///< of time
  std::optional<std::int64_t> max_lags = {};  ///< by default all: the length of the axis, less 1
  bool center = true;                         ///< about the mean
  bool normalize = true;                      ///< the first is 1; where all x are equal, NaN
};
/// At lags m = 0, ..., max_lags along the axis, 1 / (n - m) times the sum over i of x[i] x[i + m]:
/// unbiased for a mean that is known, and for long lags noisy. O(n log n) by Fourier transforms.
Array auto_correlation(const Array& x, const AutoCorrelationOptions& options = {});

/// The variance of the samples up to each: element i is that of x[0], ..., x[i] (the first is 0).
/// Squares of deviations are added, so a large mean costs no digits (Welford 1962).
Array cumulative_variance(const Array& x, std::int64_t sample_axis = 0);

struct WindowOptions {
  /// Window i is x[low_indices[i]], ..., before x[high_indices[i]]; [num] each, integers. By
  /// default high_indices are 1, ..., n, and low_indices half of them: the later half of what is
  /// there.
  std::optional<Array> low_indices = {}, high_indices = {};
  std::int64_t axis = 0;
};
/// The mean, and the variance, of the samples of each window, which takes their axis; NaN for empty
/// windows. Differences of running sums about the mean of all: O(n) for any number of windows.
Array windowed_mean(const Array& x, const WindowOptions& options = {});
Array windowed_variance(const Array& x, const WindowOptions& options = {});

}  // namespace aleator::stats
