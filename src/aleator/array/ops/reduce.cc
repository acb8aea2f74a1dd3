// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/reduce.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace aleator {
namespace {

Array reduce(const Primitive& primitive, const char* who, const Array& x,
             const ReduceOptions& options) {
  const Dims axes = options.axes.resolve(x.rank(), who);
  const Array reduced = axes.empty() ? x : apply(primitive, {x}, attributes(Reduce{axes}));
  if (!options.keep_dims) return reduced;
  Shape kept = x.shape();
  for (const std::int64_t axis : axes) kept[axis] = 1;
  return reshape(reduced, kept);
}

const Array& as_bool(const Array& x, const char* who) {
  if (!is_boolean(x.dtype())) throw DtypeError(text(who, ": needs bools, got ", x.dtype()));
  return x;
}

std::int64_t count(const Array& x, const ReduceOptions& options, const char* who) {
  std::int64_t n = 1;
  for (const std::int64_t axis : options.axes.resolve(x.rank(), who)) n *= x.shape()[axis];
  return n;
}

Array along(const Primitive& primitive, const Array& x, std::int64_t axis,
            bool is_reverse = false) {
  return apply(primitive, {x},
               attributes(AlongAxis{normalize_axis(axis, x.rank(), primitive.name), is_reverse}));
}

}  // namespace

Dims Axes::resolve(std::int64_t rank, const char* who) const {
  if (axes_) return normalize_axes(*axes_, rank, who);
  Dims all(static_cast<std::size_t>(rank));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

Array sum(const Array& x, const ReduceOptions& options) {
  return reduce(kReduceSum, "sum", as_numeric(x), options);
}
Array mean(const Array& x, const ReduceOptions& options) {
  return as_floating(sum(x, options)) / static_cast<double>(count(x, options, "mean"));
}
Array product(const Array& x, const ReduceOptions& options) {
  return reduce(kReduceProduct, "product", as_numeric(x), options);
}
Array max(const Array& x, const ReduceOptions& options) {
  return reduce(kReduceMax, "max", x, options);
}
Array min(const Array& x, const ReduceOptions& options) {
  return reduce(kReduceMin, "min", x, options);
}
Array all(const Array& x, const ReduceOptions& options) {
  return reduce(kReduceAnd, "all", as_bool(x, "all"), options);
}
Array any(const Array& x, const ReduceOptions& options) {
  return reduce(kReduceOr, "any", as_bool(x, "any"), options);
}

Array variance(const Array& x, const ReduceOptions& options, int ddof) {
  const Array centred = x - mean(x, {.axes = options.axes, .keep_dims = true});
  return sum(square(centred), options) / static_cast<double>(count(x, options, "variance") - ddof);
}
Array stddev(const Array& x, const ReduceOptions& options, int ddof) {
  return sqrt(variance(x, options, ddof));
}

Array logsumexp(const Array& x, const ReduceOptions& options) {
  const Array values = as_floating(x);
  const Array largest = stop_gradient(max(values, {.axes = options.axes, .keep_dims = true}));
  // An infinite maximum would give inf - inf.
  const Array shift = where(is_finite(largest), largest, 0.);
  const Array total = sum(exp(values - shift), options);
  // Nothing but -inf: there is no slope, and the logarithm's would be infinite.
  const Array is_void = total == 0.;
  const Array value = log(where(is_void, 1., total)) + reshape(shift, total.shape());
  return where(is_void, -std::numeric_limits<double>::infinity(), value);
}

Array argmax(const Array& x, std::int64_t axis) { return along(kArgmax, x, axis); }
Array argmin(const Array& x, std::int64_t axis) { return along(kArgmin, x, axis); }
Array cumulative_sum(const Array& x, std::int64_t axis, bool is_reverse) {
  return along(kCumulativeSum, as_numeric(x), axis, is_reverse);
}
Array cumulative_product(const Array& x, std::int64_t axis, bool is_reverse) {
  return along(kCumulativeProduct, as_numeric(x), axis, is_reverse);
}
Array cumulative_max(const Array& x, std::int64_t axis, bool is_reverse) {
  return along(kCumulativeMax, x, axis, is_reverse);
}
Array cumulative_min(const Array& x, std::int64_t axis, bool is_reverse) {
  return along(kCumulativeMin, x, axis, is_reverse);
}

}  // namespace aleator
