// SPDX-License-Identifier: Apache-2.0
// Declares products of arrays, and the factorization and solution of linear systems by triangles.
// Leading axes of matrices are batch axes, which are broadcast.
#pragma once

#include "aleator/array/array.h"

#include <string_view>

namespace aleator {

/// The matrix product, NumPy's `@`: a vector on the left is a row, on the right a column, and its
/// axis is not in the result.
Array matmul(const Array& x, const Array& y);
/// matmul(x, y * mask) for a matrix y and a mask of its shape, of which what is not zero counts:
/// the product of a masked network. Where the mask is known, what it leaves out everywhere is not
/// multiplied: it should have a staircase of zeros below, as masks of sorted degrees do. ShapeError
/// where y is no matrix or the mask has another shape.
Array masked_matmul(const Array& x, const Array& y, const Array& mask);
/// The sum of products along the last axis of x and the last but one of y (the only one of a
/// vector); the result has the other axes of x, then those of y.
Array dot(const Array& x, const Array& y);
/// All products of an element of x with one of y: shape {x.size(), y.size()}.
Array outer(const Array& x, const Array& y);
/// The sum of products along pairs of axes; the result has the other axes of x, then those of y.
Array tensordot(const Array& x, const Array& y, const Dims& x_axes, const Dims& y_axes);
/// The same over the last num_axes axes of x and the first of y.
Array tensordot(const Array& x, const Array& y, std::int64_t num_axes = 2);
/// The sum of products named by letters for axes: einsum("ij,jk->ik", x, y) is matmul(x, y). An
/// operand has no letter twice. Without "->" the letters that appear once remain, sorted.
Array einsum(std::string_view equation, const Array& x, const Array& y);
Array einsum(std::string_view equation, const Array& x);

/// The lower triangular L with L L' = x for positive definite x, of which the lower triangle is
/// read; NaN for matrices that are not positive definite.
Array cholesky(const Array& x);

struct SolveTriangularOptions {
  bool is_lower = true;           ///< which triangle of a is read
  bool is_transposed = false;     ///< solve a' x = b
  bool is_unit_diagonal = false;  ///< the diagonal is not read but taken as 1
};
/// The x with a x = b for triangular a; b is a matrix, or a vector if it has one axis.
Array solve_triangular(const Array& a, const Array& b, const SolveTriangularOptions& options = {});
/// The x with a x = b, given the lower Cholesky factor of a.
Array cholesky_solve(const Array& factor, const Array& b);

}  // namespace aleator
