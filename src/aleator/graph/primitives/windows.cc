// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/windows.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/primitives/strided.h"

#include <algorithm>

namespace aleator {
namespace {

bool has(const Dims& axes, std::int64_t axis) {
  return std::find(axes.begin(), axes.end(), axis) != axes.end();
}
std::int64_t position(const Dims& axes, std::int64_t axis) {
  return std::find(axes.begin(), axes.end(), axis) - axes.begin();
}
Dims joined(Dims a, const Dims& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
Dims shifted(Dims axes, std::int64_t by) {
  for (std::int64_t& axis : axes) axis += by;
  return axes;
}
bool are_axes(Dims axes, std::int64_t rank) {
  std::sort(axes.begin(), axes.end());
  return std::adjacent_find(axes.begin(), axes.end()) == axes.end() &&
         (axes.empty() || (axes.front() >= 0 && axes.back() < rank));
}
template <class T>
T at(const std::vector<T>& values, std::int64_t i) {
  return values[static_cast<std::size_t>(i)];
}

Dims offsets(const Shape& shape, const Dims& strides) {
  Dims result;
  for_each_offset(shape, strides, [&](std::int64_t offset) { result.push_back(offset); });
  return result;
}

/// The largest valid index of each component, as an array to compare indices with.
Array bounds_array(const WindowNumbers& n, const Array& indices, const Shape& operand,
                   const Dims& sizes) {
  Buffer bounds(int64, Shape{n.index_map.size()});
  for (std::size_t k = 0; k < n.index_map.size(); ++k)
    bounds.mutable_data<std::int64_t>()[k] = operand[n.index_map[k]] - at(sizes, n.index_map[k]);
  const Array values = astype(literal(bounds, false), indices.dtype());
  if (n.index_vector_dim == indices.rank()) return reshape(values, {});
  Shape column{n.index_map.size()};
  for (std::int64_t axis = n.index_vector_dim + 1; axis < indices.rank(); ++axis)
    column = column + Shape{1};
  return reshape(values, column);
}

}  // namespace

Dims other_axes(std::int64_t rank, const Dims& axes) {
  Dims result;
  for (std::int64_t axis = 0; axis < rank; ++axis) {
    if (!has(axes, axis)) result.push_back(axis);
  }
  return result;
}
Dims operand_window_axes(const WindowNumbers& n, std::int64_t operand_rank) {
  return other_axes(operand_rank, joined(n.collapsed_dims, n.operand_batching_dims));
}
Dims index_batch_axes(const WindowNumbers& n, std::int64_t indices_rank) {
  return other_axes(indices_rank, {n.index_vector_dim});
}
std::int64_t num_components(const WindowNumbers& n, const Shape& indices) {
  return n.index_vector_dim == indices.rank() ? 1 : indices[n.index_vector_dim];
}

Dims window_sizes(const WindowNumbers& n, std::int64_t operand_rank, const Shape& windowed) {
  Dims sizes(static_cast<std::size_t>(operand_rank), 1);
  const Dims axes = operand_window_axes(n, operand_rank);
  for (std::size_t k = 0; k < axes.size() && k < n.window_dims.size(); ++k)
    sizes[static_cast<std::size_t>(axes[k])] = windowed[n.window_dims[k]];
  return sizes;
}

void check_numbers(const InferContext& c, const WindowNumbers& n, const Dims& sizes) {
  const Shape& operand = c.inputs[0].shape;
  const Shape& indices = c.inputs[1].shape;
  if (!is_integer(c.inputs[1].dtype)) {
    throw DtypeError(
        text(c.primitive.name, ": indices must be of an integer dtype, got ", c.inputs[1].dtype));
  }
  const std::int64_t rank = operand.rank();
  bool fits =
      n.index_vector_dim >= 0 && n.index_vector_dim <= indices.rank() &&
      are_axes(joined(n.collapsed_dims, n.operand_batching_dims), rank) &&
      are_axes(joined(n.index_map, n.operand_batching_dims), rank) &&
      are_axes(joined(n.indices_batching_dims, {n.index_vector_dim}), indices.rank() + 1) &&
      are_axes(n.indices_batching_dims, indices.rank()) &&
      n.operand_batching_dims.size() == n.indices_batching_dims.size() &&
      static_cast<std::int64_t>(sizes.size()) == rank &&
      num_components(n, indices) == static_cast<std::int64_t>(n.index_map.size()) &&
      n.window_dims.size() == operand_window_axes(n, rank).size() &&
      std::is_sorted(n.window_dims.begin(), n.window_dims.end()) &&
      are_axes(n.window_dims, static_cast<std::int64_t>(index_batch_axes(n, indices.rank()).size() +
                                                        n.window_dims.size()));
  for (std::size_t k = 0; fits && k < n.operand_batching_dims.size(); ++k)
    fits = operand[n.operand_batching_dims[k]] == indices[n.indices_batching_dims[k]];
  for (std::int64_t axis = 0; fits && axis < rank; ++axis) {
    const bool is_batching = has(n.operand_batching_dims, axis);
    const bool is_single = is_batching || has(n.collapsed_dims, axis);
    const std::int64_t size = at(sizes, axis);
    // A batching axis may be empty: there are no windows then.
    fits = size >= 0 && (is_batching || size <= operand[axis]) && (!is_single || size == 1);
  }
  if (!fits) {
    throw ShapeError(text(c.primitive.name, ": the dimension numbers ", c.attributes->to_string(),
                          " with windows ", sizes, " do not fit operand ", operand, " and indices ",
                          indices));
  }
}

Shape windowed_shape(const WindowNumbers& n, const Shape& indices, const Dims& sizes) {
  const Dims batch = index_batch_axes(n, indices.rank());
  const Dims window = operand_window_axes(n, static_cast<std::int64_t>(sizes.size()));
  Dims dims(batch.size() + window.size());
  std::size_t next = 0;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    const auto k = position(n.window_dims, static_cast<std::int64_t>(axis));
    dims[axis] = k < static_cast<std::int64_t>(window.size()) ? at(sizes, at(window, k))
                                                              : indices[batch[next++]];
  }
  return Shape(dims);
}

WindowNumbers batched_numbers(WindowNumbers n, bool is_operand_batched, bool is_indices_batched) {
  n.window_dims = shifted(n.window_dims, 1);
  if (is_operand_batched) {
    n.collapsed_dims = shifted(n.collapsed_dims, 1);
    n.operand_batching_dims = shifted(n.operand_batching_dims, 1);
    n.index_map = shifted(n.index_map, 1);
  }
  if (is_indices_batched) {
    n.indices_batching_dims = shifted(n.indices_batching_dims, 1);
    ++n.index_vector_dim;
  }
  if (is_operand_batched && is_indices_batched) {
    n.operand_batching_dims.insert(n.operand_batching_dims.begin(), 0);
    n.indices_batching_dims.insert(n.indices_batching_dims.begin(), 0);
  } else if (is_operand_batched) {
    n.window_dims.insert(n.window_dims.begin(), 0);
  }
  return n;
}

Array clamped_indices(const WindowNumbers& n, const Array& indices, const Shape& operand,
                      const Dims& sizes) {
  return minimum(maximum(indices, 0), bounds_array(n, indices, operand, sizes));
}

Array is_window_inside(const WindowNumbers& n, const Array& indices, const Shape& operand,
                       const Shape& windowed) {
  const Dims sizes = window_sizes(n, operand.rank(), windowed);
  Array is_inside = logical_and(indices >= 0, indices <= bounds_array(n, indices, operand, sizes));
  if (n.index_vector_dim < indices.rank())
    is_inside = all(is_inside, {.axes = {n.index_vector_dim}});
  return apply(kBroadcastInDim, {is_inside},
               attributes(BroadcastInDim{windowed, other_axes(windowed.rank(), n.window_dims)}));
}

int lane_of_windows(const WindowNumbers& n, const ArrayType& operand, const ArrayType& indices,
                    const Dims& sizes) {
  const Dims batch = index_batch_axes(n, indices.shape.rank());
  const std::int64_t rank = static_cast<std::int64_t>(batch.size() + n.window_dims.size());
  const Dims windowed_batch = other_axes(rank, n.window_dims);
  if (indices.lane_axis != kNoLane && indices.lane_axis != n.index_vector_dim)
    return static_cast<int>(at(windowed_batch, position(batch, indices.lane_axis)));
  const int lane = operand.lane_axis;
  if (lane == kNoLane) return kNoLane;
  if (has(n.operand_batching_dims, lane)) {
    const std::int64_t axis = at(n.indices_batching_dims, position(n.operand_batching_dims, lane));
    return static_cast<int>(at(windowed_batch, position(batch, axis)));
  }
  const bool is_whole = !has(n.collapsed_dims, lane) && at(sizes, lane) == operand.shape[lane];
  if (!is_whole) return kNoLane;
  return static_cast<int>(
      at(n.window_dims, position(operand_window_axes(n, operand.shape.rank()), lane)));
}

int lane_of_scatter(const WindowNumbers& n, std::span<const ArrayType> inputs) {
  const ArrayType& operand = inputs[0];
  const ArrayType& indices = inputs[1];
  const ArrayType& updates = inputs[2];
  if (operand.lane_axis != kNoLane) return operand.lane_axis;
  const Dims batch = index_batch_axes(n, indices.shape.rank());
  std::int64_t axis = indices.lane_axis;  // of the indices
  if (updates.lane_axis != kNoLane) {
    const std::int64_t k = position(n.window_dims, updates.lane_axis);
    if (k < static_cast<std::int64_t>(n.window_dims.size())) {
      const std::int64_t lane = at(operand_window_axes(n, operand.shape.rank()), k);
      const bool is_whole = operand.shape[lane] == updates.shape[updates.lane_axis];
      return is_whole ? static_cast<int>(lane) : kNoLane;
    }
    axis = at(batch, position(other_axes(updates.shape.rank(), n.window_dims), updates.lane_axis));
  }
  const std::int64_t k = position(n.indices_batching_dims, axis);
  const bool is_batching = k < static_cast<std::int64_t>(n.indices_batching_dims.size());
  return is_batching ? static_cast<int>(at(n.operand_batching_dims, k)) : kNoLane;
}

Windows::Windows(const WindowNumbers& n, const Shape& operand, const Buffer& indices,
                 const Shape& windowed, const Dims& sizes)
    : indices_(indices) {
  const Dims own = operand.strides(), index_strides = indices.shape().strides(),
             to = windowed.strides();
  Dims window_dims, window_from, window_to;
  const Dims axes = operand_window_axes(n, operand.rank());
  for (std::size_t k = 0; k < axes.size(); ++k) {
    window_dims.push_back(at(sizes, axes[k]));
    window_from.push_back(at(own, axes[k]));
    window_to.push_back(at(to, n.window_dims[k]));
  }
  operand_offsets = offsets(Shape(window_dims), window_from);
  windowed_offsets = offsets(Shape(window_dims), window_to);
  const Dims batch = index_batch_axes(n, indices.shape().rank());
  const Dims windowed_batch = other_axes(windowed.rank(), n.window_dims);
  Dims dims, from_index, from_operand, to_windowed;
  for (std::size_t k = 0; k < batch.size(); ++k) {
    const std::int64_t pair = position(n.indices_batching_dims, batch[k]);
    const bool is_batching = pair < static_cast<std::int64_t>(n.indices_batching_dims.size());
    dims.push_back(indices.shape()[batch[k]]);
    from_index.push_back(at(index_strides, batch[k]));
    from_operand.push_back(is_batching ? at(own, at(n.operand_batching_dims, pair)) : 0);
    to_windowed.push_back(at(to, windowed_batch[k]));
  }
  index_starts_ = offsets(Shape(dims), from_index);
  operand_starts_ = offsets(Shape(dims), from_operand);
  windowed_starts_ = offsets(Shape(dims), to_windowed);
  for (const std::int64_t axis : n.index_map) {
    bounds_.push_back(operand[axis] - at(sizes, axis));
    strides_.push_back(at(own, axis));
  }
  if (n.index_vector_dim < indices.shape().rank())
    component_stride_ = at(index_strides, n.index_vector_dim);
}

}  // namespace aleator
