// SPDX-License-Identifier: Apache-2.0
// Declares matrices of a given form: triangles from vectors, bands, blocks, Kronecker products; and
// systems with a tridiagonal matrix.
#pragma once

#include "aleator/array/array.h"

namespace aleator::linalg {

/// x with the last two axes exchanged.
Array matrix_transpose(const Array& x);
/// The sum of the diagonal of the last two axes.
Array trace(const Array& x);
/// x with its main diagonal replaced; both sides of a rectangular matrix are kept.
Array set_diag(const Array& x, const Array& diagonal);
/// x with zeros outside the band of num_lower subdiagonals and num_upper superdiagonals; a negative
/// number keeps all of them.
Array band_part(const Array& x, std::int64_t num_lower, std::int64_t num_upper);

/// A triangle filled with the n (n + 1) / 2 elements along the last axis of x, in a clockwise
/// spiral (the order of TFP: {1, ..., 6} gives {{4, 0, 0}, {6, 5, 0}, {3, 2, 1}}, and with is_upper
/// {{1, 2, 3}, {0, 5, 6}, {0, 0, 4}}). Throws where the length is not of this form.
Array fill_triangular(const Array& x, bool is_upper = false);
/// The vector that fill_triangular makes x from; the other triangle is not read.
Array fill_triangular_inverse(const Array& x, bool is_upper = false);

/// The Kronecker product: blocks x[i, j] y.
Array kronecker(const Array& x, const Array& y);
/// The matrices along the diagonal, zeros elsewhere; batch axes are broadcast.
Array block_diag(const Arrays& blocks);

/// A tridiagonal n by n matrix by its diagonals, each along a last axis.
struct TridiagonalMatrix {
  Array lower;     ///< n - 1 elements below the diagonal
  Array diagonal;  ///< n elements
  Array upper;     ///< n - 1 elements above it
};
/// The product with b: a matrix, or a vector if it has one axis.
Array tridiagonal_matmul(const TridiagonalMatrix& a, const Array& b);
/// The x with a x = b by Thomas' elimination in O(n), without pivoting: backward stable for
/// matrices that are diagonally dominant, positive definite or totally nonnegative (Higham,
/// Accuracy and Stability of Numerical Algorithms, 9.6), and with an error that grows with the
/// pivots, or NaN where one is 0, otherwise; solve(to_dense, b) pivots.
Array tridiagonal_solve(const TridiagonalMatrix& a, const Array& b);

}  // namespace aleator::linalg
