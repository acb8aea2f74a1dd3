// SPDX-License-Identifier: Apache-2.0
// Defines which parts of a concatenation are written where they belong by the scan that makes them.
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/lowering/region.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

bool is_same(const Array& a, const Array& b) {
  return a.node() == b.node() && a.output() == b.output();
}

Dims wide_axes(const Shape& shape) {
  Dims axes;
  for (std::int64_t axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] != 1) axes.push_back(axis);
  }
  return axes;
}

/// The axis of a view on which each axis of its input lies, for views that only order axes anew
/// and add or drop some of length 1 (-1); nothing for others.
std::optional<Dims> axes_in_view(const Node& view) {
  const Shape &from = view.inputs[0].shape(), &to = view.types[0].shape;
  Dims axes(static_cast<std::size_t>(from.rank()), -1);
  if (&view.primitive == &kTranspose) {
    const Dims& permutation = view.attributes_as<Transpose>().permutation;
    for (std::size_t i = 0; i < permutation.size(); ++i)
      axes[static_cast<std::size_t>(permutation[i])] = static_cast<std::int64_t>(i);
    return axes;
  }
  if (&view.primitive == &kBroadcastInDim && from.size() == to.size())
    return view.attributes_as<BroadcastInDim>().dimensions;
  if (&view.primitive != &kReshape) return {};
  const Dims ins = wide_axes(from), outs = wide_axes(to);
  if (ins.size() != outs.size()) return {};
  for (std::size_t k = 0; k < ins.size(); ++k) {
    if (from[ins[k]] != to[outs[k]]) return {};
    axes[static_cast<std::size_t>(ins[k])] = outs[k];
  }
  return axes;
}

/// What an array is a view of, with the memory of that if the view's is `storage`.
Array behind_views(Array array, Storage& storage) {
  while (!array.node()->inputs.empty()) {
    const auto axes = axes_in_view(*array.node());
    if (!axes) break;
    array = array.node()->inputs[0];
    Storage inner = storage;
    inner.strides.assign(axes->size(), 0);
    inner.lane_axis = array.type().lane_axis;
    for (std::size_t i = 0; i < axes->size(); ++i) {
      if ((*axes)[i] >= 0 && static_cast<int>(i) != inner.lane_axis)
        inner.strides[i] = storage.strides[static_cast<std::size_t>((*axes)[i])];
    }
    storage = inner;
  }
  return array;
}
Array behind_views(const Array& array) {
  Storage ignored;
  ignored.strides.assign(static_cast<std::size_t>(array.rank()), 0);
  return behind_views(array, ignored);
}

}  // namespace

void Region::place_pieces(const Node& concatenation) {
  const Binding* bound = bindings_.find(output_of(concatenation, 0));
  if (!bound || !bound->storage) return;
  const std::int64_t axis = concatenation.attributes_as<Concatenate>().axis;
  const std::int64_t stride = bound->storage->strides[static_cast<std::size_t>(axis)];
  std::int64_t before = 0;
  const Arrays& pieces = concatenation.inputs;
  for (std::size_t i = 0; i < pieces.size(); before += pieces[i++].shape()[axis]) {
    Storage part = unit_.advanced(*bound->storage, before * stride);
    if (pieces[i].type().lane_axis != part.lane_axis) continue;
    const Array origin = behind_views(pieces[i], part);
    const Node* scan = origin.node();
    const auto output = static_cast<std::size_t>(origin.output());
    const bool is_stacked =
        &scan->primitive == &kScan &&
        output >= static_cast<std::size_t>(scan->attributes_as<Scan>().num_carry);
    if (!is_stacked || has_destination(scan, output)) continue;
    destinations_.insert({{scan, output}, part});
    const std::size_t next = scan->attributes_as<Scan>().is_reverse ? i + 1 : i - 1;
    // The entry that would come first, if each step stored what it starts from.
    if (next < pieces.size() && part.strides[0] == stride && pieces[next].shape()[axis] == 1)
      first_entries_.insert({{scan, output}, behind_views(pieces[next])});
  }
}

bool Region::is_after(const Node* scan, std::size_t output, const Array& start) const {
  const auto found = first_entries_.find({scan, output});
  return found != first_entries_.end() && is_same(found->second, behind_views(start));
}

bool Region::is_in_place(const Statement& s) {
  if (s.kind != Statement::Kind::piece) return false;
  const Binding* whole = bindings_.find(output_of(*s.node, 0));
  const Array& piece = s.node->inputs[s.piece];
  if (!whole || !whole->storage || piece.type().lane_axis != whole->storage->lane_axis)
    return false;
  const std::int64_t axis = s.node->attributes_as<Concatenate>().axis;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < s.piece; ++i) before += s.node->inputs[i].shape()[axis];
  const std::int64_t stride = whole->storage->strides[static_cast<std::size_t>(axis)];
  Storage part = unit_.advanced(*whole->storage, before * stride);
  const Array origin = behind_views(piece, part);
  const Binding* bound = bindings_.find(origin);
  return &origin.node()->primitive == &kScan && bound && bound->storage &&
         is_same_memory(*bound->storage, part);
}

}  // namespace aleator::lowering
