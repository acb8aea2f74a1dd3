// SPDX-License-Identifier: Apache-2.0
// Declares operations that make arrays and rearrange their elements. Negative axes count from the
// end.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

Array zeros(const Shape& shape, Dtype dtype = float64);
Array ones(const Shape& shape, Dtype dtype = float64);
Array full(const Shape& shape, const Array& value);
Array zeros_like(const Array& x);
Array ones_like(const Array& x);
/// 0, 1, ..., n - 1.
Array arange(Dim n, Dtype dtype = int64);
/// start, start + step, ... below stop.
Array arange(double start, double stop, double step = 1);
/// `num` equally spaced points, both ends included.
Array linspace(const Array& start, const Array& stop, std::int64_t num);
/// Counts along one axis of an array of this shape.
Array iota(const Shape& shape, std::int64_t axis, Dtype dtype = int64);
/// The identity matrix, or the k-th diagonal of ones.
Array eye(std::int64_t rows, std::int64_t columns = -1, std::int64_t k = 0, Dtype dtype = float64);
/// Elements on and below (above) the k-th diagonal of the last two axes, zeros elsewhere.
Array lower_triangle(const Array& x, std::int64_t k = 0);
Array upper_triangle(const Array& x, std::int64_t k = 0);
/// The diagonal of the last two axes.
Array diagonal(const Array& x);
/// Square matrices with x on their diagonals.
Array diagonal_matrix(const Array& x);

/// At most one dimension may be -1: it follows from the size.
Array reshape(const Array& x, const Shape& shape);
Array ravel(const Array& x);
/// Output axis i is input axis permutation[i]; without a permutation the axes are reversed.
Array transpose(const Array& x, const Dims& permutation);
Array transpose(const Array& x);
Array swap_axes(const Array& x, std::int64_t a, std::int64_t b);
Array move_axis(const Array& x, std::int64_t from, std::int64_t to);
Array expand_dims(const Array& x, std::int64_t axis);
/// Removes an axis of length 1.
Array squeeze(const Array& x, std::int64_t axis);
/// Repeats axes of length 1 and missing leading axes.
Array broadcast_to(const Array& x, const Shape& shape);
/// All arrays at their common shape.
Arrays broadcast_arrays(const Arrays& arrays);
Array reverse(const Array& x, const Dims& axes);

Array concatenate(const Arrays& arrays, std::int64_t axis = 0);
/// Joins arrays of one shape along a new axis.
Array stack(const Arrays& arrays, std::int64_t axis = 0);
/// Elements start, start + step, ... below stop along one axis.
Array slice_axis(const Array& x, std::int64_t axis, std::int64_t start, std::int64_t stop,
                 std::int64_t step = 1);
/// Equal parts along an axis.
Arrays split(const Array& x, std::int64_t num, std::int64_t axis = 0);

struct PadOptions {
  Dims low = {};       ///< elements before, per axis; negative removes; {} means 0
  Dims high = {};      ///< elements after
  Dims interior = {};  ///< elements between neighbours
  Array value = 0;
};
Array pad(const Array& x, const PadOptions& options);

}  // namespace aleator
