// SPDX-License-Identifier: Apache-2.0
// Defines dot_general, sums of products along pairs of axes.
#include "aleator/graph/primitives/dot.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/dot_axes.h"
#include "aleator/graph/primitives/elementwise.h"

#include <algorithm>

namespace aleator {
namespace {

using dot_axes::free_axes;
using dot_axes::has;
using dot_axes::is_ascending;
using dot_axes::joined;
using dot_axes::position;

Dims shifted(Dims axes, std::int64_t by = 1) {
  for (std::int64_t& axis : axes) axis += by;
  return axes;
}
Dims counted(std::int64_t first, std::size_t n) {
  Dims result;
  for (std::size_t i = 0; i < n; ++i) result.push_back(first + static_cast<std::int64_t>(i));
  return result;
}
Dims inverse(const Dims& permutation) {
  Dims result(permutation.size());
  for (std::size_t i = 0; i < permutation.size(); ++i)
    result[static_cast<std::size_t>(permutation[i])] = static_cast<std::int64_t>(i);
  return result;
}

bool are_pairs(const Shape& left, const Shape& right, const Dims& a, const Dims& b) {
  bool fits = a.size() == b.size();
  for (std::size_t i = 0; fits && i < a.size(); ++i) {
    fits = a[i] >= 0 && a[i] < left.rank() && b[i] >= 0 && b[i] < right.rank() &&
           left[a[i]] == right[b[i]];
  }
  return fits;
}
bool are_distinct(Dims axes) {
  std::sort(axes.begin(), axes.end());
  return std::adjacent_find(axes.begin(), axes.end()) == axes.end();
}

ArrayTypes infer_dot(const InferContext& c) {
  const auto& a = c.attributes_as<DotGeneral>();
  const ArrayType& left = c.inputs[0];
  const ArrayType& right = c.inputs[1];
  if (left.dtype != right.dtype || !contains(c.primitive.dtypes, left.dtype))
    throw DtypeError(text("dot_general: needs operands of one numeric dtype, got ", left.dtype,
                          " and ", right.dtype));
  if (!are_pairs(left.shape, right.shape, a.left_batch, a.right_batch) ||
      !are_pairs(left.shape, right.shape, a.left_contracting, a.right_contracting) ||
      !are_distinct(joined(a.left_batch, a.left_contracting)) ||
      !are_distinct(joined(a.right_batch, a.right_contracting))) {
    throw ShapeError(text("dot_general: shapes ", left.shape, " and ", right.shape,
                          " do not fit batch axes ", a.left_batch, " and ", a.right_batch,
                          ", contracted axes ", a.left_contracting, " and ", a.right_contracting));
  }
  Dims dims;
  for (const std::int64_t axis : a.left_batch) dims.push_back(left.shape[axis]);
  for (const auto axis : free_axes(left.shape.rank(), a.left_batch, a.left_contracting))
    dims.push_back(left.shape[axis]);
  for (const auto axis : free_axes(right.shape.rank(), a.right_batch, a.right_contracting))
    dims.push_back(right.shape[axis]);
  return {{.dtype = left.dtype, .shape = Shape(dims)}};
}

/// The cotangent of one operand: contract the output's cotangent with the other operand over the
/// other's free axes, then put the axes in the operand's order. Its free axes are those of the
/// output, its contracted ones those of the other operand: the one whose axes come first is on the
/// left, so that most products need no other order.
Array cotangent_of(const VjpContext& c, bool is_left) {
  const auto& a = c.attributes_as<DotGeneral>();
  const Array &mine = c.inputs[is_left ? 0 : 1], &other = c.inputs[is_left ? 1 : 0];
  const Dims &batch = is_left ? a.left_batch : a.right_batch,
             &other_batch = is_left ? a.right_batch : a.left_batch,
             &contracting = is_left ? a.left_contracting : a.right_contracting,
             &other_contracting = is_left ? a.right_contracting : a.left_contracting;
  const Dims free = free_axes(mine.rank(), batch, contracting),
             other_free = free_axes(other.rank(), other_batch, other_contracting);
  const Dims batched = counted(0, batch.size()),
             summed =
                 counted(std::ssize(batch) + (is_left ? std::ssize(free) : 0), other_free.size());
  Dims contracted;  // in the order of the other's axes
  for (std::int64_t axis = 0; axis < other.rank(); ++axis) {
    if (has(other_contracting, axis))
      contracted.push_back(
          contracting[static_cast<std::size_t>(position(other_contracting, axis))]);
  }
  const Dims free_first = joined(joined(batch, free), contracted),
             contracted_first = joined(joined(batch, contracted), free);
  if (!is_ascending(free_first) && is_ascending(contracted_first)) {
    return apply(kDotGeneral, {other, c.cotangents[0]},
                 attributes(DotGeneral{other_batch, batched, other_free, summed}));
  }
  const Array product = apply(kDotGeneral, {c.cotangents[0], other},
                              attributes(DotGeneral{batched, other_batch, summed, other_free}));
  return transpose(product, inverse(free_first));
}

Arrays vjp_dot(const VjpContext& c) {
  return {c.wanted[0] ? cotangent_of(c, true) : Array(),
          c.wanted[1] ? cotangent_of(c, false) : Array()};
}

/// A batch axis of one operand alone is one of its free axes.
Arrays batch_dot(const BatchContext& c) {
  DotGeneral a = c.attributes_as<DotGeneral>();
  const auto num_batch = static_cast<std::int64_t>(a.left_batch.size());
  const std::int64_t num_left_free =
      c.inputs[0].rank() - num_batch - static_cast<std::int64_t>(a.left_contracting.size());
  if (c.is_batched[0]) {
    a.left_batch = shifted(a.left_batch);
    a.left_contracting = shifted(a.left_contracting);
  }
  if (c.is_batched[1]) {
    a.right_batch = shifted(a.right_batch);
    a.right_contracting = shifted(a.right_contracting);
  }
  if (c.is_batched[0] && c.is_batched[1]) {
    a.left_batch.insert(a.left_batch.begin(), 0);
    a.right_batch.insert(a.right_batch.begin(), 0);
    return {apply(kDotGeneral, c.inputs, attributes(a))};
  }
  const Array product = apply(kDotGeneral, c.inputs, attributes(a));
  return {move_axis(product, c.is_batched[0] ? num_batch : num_batch + num_left_free, 0)};
}

/// Where a lane axis of one operand is in the output.
int lane_of(const ArrayType& type, const Dims& batch, const Dims& contracting,
            std::int64_t first_free) {
  const int lane = type.lane_axis;
  if (lane == kNoLane || has(contracting, lane)) return kNoLane;
  if (has(batch, lane)) return static_cast<int>(position(batch, lane));
  return static_cast<int>(first_free +
                          position(free_axes(type.shape.rank(), batch, contracting), lane));
}

int lane_dot(const LaneContext& c) {
  const auto& a = c.attributes_as<DotGeneral>();
  const auto num_batch = static_cast<std::int64_t>(a.left_batch.size());
  const std::int64_t num_left_free =
      c.inputs[0].shape.rank() - num_batch - static_cast<std::int64_t>(a.left_contracting.size());
  const int left = lane_of(c.inputs[0], a.left_batch, a.left_contracting, num_batch);
  const int right =
      lane_of(c.inputs[1], a.right_batch, a.right_contracting, num_batch + num_left_free);
  if (left != kNoLane && right != kNoLane && left != right)
    throw ShapeError(text("dot_general: operands disagree about the lane axis of the result: ",
                          left, " and ", right));
  return left != kNoLane ? left : right;
}

}  // namespace

constinit const Primitive kDotGeneral{
    .name = "dot_general",
    .file = "dot.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::numeric,
    .is_bilinear = true,
    .infer = infer_dot,
    .lane = lane_dot,
    .vjp = vjp_dot,
    .batch = batch_dot,
    .evaluate = evaluate_dot,
    .stablehlo = "dot_general",
};

}  // namespace aleator
