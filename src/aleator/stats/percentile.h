// SPDX-License-Identifier: Apache-2.0
// Declares percentiles of the elements of arrays. Names are TFP's.
#pragma once

#include "aleator/array/ops/reduce.h"

namespace aleator::stats {

/// What stands for a percentile that falls between two neighbours of the sorted elements.
enum class Interpolation {
  nearest,  ///< the nearer one, of two equally near ones that at an even position
  lower,
  higher,
  midpoint,  ///< their mean
  linear     ///< on the line between them
};

struct PercentileOptions {
  Axes axis = {};  ///< of the samples; all axes when left out
  Interpolation interpolation = Interpolation::nearest;
  bool keep_dims = false;  ///< the axes of samples stay with length 1
};

/// The q-th percentiles, 0 <= q <= 100: with n sorted samples x_0, x_1, ..., the one at position
/// q / 100 (n - 1). NaN where a sample is NaN, where q is NaN or outside, and of no samples.
///
/// Shape: that of q, then that of x without the samples. The gradient is that of the elements that
/// are chosen. ValueError for a known q outside 0..100.
/// Agrees with numpy.percentile, whose methods have the same names (by default it is linear).
Array percentile(const Array& x, const Array& q, const PercentileOptions& options = {});

/// Cut points that divide the samples into num_quantiles groups of equal size: the percentiles at
/// 0, 100 / num_quantiles, ..., 100, along a new first axis of length num_quantiles + 1.
Array quantiles(const Array& x, std::int64_t num_quantiles, const PercentileOptions& options = {});

}  // namespace aleator::stats
