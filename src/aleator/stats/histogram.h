// SPDX-License-Identifier: Apache-2.0
// Declares counts of samples in bins. Names are TFP's.
#pragma once

#include "aleator/array/ops/reduce.h"

#include <optional>

namespace aleator::stats {

struct FindBinsOptions {
  bool extend_lower_interval = false;  ///< the first bin begins at -inf
  bool extend_upper_interval = false;  ///< the last bin ends at inf
};
/// The bin of each element of x: k where edges[k] <= x < edges[k + 1], for the last bin also where
/// x is its upper edge; NaN outside of all bins and for NaN. The result is of x's shape and of its
/// dtype (float64 for integers).
///
/// edges: [K + 1], increasing, for all of x, or [K + 1, ...] where the axes after the first are
/// those of x.
Array find_bins(const Array& x, const Array& edges, const FindBinsOptions& options = {});

struct HistogramOptions {
  std::optional<Array> weights = {};  ///< of the samples, broadcast to x; 1 when left out
  Axes axis = {};                     ///< of the samples; all axes when left out
  bool extend_lower_interval = false;
  bool extend_upper_interval = false;
};
/// The sum of the weights in each bin, by the bins of `find_bins`: [K], then the axes of x without
/// the samples. Samples outside of all bins are not counted. Differentiable in the weights.
Array histogram(const Array& x, const Array& edges, const HistogramOptions& options = {});

struct CountIntegersOptions {
  std::optional<Array> weights = {};           ///< of the elements, broadcast to x
  std::int64_t minlength = 0;                  ///< the result has at least so many counts
  std::optional<std::int64_t> maxlength = {};  ///< larger integers are not counted
  Axes axis = {};                              ///< that are counted; all axes when left out
};
/// How often each of 0, 1, 2, ... is in x: [num], then the axes of x that are not counted. num is
/// one more than the largest integer, within minlength and maxlength; inside traced functions,
/// where that is not known, it is maxlength, which must be given. ValueError for negative integers.
Array count_integers(const Array& x, const CountIntegersOptions& options = {});

}  // namespace aleator::stats
