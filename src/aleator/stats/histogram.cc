// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/histogram.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/stats/sample_axes.h"

#include <algorithm>
#include <limits>

namespace aleator::stats {
namespace {

void check_edges(const Array& x, const Array& edges) {
  if (edges.rank() < 1 || edges.dim(0) < 2)
    throw ShapeError(
        text("find_bins: edges must be two or more along their first axis, got ", edges.shape()));
  if (edges.rank() > 1 && edges.rank() != x.rank())
    throw ShapeError(
        text("find_bins: edges must be [K + 1] or have the axes of x after the first, "
             "got ",
             edges.shape(), " for ", x.shape()));
}

/// How many of the edges are at or below each element.
Array num_edges_below(const Array& x, const Array& edges) {
  if (edges.rank() == 1) return searchsorted(edges, x, Side::Right);
  const Array each = reshape(edges, Shape{edges.dim(0), 1} + edges.shape().slice(1, edges.rank()));
  return sum(astype(expand_dims(x, 0) >= each, int64), {.axes = {0}});
}

/// Sums of the weights, [samples, ...] at positions 0..num-1; others are left out.
Array added_at(const Array& positions, const Array& weights, std::int64_t num) {
  const std::int64_t columns = positions.size() / std::max<std::int64_t>(1, positions.dim(0));
  const Shape rest = positions.shape().slice(1, positions.rank());
  const Array flat = reshape(positions, {positions.dim(0), columns});
  const Array is_counted = logical_and(flat >= 0, flat < num);
  const Array target = where(is_counted, flat * columns + arange(columns), num * columns);
  const Array sums = add_at(zeros({num * columns + 1}, weights.dtype()), ravel(target),
                            ravel(reshape(weights, flat.shape())));
  return reshape(slice_axis(sums, 0, 0, num * columns), Shape{num} + rest);
}

Array weights_of(const std::optional<Array>& weights, const Array& x, Dtype dtype) {
  return broadcast_to(weights.value_or(ones({}, dtype)), x.shape());
}

}  // namespace

Array find_bins(const Array& x, const Array& edges, const FindBinsOptions& options) {
  check_edges(x, edges);
  const Array values = as_floating(x), ends = as_floating(edges);
  const std::int64_t num = ends.dim(0) - 1;
  const Array below = num_edges_below(values, ends);
  const Array first = ends[0], last = ends[num];
  Array is_inside = logical_not(is_nan(values));
  if (!options.extend_lower_interval) is_inside = logical_and(is_inside, values >= first);
  if (!options.extend_upper_interval) is_inside = logical_and(is_inside, values <= last);
  const Array bin = clip(below - 1, 0, num - 1);
  return astype(where(is_inside, astype(bin, float64), std::numeric_limits<double>::quiet_NaN()),
                values.dtype());
}

Array histogram(const Array& x, const Array& edges, const HistogramOptions& options) {
  const Array bins = find_bins(x, edges,
                               {.extend_lower_interval = options.extend_lower_interval,
                                .extend_upper_interval = options.extend_upper_interval});
  const Array positions = astype(where(is_nan(bins), -1., bins), int64);
  const Array weights = weights_of(options.weights, x, bins.dtype());
  return added_at(samples_first("histogram", positions, options.axis),
                  samples_first("histogram", weights, options.axis), edges.dim(0) - 1);
}

Array count_integers(const Array& x, const CountIntegersOptions& options) {
  if (is_floating(x.dtype()))
    throw DtypeError(text("count_integers: needs integers, got ", x.dtype()));
  if (!x.is_known() && !options.maxlength)
    throw ValueError("count_integers: option 'maxlength' must be given inside traced functions");
  const bool is_empty = x.size() == 0;
  if (x.is_known() && !is_empty && min(x).item() < 0)
    throw ValueError(text("count_integers: integers must be 0 or more, got ", min(x).item()));
  std::int64_t num = options.maxlength.value_or(0);
  if (x.is_known()) {
    const std::int64_t seen = is_empty ? 0 : static_cast<std::int64_t>(max(x).item()) + 1;
    num = std::max(seen, options.minlength);
    if (options.maxlength) num = std::min(num, *options.maxlength);
  }
  const Array weights = weights_of(options.weights, x, int64);
  return added_at(samples_first("count_integers", astype(x, int64), options.axis),
                  samples_first("count_integers", weights, options.axis), num);
}

}  // namespace aleator::stats
