// SPDX-License-Identifier: Apache-2.0
// Defines operations that StableHLO 1.0 lacks, in terms of those it has.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/windows.h"
#include "aleator/lowering/stablehlo/rules.h"

#include <algorithm>
#include <limits>

namespace aleator::stablehlo {
namespace {

// --- windows: axes that operand and indices run along together become components of the indices

/// The numbers without batching axes, for indices_without_batching(n, indices).
WindowNumbers numbers_without_batching(WindowNumbers n, std::int64_t indices_rank) {
  const bool has_components = n.index_vector_dim < indices_rank;
  n.collapsed_dims.insert(n.collapsed_dims.end(), n.operand_batching_dims.begin(),
                          n.operand_batching_dims.end());
  std::sort(n.collapsed_dims.begin(), n.collapsed_dims.end());
  n.index_map.insert(n.index_map.end(), n.operand_batching_dims.begin(),
                     n.operand_batching_dims.end());
  n.index_vector_dim = has_components ? indices_rank - 1 : indices_rank;
  n.operand_batching_dims = n.indices_batching_dims = {};
  return n;
}

/// Components last, those of the batching axes counting along their axes.
Array indices_without_batching(const WindowNumbers& n, Array indices) {
  if (n.index_vector_dim == indices.rank()) indices = expand_dims(indices, -1);
  else indices = move_axis(indices, n.index_vector_dim, -1);
  Shape one = indices.shape();
  one[one.rank() - 1] = 1;
  Arrays components{indices};
  for (const std::int64_t axis : n.indices_batching_dims) {
    const std::int64_t moved = axis > n.index_vector_dim ? axis - 1 : axis;
    components.push_back(iota(one, moved, indices.dtype()));
  }
  return concatenate(components, -1);
}

}  // namespace

Arrays decompose_gather(const Node& node, const Arrays& inputs) {
  Gather a = node.attributes_as<Gather>();
  const Array indices = indices_without_batching(a.numbers, inputs[1]);
  a.numbers = numbers_without_batching(a.numbers, inputs[1].rank());
  return {apply(kGather, {inputs[0], indices}, attributes(a))};
}

Arrays decompose_scatter(const Node& node, const Arrays& inputs) {
  Scatter a = node.attributes_as<Scatter>();
  const Array indices = indices_without_batching(a.numbers, inputs[1]);
  a.numbers = numbers_without_batching(a.numbers, inputs[1].rank());
  return {apply(node.primitive, {inputs[0], indices, inputs[2]}, attributes(a))};
}

// --- positions and running folds ---

/// The smallest position among the extreme elements; the first NaN where there is one.
Arrays decompose_position(const Node& node, const Arrays& inputs) {
  const std::int64_t axis = node.attributes_as<AlongAxis>().axis;
  const Array& x = inputs[0];
  const ReduceOptions along{.axes = {axis}, .keep_dims = true};
  const Array extreme =
      &node.primitive == &kArgmax ? max(as_numeric(x), along) : min(as_numeric(x), along);
  Array is_extreme = as_numeric(x) == extreme;
  if (is_floating(x.dtype())) is_extreme = where(is_nan(extreme), is_nan(x), is_extreme);
  const Array position = where(is_extreme, iota(x.shape(), axis), x.dim(axis));
  return {min(position, {.axes = {axis}})};
}

namespace {

/// What leaves the other operand of a fold as it is.
Array neutral_of(const Primitive& p, Dtype dtype) {
  if (&p == &kCumulativeSum) return astype(0, dtype);
  if (&p == &kCumulativeProduct) return astype(1, dtype);
  const bool is_max = &p == &kCumulativeMax;
  return visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    using Limits = std::numeric_limits<T>;
    if constexpr (std::is_floating_point_v<T>)
      return strong_scalar(is_max ? -Limits::infinity() : Limits::infinity());
    else return strong_scalar(is_max ? Limits::min() : Limits::max());
  });
}

Array folded(const Primitive& p, const Array& x, const Array& y) {
  if (&p == &kCumulativeSum) return x + y;
  if (&p == &kCumulativeProduct) return x * y;
  return &p == &kCumulativeMax ? maximum(x, y) : minimum(x, y);
}

}  // namespace

/// In log2(n) steps, each over twice as many elements (Hillis and Steele 1986).
Arrays decompose_cumulative(const Node& node, const Arrays& inputs) {
  const auto& a = node.attributes_as<AlongAxis>();
  const std::int64_t n = inputs[0].dim(a.axis);
  const Array neutral = neutral_of(node.primitive, inputs[0].dtype());
  Array total = inputs[0];
  for (std::int64_t distance = 1; distance < n; distance *= 2) {
    const Array edge = full(slice_axis(total, a.axis, 0, distance).shape(), neutral);
    const Array moved =
        a.is_reverse ? concatenate({slice_axis(total, a.axis, distance, n), edge}, a.axis)
                     : concatenate({edge, slice_axis(total, a.axis, 0, n - distance)}, a.axis);
    total = folded(node.primitive, total, moved);
  }
  return {total};
}

// --- map ---

/// All positions at once, along one leading axis.
Arrays decompose_map(const Node& node, const Arrays& inputs) {
  const auto& a = node.attributes_as<Map>();
  ArrayTypes types;
  for (const Array& input : inputs) types.push_back(input.type());
  const Shape shape = a.shape(types);
  const Function batched =
      batch_function(a.function, a.is_mapped(inputs.size()), shape.size(), false);
  Arrays arguments;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    arguments.push_back(reshape(inputs[i], batched.parameters()[i].shape()));
  Arrays outputs = inline_function(batched, arguments);
  for (Array& output : outputs)
    output = reshape(output, shape + output.shape().slice(1, output.rank()));
  return outputs;
}

namespace {

bool has_batching(const Node& node) {
  return &node.primitive == &kGather
             ? !node.attributes_as<Gather>().numbers.operand_batching_dims.empty()
             : !node.attributes_as<Scatter>().numbers.operand_batching_dims.empty();
}

constexpr Decomposition kDecompositions[] = {
#define ALEATOR_DECOMPOSITION(primitive, function, output) \
  {&primitive, function, output, #function},
#include "aleator/lowering/stablehlo/decomposition_list.h"
#undef ALEATOR_DECOMPOSITION
};

}  // namespace

const Decomposition* decomposition_of(const Node& node) {
  for (const Decomposition& entry : kDecompositions) {
    if (entry.primitive != &node.primitive) continue;
    const bool is_window =
        entry.function == decompose_gather || entry.function == decompose_scatter;
    return is_window && !has_batching(node) ? nullptr : &entry;
  }
  return nullptr;
}

}  // namespace aleator::stablehlo
