// SPDX-License-Identifier: Apache-2.0
// Defines slice and pad, each other's transposes.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/primitives/strided.h"

#include <algorithm>

namespace aleator {
namespace {

Dims with_front(Dims values, std::int64_t front) {
  values.insert(values.begin(), front);
  return values;
}

ArrayTypes infer_slice(const InferContext& c) {
  const auto& a = c.attributes_as<SliceAttributes>();
  const Shape& from = c.inputs[0].shape;
  const auto rank = static_cast<std::size_t>(from.rank());
  bool fits = a.start.size() == rank && a.limit.size() == rank && a.strides.size() == rank;
  Dims dims;
  for (std::size_t i = 0; fits && i < rank; ++i) {
    fits = a.start[i] >= 0 && a.start[i] <= a.limit[i] &&
           a.limit[i] <= from[static_cast<std::int64_t>(i)] && a.strides[i] >= 1;
    if (fits) dims.push_back((a.limit[i] - a.start[i] + a.strides[i] - 1) / a.strides[i]);
  }
  if (!fits) {
    throw ShapeError(text("slice: start ", a.start, ", limit ", a.limit, ", strides ", a.strides,
                          " do not lie within shape ", from));
  }
  return {{.dtype = c.inputs[0].dtype, .shape = Shape(dims)}};
}

Arrays vjp_slice(const VjpContext& c) {
  const auto& a = c.attributes_as<SliceAttributes>();
  const Shape& from = c.inputs[0].shape();
  const Shape& to = c.outputs[0].shape();
  Pad pad{a.start, {}, {}};
  for (std::int64_t i = 0; i < from.rank(); ++i) {
    const auto k = static_cast<std::size_t>(i);
    const std::int64_t covered = to[i] == 0 ? 0 : (to[i] - 1) * a.strides[k] + 1;
    pad.high.push_back(from[i] - a.start[k] - covered);
    pad.interior.push_back(a.strides[k] - 1);
  }
  const Array zero = astype(0., c.cotangents[0].dtype());
  return {apply(kPad, {c.cotangents[0], zero}, attributes(pad))};
}

Arrays batch_slice(const BatchContext& c) {
  const auto& a = c.attributes_as<SliceAttributes>();
  return {apply(kSlice, c.inputs,
                attributes(SliceAttributes{with_front(a.start, 0), with_front(a.limit, c.size),
                                           with_front(a.strides, 1)}))};
}

void evaluate_slice(const EvaluateContext& c) {
  const auto& a = c.attributes_as<SliceAttributes>();
  const std::byte* from = c.input<std::byte>(0);
  Dims strides = c.inputs[0].shape().strides();
  const std::size_t width = size_of(c.types[0].dtype);
  for (std::size_t i = 0; i < strides.size(); ++i) {
    from += a.start[i] * strides[i] * static_cast<std::int64_t>(width);
    strides[i] *= a.strides[i];
  }
  const Shape& shape = c.types[0].shape;
  c.output<std::byte>();
  copy_strided(shape, width, from, strides, c.outputs[0].mutable_bytes(), shape.strides());
}

// --- pad ---

std::int64_t padded(std::int64_t n, std::int64_t low, std::int64_t high, std::int64_t interior) {
  return low + high + n + (n > 0 ? (n - 1) * interior : 0);
}

ArrayTypes infer_pad(const InferContext& c) {
  const auto& a = c.attributes_as<Pad>();
  const Shape& from = c.inputs[0].shape;
  const auto rank = static_cast<std::size_t>(from.rank());
  if (a.low.size() != rank || a.high.size() != rank || a.interior.size() != rank) {
    throw ShapeError(text("pad: low, high and interior need one entry for each axis of ", from));
  }
  if (!c.inputs[1].shape.empty())
    throw ShapeError(text("pad: the padding value must be a scalar, got ", c.inputs[1].shape));
  if (c.inputs[1].dtype != c.inputs[0].dtype) {
    throw DtypeError(
        text("pad: the padding value is ", c.inputs[1].dtype, ", the array ", c.inputs[0].dtype));
  }
  Dims dims;
  for (std::size_t i = 0; i < rank; ++i) {
    dims.push_back(padded(from[static_cast<std::int64_t>(i)], a.low[i], a.high[i], a.interior[i]));
    if (dims.back() < 0 || a.interior[i] < 0)
      throw ShapeError(text("pad: removes more than axis ", i, " of ", from, " has"));
  }
  return {{.dtype = c.inputs[0].dtype, .shape = Shape(dims)}};
}

/// What of a padded array came from the operand: undo the outer padding, then take every (interior
/// + 1)th element.
Array unpad(const Array& x, const Pad& a, const Shape& to) {
  Pad outer{a.low, a.high, Dims(a.low.size(), 0)};
  for (std::size_t i = 0; i < a.low.size(); ++i) {
    outer.low[i] = -a.low[i];
    outer.high[i] = -a.high[i];
  }
  const Array zero = astype(0., x.dtype());
  const Array inner = apply(kPad, {x, zero}, attributes(outer));
  SliceAttributes slice{Dims(a.low.size(), 0), inner.shape().dims(), {}};
  for (const std::int64_t interior : a.interior) slice.strides.push_back(interior + 1);
  return reshape(apply(kSlice, {inner}, attributes(slice)), to);
}

Arrays vjp_pad(const VjpContext& c) {
  const Array operand = unpad(c.cotangents[0], c.attributes_as<Pad>(), c.inputs[0].shape());
  const Array value = c.wanted[1] ? sum(c.cotangents[0]) - sum(operand) : Array();
  return {operand, value};
}

Arrays batch_pad(const BatchContext& c) {
  const auto& a = c.attributes_as<Pad>();
  const auto batched =
      attributes(Pad{with_front(a.low, 0), with_front(a.high, 0), with_front(a.interior, 0)});
  if (!c.is_batched[1]) return {apply(kPad, {c.batched(0), c.inputs[1]}, batched)};
  // A padding value per member: pad a mask along, then fill in.
  const Array operand = c.batched(0);
  const Array zero = astype(0., operand.dtype());
  const Array values = apply(kPad, {operand, zero}, batched);
  const Array is_operand =
      apply(kPad, {broadcast_to(true, operand.shape()), astype(false, boolean)}, batched);
  Shape column{c.size};
  for (std::int64_t i = 1; i < values.rank(); ++i) column = column + Shape{1};
  return {where(is_operand, values, reshape(c.inputs[1], column))};
}

void evaluate_pad(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Pad>();
  const std::byte* from = c.input<std::byte>(0);
  const Shape& shape = c.types[0].shape;
  const auto width = static_cast<std::int64_t>(size_of(c.types[0].dtype));
  c.outputs[0] = c.inputs[1].reshaped(Shape{});
  Buffer filled = Buffer::splat(c.types[0].dtype, shape);
  std::copy_n(c.inputs[1].bytes(), width, filled.mutable_bytes());
  c.outputs[0] = filled.is_splat() ? filled.dense() : filled;
  if (shape.size() == 0) return;
  // The block of operand elements that survive negative padding.
  const Shape& operand = c.inputs[0].shape();
  const Dims own = operand.strides(), target = shape.strides();
  Dims counts, from_strides = own, to_strides = target;
  std::byte* to = c.outputs[0].mutable_bytes();
  for (std::int64_t i = 0; i < shape.rank(); ++i) {
    const auto k = static_cast<std::size_t>(i);
    const std::int64_t step = a.interior[k] + 1;
    const std::int64_t first = a.low[k] >= 0 ? 0 : (-a.low[k] + step - 1) / step;
    const std::int64_t room = shape[i] - 1 - a.low[k];
    const std::int64_t last = room < 0 ? -1 : std::min(operand[i] - 1, room / step);
    counts.push_back(std::max<std::int64_t>(0, last - first + 1));
    from += first * own[k] * width;
    to += (a.low[k] + first * step) * target[k] * width;
    to_strides[k] = target[k] * step;
  }
  const Shape block{counts};
  if (block.size() > 0)
    copy_strided(block, static_cast<std::size_t>(width), from, from_strides, to, to_strides);
}

}  // namespace

constinit const Primitive kSlice{
    .name = "slice",
    .file = "slice.cc",
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_slice,
    .vjp = vjp_slice,
    .batch = batch_slice,
    .evaluate = evaluate_slice,
    .stablehlo = "slice",
};

constinit const Primitive kPad{
    .name = "pad",
    .file = "slice.cc",
    .num_inputs = 2,
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_pad,
    .vjp = vjp_pad,
    .batch = batch_pad,
    .evaluate = evaluate_pad,
    .stablehlo = "pad",
};

}  // namespace aleator
