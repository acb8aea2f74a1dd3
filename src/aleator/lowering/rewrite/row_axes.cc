// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/rewrite/row_axes.h"

#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/primitives/staircase_product.h"
#include "aleator/lowering/space.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

std::optional<Dims> elementwise_rows(const Node& node, std::int64_t axis) {
  Dims axes;
  for (const Array& input : node.inputs) {
    if (input.shape() == node.types[0].shape) axes.push_back(axis);
    else if (input.rank() == 0) axes.push_back(kWhole);
    else return {};
  }
  return axes;
}

std::int64_t position(const Dims& axes, std::int64_t axis) {
  const auto at = std::find(axes.begin(), axes.end(), axis);
  return at == axes.end() ? kWhole : at - axes.begin();
}

Dims broadcast_rows(const Node& node, std::int64_t axis) {
  const auto& a = node.attributes_as<BroadcastInDim>();
  const std::int64_t from = position(a.dimensions, axis);
  const bool is_there = from != kWhole && node.inputs[0].shape()[from] == node.types[0].shape[axis];
  return {is_there ? from : kWhole};
}

/// The axis before which both shapes have the same number of elements.
std::optional<Dims> reshaped_rows(const Node& node, std::int64_t axis) {
  const Shape &from = node.inputs[0].shape(), &to = node.types[0].shape;
  const std::int64_t before = to.slice(0, axis).size();
  for (std::int64_t k = 0; k < from.rank(); ++k) {
    if (from.slice(0, k).size() == before && from[k] == to[axis]) return Dims{k};
  }
  return {};
}

std::optional<Dims> sliced_rows(const Node& node, std::int64_t axis) {
  const auto& a = node.attributes_as<SliceAttributes>();
  const auto k = static_cast<std::size_t>(axis);
  const bool is_all = node.inputs[0].shape()[axis] == node.types[0].shape[axis] &&
                      a.start[k] == 0 && a.strides[k] == 1;
  return is_all ? std::optional(Dims{axis}) : std::nullopt;
}

std::optional<Dims> padded_rows(const Node& node, std::int64_t axis) {
  const auto& a = node.attributes_as<Pad>();
  const auto k = static_cast<std::size_t>(axis);
  const bool is_all = a.low[k] == 0 && a.high[k] == 0 && a.interior[k] == 0;
  return is_all ? std::optional(Dims{axis, kWhole}) : std::nullopt;
}

Dims reduced_rows(const Node& node, std::int64_t axis) {
  const Dims& axes = node.attributes_as<Reduce>().axes;
  std::int64_t left = axis, from = 0;
  while (is_reduced(axes, from) || left-- > 0) ++from;
  return {from};
}

Dims product_rows(const Node& node, std::int64_t axis) {
  const DotAxes axes(node);
  return {position(axes.left, axis), position(axes.right, axis)};
}

std::optional<Dims> staircase_rows(const Node& node, std::int64_t axis) {
  const std::int64_t result = node.attributes_as<StaircaseProduct>().result;
  if (axis != 0 || result == StaircaseProduct::kRight) return {};
  return result == StaircaseProduct::kProduct ? Dims{0, kWhole} : Dims{kWhole, 0};
}

bool is_reduction(const Primitive& p) {
  return is_any(p,
                {&kReduceSum, &kReduceProduct, &kReduceMax, &kReduceMin, &kReduceAnd, &kReduceOr});
}

}  // namespace

std::optional<Dims> row_axes(const Node& node, std::int64_t axis) {
  const Primitive& p = node.primitive;
  if (node.types.size() != 1 || node.inputs.empty()) return {};
  if (p.is_elementwise) return elementwise_rows(node, axis);
  if (&p == &kBroadcastInDim) return broadcast_rows(node, axis);
  if (&p == &kTranspose)
    return Dims{node.attributes_as<Transpose>().permutation[static_cast<std::size_t>(axis)]};
  if (&p == &kReshape) return reshaped_rows(node, axis);
  if (&p == &kSlice) return sliced_rows(node, axis);
  if (&p == &kPad) return padded_rows(node, axis);
  if (is_any(p, {&kStopGradient, &kNamed})) return Dims{axis};
  if (&p == &kConcatenate && node.attributes_as<Concatenate>().axis != axis)
    return Dims(node.inputs.size(), axis);
  if (is_reduction(p)) return reduced_rows(node, axis);
  if (&p == &kDotGeneral) return product_rows(node, axis);
  if (&p == &kStaircaseProduct) return staircase_rows(node, axis);
  return {};
}

std::optional<Dims> summed_axes(const Node& node, std::size_t input, std::int64_t axis) {
  if (&node.primitive == &kReduceSum && is_floating(node.types[0].dtype) &&
      is_reduced(node.attributes_as<Reduce>().axes, axis))
    return Dims{axis};
  Dims axes;
  if (&node.primitive == &kDotGeneral) {
    const auto& a = node.attributes_as<DotGeneral>();
    if (a.left_contracting.size() == 1) axes = {a.left_contracting[0], a.right_contracting[0]};
  }
  if (&node.primitive == &kStaircaseProduct &&
      node.attributes_as<StaircaseProduct>().result == StaircaseProduct::kRight)
    axes = {0, 0};
  if (axes.empty() || axes[input] != axis) return {};
  return axes;
}

Array on_rows(const Node& node, std::int64_t axis, const Arrays& inputs, std::int64_t num_rows) {
  const Primitive& p = node.primitive;
  if (&p == &kBroadcastInDim) {
    auto a = node.attributes_as<BroadcastInDim>();
    a.shape[axis] = num_rows;
    return apply(p, inputs, attributes(a));
  }
  if (&p == &kReshape) {
    auto a = node.attributes_as<Reshape>();
    a.shape[axis] = num_rows;
    return apply(p, inputs, attributes(a));
  }
  if (&p == &kSlice) {
    auto a = node.attributes_as<SliceAttributes>();
    a.limit[static_cast<std::size_t>(axis)] = num_rows;
    return apply(p, inputs, attributes(a));
  }
  return apply(p, inputs, node.attributes);
}

}  // namespace aleator::lowering
