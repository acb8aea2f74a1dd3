// SPDX-License-Identifier: Apache-2.0
// Defines where operations that only rearrange elements read their inputs: such an operation costs
// nothing but arithmetic on indices.
//
// The rules are templates over an Algebra of indices: registers when code is made, symbols when the
// scheduler asks which loop an array is read along. An Algebra has a type Index and the members
//   constant(n), add(i, n), multiply(i, n), divide(i, n), remainder(i, n), sum(i, j),
//   clamp(i, high)            into 0..high
//   read(array, indices)      the element of an integer array, as an index
// with n a plain number; dividends are not negative.
#pragma once

#include "aleator/graph/cost.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/dynamic_slice.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/primitives/windows.h"
#include "aleator/lowering/reshape.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace aleator::lowering {

/// Indices of the algebra A, one an axis.
template <class A>
using IndexList = std::vector<typename A::Index>;

namespace view_rules {

template <class A>
IndexList<A> broadcast(A& a, const Node& node, const IndexList<A>& out) {
  const auto& attributes = node.attributes_as<BroadcastInDim>();
  const Shape& from = node.inputs[0].shape();
  IndexList<A> in;
  for (std::int64_t i = 0; i < from.rank(); ++i) {
    const std::int64_t axis = attributes.dimensions[static_cast<std::size_t>(i)];
    const bool repeats = from[i] == 1 && attributes.shape[axis] != 1;
    in.push_back(repeats ? a.constant(0) : out[static_cast<std::size_t>(axis)]);
  }
  return in;
}

/// A group of one axis each is the same index, others go through the number of the element in the
/// group.
template <class A>
IndexList<A> reshape(A& a, const Shape& from, const Shape& to, const IndexList<A>& out) {
  IndexList<A> in(static_cast<std::size_t>(from.rank()), a.constant(0));
  for (const AxisGroup& group : axis_groups(from, to)) {
    if (group.from.size() == 1 && group.to.size() == 1) {
      in[static_cast<std::size_t>(group.from[0])] = out[static_cast<std::size_t>(group.to[0])];
      continue;
    }
    auto number = a.constant(0);
    std::int64_t stride = 1;
    for (const std::int64_t k : group.to) {
      number = a.sum(number, a.multiply(out[static_cast<std::size_t>(k)], stride));
      stride *= to[k];
    }
    stride = 1;
    for (const std::int64_t k : group.from) {
      const auto quotient = a.divide(number, stride);
      const bool is_last = k == group.from.back();
      in[static_cast<std::size_t>(k)] = is_last ? quotient : a.remainder(quotient, from[k]);
      stride *= from[k];
    }
  }
  return in;
}

template <class A>
IndexList<A> transpose(const Node& node, const IndexList<A>& out) {
  const Dims& permutation = node.attributes_as<Transpose>().permutation;
  IndexList<A> in = out;
  for (std::size_t i = 0; i < permutation.size(); ++i)
    in[static_cast<std::size_t>(permutation[i])] = out[i];
  return in;
}

template <class A>
IndexList<A> reverse(A& a, const Node& node, IndexList<A> out) {
  for (const std::int64_t axis : node.attributes_as<Reverse>().axes) {
    auto& i = out[static_cast<std::size_t>(axis)];
    i = a.add(a.multiply(i, -1), node.types[0].shape[axis] - 1);
  }
  return out;
}

template <class A>
IndexList<A> slice(A& a, const Node& node, IndexList<A> out) {
  const auto& s = node.attributes_as<SliceAttributes>();
  for (std::size_t axis = 0; axis < out.size(); ++axis)
    out[axis] = a.add(a.multiply(out[axis], s.strides[axis]), s.start[axis]);
  return out;
}

/// The element that an element of a padded array comes from, or some element where it is padding.
template <class A>
IndexList<A> pad(A& a, const Node& node, IndexList<A> out) {
  const auto& p = node.attributes_as<Pad>();
  const Shape& from = node.inputs[0].shape();
  for (std::size_t axis = 0; axis < out.size(); ++axis) {
    if (p.low[axis] == 0 && p.high[axis] == 0 && p.interior[axis] == 0) continue;
    const std::int64_t step = p.interior[axis] + 1;
    const auto high = std::max<std::int64_t>(0, (from[static_cast<std::int64_t>(axis)] - 1) * step);
    const auto at = a.clamp(a.add(out[axis], -p.low[axis]), high);
    out[axis] = step == 1 ? at : a.divide(at, step);
  }
  return out;
}

/// The index of a window's first element, per operand axis, for indices into the array of windows.
template <class A>
IndexList<A> window_start(A& a, const WindowNumbers& n, const Array& indices, const Shape& operand,
                          const Dims& sizes, const IndexList<A>& out, bool is_clamped) {
  const Dims batch = index_batch_axes(n, indices.rank());
  const Dims windowed_batch = other_axes(static_cast<std::int64_t>(out.size()), n.window_dims);
  IndexList<A> at(static_cast<std::size_t>(indices.rank()), a.constant(0));
  for (std::size_t k = 0; k < batch.size(); ++k)
    at[static_cast<std::size_t>(batch[k])] = out[static_cast<std::size_t>(windowed_batch[k])];
  IndexList<A> start(static_cast<std::size_t>(operand.rank()), a.constant(0));
  for (std::size_t k = 0; k < n.operand_batching_dims.size(); ++k)
    start[static_cast<std::size_t>(n.operand_batching_dims[k])] =
        at[static_cast<std::size_t>(n.indices_batching_dims[k])];
  for (std::size_t k = 0; k < n.index_map.size(); ++k) {
    if (n.index_vector_dim < indices.rank())
      at[static_cast<std::size_t>(n.index_vector_dim)] = a.constant(static_cast<std::int64_t>(k));
    const auto axis = static_cast<std::size_t>(n.index_map[k]);
    const auto value = a.read(indices, at);
    start[axis] = is_clamped ? a.clamp(value, operand[n.index_map[k]] - sizes[axis]) : value;
  }
  return start;
}

/// The window's start plus the position inside the window.
template <class A>
IndexList<A> window_element(A& a, const WindowNumbers& n, IndexList<A> start,
                            const IndexList<A>& out) {
  const Dims axes = operand_window_axes(n, static_cast<std::int64_t>(start.size()));
  for (std::size_t k = 0; k < axes.size(); ++k) {
    auto& i = start[static_cast<std::size_t>(axes[k])];
    i = a.sum(i, out[static_cast<std::size_t>(n.window_dims[k])]);
  }
  return start;
}

template <class A>
IndexList<A> dynamic_slice(A& a, const Node& node, IndexList<A> out) {
  const Shape& from = node.inputs[0].shape();
  for (std::size_t axis = 0; axis < out.size(); ++axis) {
    const std::int64_t bound = from[static_cast<std::int64_t>(axis)] -
                               node.types[0].shape[static_cast<std::int64_t>(axis)];
    if (bound == 0) continue;
    out[axis] = a.sum(out[axis], a.clamp(a.read(node.inputs[1 + axis], {}), bound));
  }
  return out;
}

}  // namespace view_rules

/// Indices into the first input of a view for indices into its output.
template <class A>
IndexList<A> view_indices(A& a, const Node& node, const IndexList<A>& out) {
  const Primitive* p = &node.primitive;
  if (p == &kBroadcastInDim) return view_rules::broadcast(a, node, out);
  if (p == &kReshape)
    return view_rules::reshape(a, node.inputs[0].shape(), node.types[0].shape, out);
  if (p == &kTranspose) return view_rules::transpose<A>(node, out);
  if (p == &kReverse) return view_rules::reverse(a, node, out);
  if (p == &kSlice) return view_rules::slice(a, node, out);
  if (p == &kPad) return view_rules::pad(a, node, out);
  if (p == &kDynamicSlice) return view_rules::dynamic_slice(a, node, out);
  if (p == &kGather) {
    const auto& g = node.attributes_as<Gather>();
    const auto start = view_rules::window_start(a, g.numbers, node.inputs[1],
                                                node.inputs[0].shape(), g.slice_sizes, out, true);
    return view_rules::window_element(a, g.numbers, start, out);
  }
  return out;
}

}  // namespace aleator::lowering
