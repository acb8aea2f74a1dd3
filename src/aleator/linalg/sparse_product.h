// SPDX-License-Identifier: Apache-2.0
// Declares products of a matrix, sparse or dense, with dense ones. Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/linalg/sparse_matrix.h"

namespace aleator::linalg {

/// a b for a of shape [m, n] and b of shape [..., n, k]: [..., m, k], in the dtype of b. Takes
/// num_stored(a) k multiplications; derivatives are by b, elements of a sparse matrix are
/// constants. ShapeError unless b has as many rows as a has columns.
Array sparse_or_dense_matmul(const SparseMatrix& a, const Array& b);
/// matmul(a, b): batch axes are broadcast.
Array sparse_or_dense_matmul(const Array& a, const Array& b);

/// a b for a vector b, [..., n]: [..., m].
Array sparse_or_dense_matvecmul(const SparseMatrix& a, const Array& b);
Array sparse_or_dense_matvecmul(const Array& a, const Array& b);

}  // namespace aleator::linalg
