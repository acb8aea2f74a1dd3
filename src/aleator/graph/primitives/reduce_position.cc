// SPDX-License-Identifier: Apache-2.0
// Defines argmax and argmin, and the layout that the kernels of reductions share.
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/strided.h"

#include <algorithm>

namespace aleator {

bool is_reduced(const Dims& axes, std::int64_t axis) {
  return std::find(axes.begin(), axes.end(), axis) != axes.end();
}

/// The input with the reduced axes last, dense: rows of equal length to fold.
Buffer rows_of(const EvaluateContext& c, const Dims& axes) {
  c.input<std::byte>(0);
  const Buffer& from = c.inputs[0];
  const std::int64_t rank = from.shape().rank();
  bool is_trailing = true;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    is_trailing = is_trailing && axes[i] == rank - static_cast<std::int64_t>(axes.size() - i);
  }
  if (is_trailing) return from;
  Dims dims, strides;
  const Dims own = from.shape().strides();
  for (const bool reduced : {false, true}) {
    for (std::int64_t axis = 0; axis < rank; ++axis) {
      if (is_reduced(axes, axis) != reduced) continue;
      dims.push_back(from.shape()[axis]);
      strides.push_back(own[static_cast<std::size_t>(axis)]);
    }
  }
  Buffer rows(from.dtype(), Shape(dims));
  copy_strided(rows.shape(), size_of(from.dtype()), from.bytes(), strides, rows.mutable_bytes(),
               rows.shape().strides());
  return rows;
}

namespace {

ArrayTypes infer_position(const InferContext& c) {
  const Shape& shape = c.inputs[0].shape;
  const std::int64_t axis =
      normalize_axis(c.attributes_as<AlongAxis>().axis, shape.rank(), c.primitive.name);
  if (shape[axis] == 0)
    throw ShapeError(text(c.primitive.name, ": axis ", axis, " of ", shape, " is empty"));
  return {{.dtype = int64, .shape = shape.without(axis)}};
}

template <bool kLargest>
void evaluate_position(const EvaluateContext& c) {
  const std::int64_t axis = c.attributes_as<AlongAxis>().axis;
  visit_dtype(c.inputs[0].dtype(), [&](auto zero) {
    using T = decltype(zero);
    const Buffer rows = rows_of(c, {axis});
    const std::int64_t length = c.inputs[0].shape()[axis];
    auto* out = c.output<std::int64_t>();
    // The first NaN wins, else the first extremum.
    const auto precedes = [](T a, T b) { return b == b && (a != a || (kLargest ? a > b : a < b)); };
    for (std::int64_t i = 0; i < c.outputs[0].size(); ++i) {
      const T* row = rows.data<T>() + i * length;
      std::int64_t best = 0;
      for (std::int64_t j = 1; j < length; ++j) {
        if (precedes(row[j], row[best])) best = j;
      }
      out[i] = best;
    }
  });
}

int lane_position(const LaneContext& c) {
  const int lane = c.inputs[0].lane_axis;
  const std::int64_t axis = c.attributes_as<AlongAxis>().axis;
  return lane == axis ? kNoLane : lane - (axis < lane ? 1 : 0);
}

Arrays batch_position(const BatchContext& c) {
  return {
      apply(c.primitive, c.inputs, attributes(AlongAxis{c.attributes_as<AlongAxis>().axis + 1}))};
}

}  // namespace

constinit const Primitive kArgmax{
    .name = "argmax",
    .file = "reduce.cc",
    .infer = infer_position,
    .lane = lane_position,
    .batch = batch_position,
    .evaluate = evaluate_position<true>,
};

constinit const Primitive kArgmin{
    .name = "argmin",
    .file = "reduce.cc",
    .infer = infer_position,
    .lane = lane_position,
    .batch = batch_position,
    .evaluate = evaluate_position<false>,
};

}  // namespace aleator
