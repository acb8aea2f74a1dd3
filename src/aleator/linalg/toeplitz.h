// SPDX-License-Identifier: Apache-2.0
// Declares products and systems with Toeplitz matrices, which are never formed.
#pragma once

#include "aleator/array/array.h"

namespace aleator::linalg {

/// The n by n matrix a[i, j] = column[i - j] for i >= j and row[j - i] above, each along a last
/// axis of length n; row[0] is not read. A symmetric matrix has column = row.
struct ToeplitzMatrix {
  Array column;
  Array row;
};

/// The matrix with its elements.
Array toeplitz_to_dense(const ToeplitzMatrix& a);
/// The product with b, a matrix, or a vector if it has one axis, by Fourier transforms in
/// O(n log n). The error of each element is relative to the largest, not to its own size.
Array toeplitz_matmul(const ToeplitzMatrix& a, const Array& b);
/// The x with a x = b by Levinson's recursion in O(n^2): for positive definite matrices its
/// residual is that of Cholesky's method times at most the condition number (Cybenko 1980, The
/// numerical stability of the Levinson-Durbin algorithm for Toeplitz systems of equations; Golub
/// and Van Loan, Matrix Computations, 4.7). All leading minors must be far from singular: there are
/// no pivots; solve(toeplitz_to_dense(a), b) has them. Derivatives take O(n^2) too.
Array toeplitz_solve(const ToeplitzMatrix& a, const Array& b);

}  // namespace aleator::linalg
