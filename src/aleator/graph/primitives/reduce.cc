// SPDX-License-Identifier: Apache-2.0
// Defines reductions: sum, product, maximum, minimum, and, or.
#include "aleator/graph/primitives/reduce.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <algorithm>
#include <limits>

namespace aleator {
namespace {

Shape kept_shape(const Shape& from, const Dims& axes) {
  Dims dims;
  for (std::int64_t axis = 0; axis < from.rank(); ++axis) {
    if (!is_reduced(axes, axis)) dims.push_back(from[axis]);
  }
  return Shape(dims);
}

ArrayTypes infer_reduce(const InferContext& c) {
  if (!contains(c.primitive.dtypes, c.inputs[0].dtype)) {
    throw DtypeError(text(c.primitive.name, ": not defined for ", c.inputs[0].dtype));
  }
  const Dims axes =
      normalize_axes(c.attributes_as<Reduce>().axes, c.inputs[0].shape.rank(), c.primitive.name);
  return {{.dtype = c.inputs[0].dtype, .shape = kept_shape(c.inputs[0].shape, axes)}};
}

int lane_reduce(const LaneContext& c) {
  const int lane = c.inputs[0].lane_axis;
  const Dims& axes = c.attributes_as<Reduce>().axes;
  if (is_reduced(axes, lane)) return kNoLane;
  return lane - static_cast<int>(std::count_if(axes.begin(), axes.end(),
                                               [&](auto axis) { return axis < lane; }));
}

Dims shifted(Dims axes) {
  for (std::int64_t& axis : axes) ++axis;
  return axes;
}

Arrays batch_reduce(const BatchContext& c) {
  return {
      apply(c.primitive, c.inputs, attributes(Reduce{shifted(c.attributes_as<Reduce>().axes)}))};
}

/// A value of the output's shape repeated along the reduced axes of the input.
Array spread(const Array& reduced, const Array& like, const Dims& axes) {
  Shape kept = like.shape();
  for (const std::int64_t axis : axes) kept[axis] = 1;
  return broadcast_to(reshape(reduced, kept), like.shape());
}

Arrays vjp_sum(const VjpContext& c) {
  return {spread(c.cotangents[0], c.inputs[0], c.attributes_as<Reduce>().axes)};
}

/// The cotangent, shared among equal extrema.
Arrays vjp_extremum(const VjpContext& c) {
  const Dims& axes = c.attributes_as<Reduce>().axes;
  const Array& x = c.inputs[0];
  if (x.size() == 0) return {zeros_like(x)};
  const Array is_extremum = astype(x == spread(c.outputs[0], x, axes), x.dtype());
  return {is_extremum * spread(c.cotangents[0] / sum(is_extremum, {.axes = axes}), x, axes)};
}

/// The product of all other elements, from products before and after each: right with any number of
/// zeros.
Arrays vjp_product(const VjpContext& c) {
  const Dims& axes = c.attributes_as<Reduce>().axes;
  const Array& x = c.inputs[0];
  Dims order;
  for (std::int64_t axis = 0; axis < x.rank(); ++axis) {
    if (!is_reduced(axes, axis)) order.push_back(axis);
  }
  order.insert(order.end(), axes.begin(), axes.end());
  const Array moved = transpose(x, order);
  const Shape kept = c.outputs[0].shape();
  const Array rows =
      reshape(moved, kept + Shape{moved.size() / std::max<std::int64_t>(1, kept.size())});
  const std::int64_t n = rows.dim(-1);
  if (n == 0) return {zeros_like(x)};
  const Array one = ones_like(slice_axis(rows, -1, 0, 1));
  const Array before =
      cumulative_product(concatenate({one, slice_axis(rows, -1, 0, n - 1)}, -1), -1);
  const Array after =
      cumulative_product(concatenate({slice_axis(rows, -1, 1, n), one}, -1), -1, true);
  const Array gradient = expand_dims(c.cotangents[0], -1) * before * after;
  Dims inverse(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    inverse[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  return {transpose(reshape(gradient, moved.shape()), inverse)};
}

/// float32 is accumulated in float64; everything from left to right.
template <class T>
using Accumulator = std::conditional_t<std::is_same_v<T, float>, double, T>;

template <class T, class Fold>
void fold_rows(const EvaluateContext& c, Accumulator<T> start, Fold fold) {
  const Buffer rows = rows_of(c, c.attributes_as<Reduce>().axes);
  T* out = c.output<T>();
  const std::int64_t n = c.outputs[0].size();
  const std::int64_t length = n == 0 ? 0 : rows.size() / n;
  const T* x = rows.data<T>();
  for (std::int64_t i = 0; i < n; ++i) {
    Accumulator<T> total = start;
    for (std::int64_t j = 0; j < length; ++j)
      total = fold(total, static_cast<Accumulator<T>>(x[i * length + j]));
    out[i] = static_cast<T>(total);
  }
}

struct SumFold {
  template <class T>
  static T start() {
    return T{0};
  }
  template <class T>
  static T fold(T a, T b) {
    return wrapping(a, b, [](auto x, auto y) { return x + y; });
  }
};
struct ProductFold {
  template <class T>
  static T start() {
    return T{1};
  }
  template <class T>
  static T fold(T a, T b) {
    return wrapping(a, b, [](auto x, auto y) { return x * y; });
  }
};
struct MaxFold {
  template <class T>
  static T start() {
    if constexpr (std::is_floating_point_v<T>) return -std::numeric_limits<T>::infinity();
    else return std::numeric_limits<T>::lowest();
  }
  template <class T>
  static T fold(T a, T b) {
    return a != a || a > b ? a : b;
  }
};
struct MinFold {
  template <class T>
  static T start() {
    if constexpr (std::is_floating_point_v<T>) return std::numeric_limits<T>::infinity();
    else return std::numeric_limits<T>::max();
  }
  template <class T>
  static T fold(T a, T b) {
    return a != a || a < b ? a : b;
  }
};
struct AndFold {
  template <class T>
  static T start() {
    return static_cast<T>(~T{0});
  }
  static bool fold(bool a, bool b) { return a && b; }
  template <class T>
  static T fold(T a, T b) {
    return static_cast<T>(a & b);
  }
};
template <>
bool AndFold::start<bool>() {
  return true;
}
struct OrFold {
  template <class T>
  static T start() {
    return T{0};
  }
  static bool fold(bool a, bool b) { return a || b; }
  template <class T>
  static T fold(T a, T b) {
    return static_cast<T>(a | b);
  }
};

template <Dtypes kDtypes, class Fold>
void evaluate_fold(const EvaluateContext& c) {
  visit_dtype(c.inputs[0].dtype(), [&](auto zero) {
    using T = decltype(zero);
    if constexpr (contains(kDtypes, dtype_of<T>())) {
      using A = Accumulator<T>;
      fold_rows<T>(c, Fold::template start<A>(), [](A a, A b) { return Fold::fold(a, b); });
    }
  });
}

}  // namespace

constinit const Primitive kReduceSum{
    .name = "reduce_sum",
    .file = "reduce.cc",
    .dtypes = Dtypes::numeric,
    .is_linear = true,
    .keeps_weak = true,
    .combine = &kAdd,
    .infer = infer_reduce,
    .lane = lane_reduce,
    .vjp = vjp_sum,
    .batch = batch_reduce,
    .evaluate = evaluate_fold<Dtypes::numeric, SumFold>,
    .stablehlo = "reduce add",
};

constinit const Primitive kReduceProduct{
    .name = "reduce_product",
    .file = "reduce.cc",
    .dtypes = Dtypes::numeric,
    .keeps_weak = true,
    .combine = &kMultiply,
    .infer = infer_reduce,
    .lane = lane_reduce,
    .vjp = vjp_product,
    .batch = batch_reduce,
    .evaluate = evaluate_fold<Dtypes::numeric, ProductFold>,
    .stablehlo = "reduce multiply",
};

constinit const Primitive kReduceMax{
    .name = "reduce_max",
    .file = "reduce.cc",
    .keeps_weak = true,
    .combine = &kMaximum,
    .infer = infer_reduce,
    .lane = lane_reduce,
    .vjp = vjp_extremum,
    .batch = batch_reduce,
    .evaluate = evaluate_fold<Dtypes::any, MaxFold>,
    .stablehlo = "reduce maximum",
};

constinit const Primitive kReduceMin{
    .name = "reduce_min",
    .file = "reduce.cc",
    .keeps_weak = true,
    .combine = &kMinimum,
    .infer = infer_reduce,
    .lane = lane_reduce,
    .vjp = vjp_extremum,
    .batch = batch_reduce,
    .evaluate = evaluate_fold<Dtypes::any, MinFold>,
    .stablehlo = "reduce minimum",
};

constinit const Primitive kReduceAnd{
    .name = "reduce_and",
    .file = "reduce.cc",
    .dtypes = Dtypes::integer_or_boolean,
    .keeps_weak = true,
    .combine = &kAnd,
    .infer = infer_reduce,
    .lane = lane_reduce,
    .batch = batch_reduce,
    .evaluate = evaluate_fold<Dtypes::integer_or_boolean, AndFold>,
    .stablehlo = "reduce and",
};

constinit const Primitive kReduceOr{
    .name = "reduce_or",
    .file = "reduce.cc",
    .dtypes = Dtypes::integer_or_boolean,
    .keeps_weak = true,
    .combine = &kOr,
    .infer = infer_reduce,
    .lane = lane_reduce,
    .batch = batch_reduce,
    .evaluate = evaluate_fold<Dtypes::integer_or_boolean, OrFold>,
    .stablehlo = "reduce or",
};

}  // namespace aleator
