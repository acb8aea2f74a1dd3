// SPDX-License-Identifier: Apache-2.0
// Defines the primitives that rearrange elements: broadcast_in_dim, reshape, transpose,
// reverse.
#include "aleator/graph/primitives/shape.h"

#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/strided.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace aleator {
namespace {

Dims shifted(const Dims& axes) {
  Dims result{0};
  for (const std::int64_t axis : axes) result.push_back(axis + 1);
  return result;
}

// --- broadcast_in_dim ---

ArrayTypes infer_broadcast(const InferContext& c) {
  const auto& a = c.attributes_as<BroadcastInDim>();
  const Shape& from = c.inputs[0].shape;
  bool fits = static_cast<std::int64_t>(a.dimensions.size()) == from.rank();
  for (std::int64_t i = 0; fits && i < from.rank(); ++i) {
    const std::int64_t axis = a.dimensions[static_cast<std::size_t>(i)];
    fits = axis >= 0 && axis < a.shape.rank() && (from[i] == 1 || from[i] == a.shape[axis]);
  }
  if (!fits) throw ShapeError(text("broadcast_to: ", from, " does not broadcast to ", a.shape));
  return {{.dtype = c.inputs[0].dtype, .shape = a.shape, .lane_axis = a.lane_axis}};
}

Arrays vjp_broadcast(const VjpContext& c) {
  const auto& a = c.attributes_as<BroadcastInDim>();
  const Shape& from = c.inputs[0].shape();
  Dims summed;
  for (std::int64_t axis = 0; axis < a.shape.rank(); ++axis) {
    const auto found = std::find(a.dimensions.begin(), a.dimensions.end(), axis);
    const bool is_repeated = found == a.dimensions.end() ||
                             (from[found - a.dimensions.begin()] == 1 && a.shape[axis] != 1);
    if (is_repeated) summed.push_back(axis);
  }
  return {reshape(sum(c.cotangents[0], {.axes = summed}), from)};
}

Arrays batch_broadcast(const BatchContext& c) {
  const auto& a = c.attributes_as<BroadcastInDim>();
  return {apply(kBroadcastInDim, c.inputs,
                attributes(BroadcastInDim{a.shape.with_inserted(0, c.size), shifted(a.dimensions),
                                          a.lane_axis < 0 ? a.lane_axis : a.lane_axis + 1}))};
}

void evaluate_broadcast(const EvaluateContext& c) {
  const auto& a = c.attributes_as<BroadcastInDim>();
  const Buffer& from = c.inputs[0];
  const std::size_t width = size_of(from.dtype());
  if (from.size() == 1 || from.is_splat()) {
    c.outputs[0] = Buffer::splat(from.dtype(), a.shape);
    std::memcpy(c.outputs[0].mutable_bytes(), from.bytes(), width);
    return;
  }
  Dims strides(a.dimensions.empty() ? 0 : static_cast<std::size_t>(a.shape.rank()), 0);
  const Dims own = from.shape().strides();
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (from.shape()[static_cast<std::int64_t>(i)] != 1)
      strides[static_cast<std::size_t>(a.dimensions[i])] = own[i];
  }
  c.outputs[0] = Buffer(from.dtype(), a.shape);
  copy_strided(a.shape, width, from.bytes(), strides, c.outputs[0].mutable_bytes(),
               a.shape.strides());
}

int lane_broadcast(const LaneContext& c) {
  const int axis = c.inputs[0].lane_axis;
  return static_cast<int>(
      c.attributes_as<BroadcastInDim>().dimensions[static_cast<std::size_t>(axis)]);
}

// --- reshape ---

ArrayTypes infer_reshape(const InferContext& c) {
  const Shape& from = c.inputs[0].shape;
  const Shape& to = c.attributes_as<Reshape>().shape;
  if (from.size() != to.size()) {
    throw ShapeError(
        text("reshape: ", from, " has ", from.size(), " elements, ", to, " has ", to.size()));
  }
  return {{.dtype = c.inputs[0].dtype, .shape = to}};
}

/// The output axis with the same length and the same number of elements before it. Among axes of
/// length 1 that is not unique: the first with as many axes before it counts, else the last.
int lane_reshape(const LaneContext& c) {
  const Shape& from = c.inputs[0].shape;
  const int lane = c.inputs[0].lane_axis;
  const std::int64_t before = from.slice(0, lane).size();
  std::int64_t product = 1;
  int found = kNoLane;
  for (int axis = 0; axis < c.output.shape.rank(); ++axis) {
    if (product == before && c.output.shape[axis] == from[lane]) {
      found = axis;
      if (axis >= lane) break;
    }
    product *= c.output.shape[axis];
  }
  return found;
}

// --- transpose, reverse ---

ArrayTypes infer_transpose(const InferContext& c) {
  const Dims& permutation = c.attributes_as<Transpose>().permutation;
  const Shape& from = c.inputs[0].shape;
  Dims sorted = permutation;
  std::sort(sorted.begin(), sorted.end());
  Dims identity(static_cast<std::size_t>(from.rank()));
  std::iota(identity.begin(), identity.end(), 0);
  if (sorted != identity)
    throw ShapeError(
        text("transpose: ", permutation, " is not a permutation of the axes of ", from));
  Dims dims;
  for (const std::int64_t axis : permutation) dims.push_back(from[axis]);
  return {{.dtype = c.inputs[0].dtype, .shape = Shape(dims)}};
}

Arrays vjp_transpose(const VjpContext& c) {
  const Dims& permutation = c.attributes_as<Transpose>().permutation;
  Dims inverse(permutation.size());
  for (std::size_t i = 0; i < permutation.size(); ++i) {
    inverse[static_cast<std::size_t>(permutation[i])] = static_cast<std::int64_t>(i);
  }
  return {transpose(c.cotangents[0], inverse)};
}

void evaluate_transpose(const EvaluateContext& c) {
  const Dims& permutation = c.attributes_as<Transpose>().permutation;
  c.input<std::byte>(0);
  const Dims own = c.inputs[0].shape().strides();
  Dims strides;
  for (const std::int64_t axis : permutation)
    strides.push_back(own[static_cast<std::size_t>(axis)]);
  c.output<std::byte>();
  const Shape& shape = c.types[0].shape;
  copy_strided(shape, size_of(c.types[0].dtype), c.inputs[0].bytes(), strides,
               c.outputs[0].mutable_bytes(), shape.strides());
}

int lane_transpose(const LaneContext& c) {
  const Dims& permutation = c.attributes_as<Transpose>().permutation;
  return static_cast<int>(std::find(permutation.begin(), permutation.end(), c.inputs[0].lane_axis) -
                          permutation.begin());
}

ArrayTypes infer_reverse(const InferContext& c) {
  normalize_axes(c.attributes_as<Reverse>().axes, c.inputs[0].shape.rank(), "reverse");
  return {{.dtype = c.inputs[0].dtype, .shape = c.inputs[0].shape}};
}

void evaluate_reverse(const EvaluateContext& c) {
  const std::byte* from = c.input<std::byte>(0);
  const Shape& shape = c.types[0].shape;
  Dims strides = shape.strides();
  const std::size_t width = size_of(c.types[0].dtype);
  c.output<std::byte>();
  if (shape.size() == 0) return;
  for (const std::int64_t axis : c.attributes_as<Reverse>().axes) {
    std::int64_t& stride = strides[static_cast<std::size_t>(axis)];
    from += (shape[axis] - 1) * stride * static_cast<std::int64_t>(width);
    stride = -stride;
  }
  copy_strided(shape, width, from, strides, c.outputs[0].mutable_bytes(), shape.strides());
}

}  // namespace

Array broadcast_marked(const Array& x, const Shape& shape, int lane_axis) {
  if (x.shape() == shape && (lane_axis == kNoLane || x.type().lane_axis != kNoLane)) return x;
  Dims dimensions(static_cast<std::size_t>(x.rank()));
  std::iota(dimensions.begin(), dimensions.end(), shape.rank() - x.rank());
  return apply(kBroadcastInDim, {x}, attributes(BroadcastInDim{shape, dimensions, lane_axis}));
}

constinit const Primitive kBroadcastInDim{
    .name = "broadcast_in_dim",
    .file = "shape.cc",
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_broadcast,
    .lane = lane_broadcast,
    .vjp = vjp_broadcast,
    .batch = batch_broadcast,
    .evaluate = evaluate_broadcast,
    .stablehlo = "broadcast_in_dim",
};

constinit const Primitive kReshape{
    .name = "reshape",
    .file = "shape.cc",
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_reshape,
    .lane = lane_reshape,
    .vjp =
        [](const VjpContext& c) {
          // The way back splits what was merged, where no mark can be seen: the input knows it.
          const ArrayType& from = c.inputs[0].type();
          return Arrays{
              broadcast_marked(reshape(c.cotangents[0], from.shape), from.shape, from.lane_axis)};
        },
    .batch =
        [](const BatchContext& c) {
          return Arrays{reshape(c.inputs[0], Shape{c.size} + c.attributes_as<Reshape>().shape)};
        },
    .evaluate =
        [](const EvaluateContext& c) { c.outputs[0] = c.inputs[0].reshaped(c.types[0].shape); },
    .stablehlo = "reshape",
};

constinit const Primitive kTranspose{
    .name = "transpose",
    .file = "shape.cc",
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_transpose,
    .lane = lane_transpose,
    .vjp = vjp_transpose,
    .batch =
        [](const BatchContext& c) {
          return Arrays{transpose(c.inputs[0], shifted(c.attributes_as<Transpose>().permutation))};
        },
    .evaluate = evaluate_transpose,
    .stablehlo = "transpose",
};

constinit const Primitive kReverse{
    .name = "reverse",
    .file = "shape.cc",
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_reverse,
    .vjp =
        [](const VjpContext& c) {
          return Arrays{reverse(c.cotangents[0], c.attributes_as<Reverse>().axes)};
        },
    .batch =
        [](const BatchContext& c) {
          Dims axes = shifted(c.attributes_as<Reverse>().axes);
          axes.erase(axes.begin());
          return Arrays{reverse(c.inputs[0], axes)};
        },
    .evaluate = evaluate_reverse,
    .stablehlo = "reverse",
};

}  // namespace aleator
