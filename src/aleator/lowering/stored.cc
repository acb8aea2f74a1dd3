// SPDX-License-Identifier: Apache-2.0
// Defines which arrays are in memory, and where, or puts them there.
#include "aleator/lowering/region.h"
#include "aleator/lowering/views.h"

#include <algorithm>
#include <optional>

namespace aleator::lowering {
namespace {

/// Views of memory as the operations of the same names see it.
Storage broadcast(const Storage& inner, const Node& node) {
  const auto& dimensions = node.attributes_as<BroadcastInDim>().dimensions;
  Storage view = inner;
  view.strides.assign(static_cast<std::size_t>(node.types[0].shape.rank()), 0);
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    if (node.inputs[0].shape()[static_cast<std::int64_t>(i)] != 1)
      view.strides[static_cast<std::size_t>(dimensions[i])] = inner.strides[i];
  }
  if (inner.lane_axis != kNoLane)
    view.lane_axis = static_cast<int>(dimensions[static_cast<std::size_t>(inner.lane_axis)]);
  return view;
}

Storage transposed(const Storage& inner, const Node& node) {
  const Dims& permutation = node.attributes_as<Transpose>().permutation;
  Storage view = inner;
  for (std::size_t i = 0; i < permutation.size(); ++i) {
    view.strides[i] = inner.strides[static_cast<std::size_t>(permutation[i])];
    if (permutation[i] == inner.lane_axis) view.lane_axis = static_cast<int>(i);
  }
  return view;
}

Storage sliced(Unit& unit, Storage view, const Node& node) {
  const auto& slice = node.attributes_as<SliceAttributes>();
  for (std::size_t i = 0; i < view.strides.size(); ++i) {
    view = unit.advanced(view, slice.start[i] * view.strides[i]);
    view.strides[i] *= slice.strides[i];
  }
  return view;
}

Storage reversed(Unit& unit, Storage view, const Node& node) {
  for (const std::int64_t axis : node.attributes_as<Reverse>().axes) {
    const std::int64_t stride = view.strides[static_cast<std::size_t>(axis)];
    const std::int64_t last = std::max<std::int64_t>(0, node.types[0].shape[axis] - 1);
    view = unit.advanced(view, last * stride);
    view.strides[static_cast<std::size_t>(axis)] = -stride;
  }
  return view;
}

/// Dense memory has any shape; otherwise only axes of length 1 may come and go.
std::optional<Storage> reshaped(const Unit& unit, const Storage& inner, const Node& node) {
  const ArrayType& from = node.inputs[0].type();
  ArrayType to = node.types[0];
  if (inner.lane_axis != kNoLane && to.lane_axis == kNoLane) return {};
  if (inner.lane_axis == kNoLane) to.lane_axis = kNoLane;
  ArrayType laid = from;
  laid.lane_axis = inner.lane_axis;
  if (unit.storage_at(inner.base, laid).strides == inner.strides) {
    Storage dense = unit.storage_at(inner.base, to);
    dense.depth = inner.depth;
    dense.version = inner.version;
    return dense;
  }
  const auto wide = [](const Shape& shape) {
    Dims axes;
    for (std::int64_t axis = 0; axis < shape.rank(); ++axis)
      if (shape[axis] != 1) axes.push_back(axis);
    return axes;
  };
  const Dims ins = wide(from.shape), outs = wide(to.shape);
  if (ins.size() != outs.size()) return {};
  Storage view = inner;
  view.strides.assign(static_cast<std::size_t>(to.shape.rank()), 0);
  view.lane_axis = to.lane_axis;
  for (std::size_t k = 0; k < ins.size(); ++k) {
    if (from.shape[ins[k]] != to.shape[outs[k]]) return {};
    view.strides[static_cast<std::size_t>(outs[k])] =
        inner.strides[static_cast<std::size_t>(ins[k])];
  }
  return view;
}

}  // namespace

std::optional<Storage> Region::try_stored(const Array& array) {
  if (const Binding* bound = bindings_.find(array); bound && (bound->storage || bound->value)) {
    if (bound->storage) return bound->storage;
    const Storage memory = unit_.allocate(array.type());
    unit_.store(*bound->value, memory, unit_.single_index(array.type()));
    return unit_.renewed(memory);
  }
  if (array.node()->constant) return unit_.literal(array.node()->constant);
  return stored_view(*array.node());
}

/// The memory of a view whose elements are evenly spaced in the memory of its input.
std::optional<Storage> Region::stored_view(const Node& node) {
  const Primitive* p = &node.primitive;
  if (!is_any(*p, {&kBroadcastInDim, &kTranspose, &kSlice, &kReverse, &kReshape, &kStopGradient,
                   &kNamed}))
    return {};
  const auto inner = try_stored(node.inputs[0]);
  if (!inner) return {};
  if (p == &kBroadcastInDim) return broadcast(*inner, node);
  if (p == &kTranspose) return transposed(*inner, node);
  if (p == &kSlice) return sliced(unit_, *inner, node);
  if (p == &kReverse) return reversed(unit_, *inner, node);
  if (p == &kReshape) return reshaped(unit_, *inner, node);
  return inner;
}

bool Region::is_at(const Array& array, const Storage& memory) {
  const auto found = try_stored(array);
  return found && is_same_memory(*found, memory);
}

Storage Region::stored(const Array& array) {
  if (const auto found = try_stored(array)) return *found;
  const Storage memory = unit_.allocate(array.type());
  copy(array, memory);
  return unit_.renewed(memory);
}

Storage Region::dense(const Array& array) {
  const auto found = try_stored(array);
  if (found && found->lane_axis == array.type().lane_axis &&
      unit_.storage_at(found->base, array.type()).strides == found->strides)
    return *found;
  const Storage memory = unit_.allocate_scratch(array.type());
  copy(array, memory);
  return unit_.renewed(memory);
}

void Region::copy(const Array& from, const Storage& to) {
  unit_.for_each(from.type(), [&](const Indices& at) { unit_.store(element(from, at), to, at); });
}

}  // namespace aleator::lowering
