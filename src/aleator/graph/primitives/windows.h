// SPDX-License-Identifier: Apache-2.0
// Defines the dimension numbers of gather and scatter, StableHLO's, and the walk over the windows
// they describe.
//
// Both relate windows of an operand to an array of windows: gather's output, scatter's updates. The
// axes of that array are window axes or batch axes, and the batch axes are those of the indices
// without the axis that holds the components of one index.
#pragma once

#include "aleator/graph/primitive.h"

namespace aleator {

struct WindowNumbers {
  Dims window_dims = {};       ///< axes of the array of windows that run over one window
  Dims collapsed_dims;         ///< operand axes of window size 1, missing in the array of windows
  Dims operand_batching_dims;  ///< operand axes, missing too, that run along ...
  Dims indices_batching_dims;  ///< ... these axes of the indices
  Dims index_map;              ///< the operand axis of each component of an index
  std::int64_t index_vector_dim = 0;  ///< axis of the components; the rank if there is one
  friend bool operator==(const WindowNumbers&, const WindowNumbers&) = default;
};

struct Gather {
  WindowNumbers numbers;
  Dims slice_sizes;  ///< of a window, per operand axis
  friend bool operator==(const Gather&, const Gather&) = default;
  template <class V>
  void visit(V&& v) const {
    v("offset_dims", numbers.window_dims);
    v("collapsed_slice_dims", numbers.collapsed_dims);
    v("operand_batching_dims", numbers.operand_batching_dims);
    v("start_indices_batching_dims", numbers.indices_batching_dims);
    v("start_index_map", numbers.index_map);
    v("index_vector_dim", numbers.index_vector_dim);
    v("slice_sizes", slice_sizes);
  }
};

struct Scatter {
  WindowNumbers numbers;
  bool unique_indices = false;  ///< promised: no two windows overlap
  friend bool operator==(const Scatter&, const Scatter&) = default;
  template <class V>
  void visit(V&& v) const {
    v("update_window_dims", numbers.window_dims);
    v("inserted_window_dims", numbers.collapsed_dims);
    v("input_batching_dims", numbers.operand_batching_dims);
    v("scatter_indices_batching_dims", numbers.indices_batching_dims);
    v("scatter_dims_to_operand_dims", numbers.index_map);
    v("index_vector_dim", numbers.index_vector_dim);
    v("unique_indices", unique_indices);
  }
};

/// 0..rank-1 without the listed axes.
Dims other_axes(std::int64_t rank, const Dims& axes);
/// Operand axes that window_dims stand for, in order.
Dims operand_window_axes(const WindowNumbers& n, std::int64_t operand_rank);
/// The axes of the indices that are not their components, in order.
Dims index_batch_axes(const WindowNumbers& n, std::int64_t indices_rank);
/// Number of components of an index.
std::int64_t num_components(const WindowNumbers& n, const Shape& indices);
/// Window sizes per operand axis that an array of windows implies.
Dims window_sizes(const WindowNumbers& n, std::int64_t operand_rank, const Shape& windowed);

/// Throws ShapeError or DtypeError unless the numbers fit the operand and the indices.
void check_numbers(const InferContext& c, const WindowNumbers& n, const Dims& sizes);
/// The shape of the array of windows.
Shape windowed_shape(const WindowNumbers& n, const Shape& indices, const Dims& sizes);

/// The numbers over a new axis 0 of the operand, of the indices or of both, and of the array of
/// windows.
WindowNumbers batched_numbers(WindowNumbers n, bool is_operand_batched, bool is_indices_batched);

/// Indices moved to where every window lies inside the operand.
Array clamped_indices(const WindowNumbers& n, const Array& indices, const Shape& operand,
                      const Dims& sizes);
/// Whether the window of each index lies inside the operand, repeated over the array of windows.
Array is_window_inside(const WindowNumbers& n, const Array& indices, const Shape& operand,
                       const Shape& windowed);

/// Lane axis of the array of windows, given those of operand and indices.
int lane_of_windows(const WindowNumbers& n, const ArrayType& operand, const ArrayType& indices,
                    const Dims& sizes);
/// Lane axis of a scatter's output, given those of its inputs.
int lane_of_scatter(const WindowNumbers& n, std::span<const ArrayType> inputs);

/// Element offsets of all windows: window w, element e is operand[start(w) + operand_offsets[e]]
/// and windowed[windowed_starts[w] + windowed_offsets[e]].
class Windows {
 public:
  Windows(const WindowNumbers& n, const Shape& operand, const Buffer& indices,
          const Shape& windowed, const Dims& sizes);

  /// Calls f(operand offset, windowed offset, is_inside) for each window; the operand offset is
  /// that of the clamped index.
  template <class F>
  void for_each(F&& f) const {
    visit_dtype(indices_.dtype(), [&](auto zero) {
      using I = decltype(zero);
      const I* data = indices_.data<I>();
      for (std::size_t w = 0; w < index_starts_.size(); ++w) {
        std::int64_t start = operand_starts_[w];
        bool is_inside = true;
        for (std::size_t k = 0; k < bounds_.size(); ++k) {
          const I index = data[index_starts_[w] + static_cast<std::int64_t>(k) * component_stride_];
          const std::int64_t bound = bounds_[k];
          const bool is_low = index < I{0};
          const bool is_high =
              !is_low && static_cast<std::uint64_t>(index) > static_cast<std::uint64_t>(bound);
          is_inside = is_inside && !is_low && !is_high;
          start += strides_[k] * (is_low ? 0 : is_high ? bound : static_cast<std::int64_t>(index));
        }
        f(start, windowed_starts_[w], is_inside);
      }
    });
  }
  std::vector<std::int64_t> operand_offsets, windowed_offsets;  ///< of the elements of a window

 private:
  Buffer indices_;
  std::vector<std::int64_t> index_starts_, operand_starts_, windowed_starts_;  ///< per window
  Dims bounds_, strides_;  ///< per component: largest valid index, operand stride
  std::int64_t component_stride_ = 1;
};

}  // namespace aleator
