// SPDX-License-Identifier: Apache-2.0
// Defines dynamic_slice and dynamic_update_slice: a block at a computed start, which is clamped so
// that the block lies inside. Inputs: operand, (update,) one scalar start per axis.
#include "aleator/graph/primitives/dynamic_slice.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/strided.h"
#include "aleator/graph/primitives/windows.h"

#include <algorithm>
#include <numeric>

namespace aleator {
namespace {

void check_block(const InferContext& c, const Dims& sizes, std::size_t first_start) {
  const Shape& operand = c.inputs[0].shape;
  const auto rank = static_cast<std::size_t>(operand.rank());
  bool fits = sizes.size() == rank && c.inputs.size() == first_start + rank;
  for (std::size_t i = 0; fits && i < rank; ++i)
    fits = sizes[i] >= 0 && sizes[i] <= operand[static_cast<std::int64_t>(i)];
  if (!fits) {
    throw ShapeError(text(c.primitive.name, ": a block of ", sizes, " with ",
                          c.inputs.size() - first_start, " starts does not fit into ", operand));
  }
  for (std::size_t i = first_start; i < c.inputs.size(); ++i) {
    const ArrayType& start = c.inputs[i];
    if (!start.shape.empty() || !is_integer(start.dtype) ||
        start.dtype != c.inputs[first_start].dtype) {
      throw DtypeError(text(c.primitive.name, ": starts must be scalars of one integer dtype, got ",
                            start.to_string()));
    }
  }
}

ArrayTypes infer_slice(const InferContext& c) {
  const Dims& sizes = c.attributes_as<DynamicSlice>().slice_sizes;
  check_block(c, sizes, 1);
  return {{.dtype = c.inputs[0].dtype, .shape = Shape(sizes)}};
}

ArrayTypes infer_update(const InferContext& c) {
  check_block(c, c.inputs[1].shape.dims(), 2);
  if (c.inputs[1].dtype != c.inputs[0].dtype) {
    throw DtypeError(text("dynamic_update_slice: the operand is ", c.inputs[0].dtype,
                          ", the update ", c.inputs[1].dtype));
  }
  return {{.dtype = c.inputs[0].dtype, .shape = c.inputs[0].shape}};
}

Arrays starts_of(const Arrays& inputs, std::size_t first) {
  return {inputs.begin() + static_cast<std::ptrdiff_t>(first), inputs.end()};
}

Arrays joined(Arrays first, const Arrays& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Array slice_of(const Array& x, const Arrays& starts, const Dims& sizes) {
  return apply(kDynamicSlice, joined({x}, starts), attributes(DynamicSlice{sizes}));
}
Array update_of(const Array& x, const Array& update, const Arrays& starts) {
  return apply(kDynamicUpdateSlice, joined({x, update}, starts));
}

Arrays vjp_slice(const VjpContext& c) {
  Arrays result(c.inputs.size());
  result[0] = update_of(zeros_like(c.inputs[0]), c.cotangents[0], starts_of(c.inputs, 1));
  return result;
}

Arrays vjp_update(const VjpContext& c) {
  Arrays result(c.inputs.size());
  const Arrays starts = starts_of(c.inputs, 2);
  if (c.wanted[0]) result[0] = update_of(c.cotangents[0], zeros_like(c.inputs[1]), starts);
  if (c.wanted[1]) result[1] = slice_of(c.cotangents[0], starts, c.inputs[1].shape().dims());
  return result;
}

bool is_any_start_batched(const BatchContext& c, std::size_t first) {
  return std::find(c.is_batched.begin() + static_cast<std::ptrdiff_t>(first), c.is_batched.end(),
                   true) != c.is_batched.end();
}

/// The starts of each member as one index vector: windows of a gather or scatter.
struct BatchedStarts {
  BatchedStarts(const BatchContext& c, std::size_t first) {
    Arrays starts;
    for (std::size_t i = first; i < c.inputs.size(); ++i) starts.push_back(c.batched(i));
    indices = stack(starts, 1);
    Dims axes(starts.size());
    std::iota(axes.begin(), axes.end(), 0);
    numbers.window_dims = numbers.index_map = axes;
  }
  Array indices;
  WindowNumbers numbers;  ///< of one member
};

/// One more start, 0, for the batch axis.
Arrays with_zero_start(const Arrays& starts, Dtype dtype) {
  return joined({astype(0, dtype)}, starts);
}

Arrays batch_slice(const BatchContext& c) {
  Dims sizes = c.attributes_as<DynamicSlice>().slice_sizes;
  if (!is_any_start_batched(c, 1)) {
    sizes.insert(sizes.begin(), c.size);
    const Dtype dtype = c.inputs.size() > 1 ? c.inputs[1].dtype() : int64;
    return {slice_of(c.inputs[0], with_zero_start(starts_of(c.inputs, 1), dtype), sizes)};
  }
  const BatchedStarts s(c, 1);
  if (c.is_batched[0]) sizes.insert(sizes.begin(), 1);
  return {apply(kGather, {c.inputs[0], s.indices},
                attributes(Gather{batched_numbers(s.numbers, c.is_batched[0], true), sizes}))};
}

Arrays batch_update(const BatchContext& c) {
  if (!is_any_start_batched(c, 2)) {
    const Dtype dtype = c.inputs.size() > 2 ? c.inputs[2].dtype() : int64;
    return {update_of(c.batched(0), c.batched(1), with_zero_start(starts_of(c.inputs, 2), dtype))};
  }
  const BatchedStarts s(c, 2);
  const WindowNumbers numbers = batched_numbers(s.numbers, true, true);
  const Array operand = c.batched(0), update = c.batched(1);
  // Scatter skips what gather clamps.
  const Array indices = clamped_indices(numbers, s.indices, operand.shape(),
                                        window_sizes(numbers, operand.rank(), update.shape()));
  return {apply(kScatter, {operand, indices, update}, attributes(Scatter{numbers, true}))};
}

/// Element offset of the block in the operand, its start clamped.
std::int64_t block_offset(const EvaluateContext& c, const Shape& block, std::size_t first_start) {
  const Shape& operand = c.inputs[0].shape();
  const Dims strides = operand.strides();
  std::int64_t offset = 0;
  for (std::int64_t axis = 0; axis < operand.rank(); ++axis) {
    const Buffer& start = c.inputs[first_start + static_cast<std::size_t>(axis)];
    const std::int64_t bound = operand[axis] - block[axis];
    visit_dtype(start.dtype(), [&](auto zero) {
      const auto index = *start.data<decltype(zero)>();
      const bool is_low = index < decltype(zero){0};
      const bool is_high =
          !is_low && static_cast<std::uint64_t>(index) > static_cast<std::uint64_t>(bound);
      offset +=
          strides[static_cast<std::size_t>(axis)] * (is_low    ? 0
                                                     : is_high ? bound
                                                               : static_cast<std::int64_t>(index));
    });
  }
  return offset;
}

void evaluate_slice(const EvaluateContext& c) {
  const Shape& block = c.types[0].shape;
  const std::size_t width = size_of(c.types[0].dtype);
  const std::byte* from = c.input<std::byte>(0);
  from += block_offset(c, block, 1) * static_cast<std::int64_t>(width);
  c.output<std::byte>();
  copy_strided(block, width, from, c.inputs[0].shape().strides(), c.outputs[0].mutable_bytes(),
               block.strides());
}

void evaluate_update(const EvaluateContext& c) {
  const std::size_t width = size_of(c.types[0].dtype);
  const std::byte* operand = c.input<std::byte>(0);
  const std::byte* update = c.input<std::byte>(1);
  const Shape block = c.inputs[1].shape();
  const std::int64_t offset = block_offset(c, block, 2);
  if (c.can_reuse(0)) {
    c.outputs[0] = c.inputs[0];
  } else {
    c.output<std::byte>();
    std::copy_n(operand, c.inputs[0].stored_bytes(), c.outputs[0].mutable_bytes());
  }
  if (block.size() == 0) return;
  copy_strided(block, width, update, block.strides(),
               c.outputs[0].mutable_bytes() + offset * static_cast<std::int64_t>(width),
               c.types[0].shape.strides());
}

/// Kept if the block covers the lane axis.
int lane_slice(const LaneContext& c) {
  const int lane = c.inputs[0].lane_axis;
  if (lane == kNoLane) return kNoLane;
  return c.output.shape[lane] == c.inputs[0].shape[lane] ? lane : kNoLane;
}

int lane_update(const LaneContext& c) {
  const ArrayType& operand = c.inputs[0];
  const int lane = operand.lane_axis != kNoLane ? operand.lane_axis : c.inputs[1].lane_axis;
  if (lane == kNoLane) return kNoLane;
  return c.inputs[1].shape[lane] == operand.shape[lane] ? lane : operand.lane_axis;
}

}  // namespace

constinit const Primitive kDynamicSlice{
    .name = "dynamic_slice",
    .file = "dynamic_slice.cc",
    .num_inputs = -1,
    .is_linear = true,
    .infer = infer_slice,
    .lane = lane_slice,
    .vjp = vjp_slice,
    .batch = batch_slice,
    .evaluate = evaluate_slice,
    .stablehlo = "dynamic_slice",
};

constinit const Primitive kDynamicUpdateSlice{
    .name = "dynamic_update_slice",
    .file = "dynamic_slice.cc",
    .num_inputs = -1,
    .is_linear = true,
    .infer = infer_update,
    .lane = lane_update,
    .vjp = vjp_update,
    .batch = batch_update,
    .evaluate = evaluate_update,
    .stablehlo = "dynamic_update_slice",
};

}  // namespace aleator
