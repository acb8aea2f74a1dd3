// SPDX-License-Identifier: Apache-2.0
// Declares decompositions of matrices: lu, qr, eigh, svd. Leading axes are batch axes; a matrix
// with NaN or infinities gives NaN and touches no other of the batch. All are differentiable in
// both modes; computed in float64 whatever the dtype. From 32 rows and columns on LAPACK computes
// them where it is installed (docs/design/015).
#pragma once

#include "aleator/array/array.h"

namespace aleator {

struct LuFactors {
  Array lower_upper;  ///< l below the diagonal, without its unit diagonal; u on and above it
  Array permutation;  ///< int64: row i of l u is row permutation[i] of the matrix
};
/// The factors of square matrices, with partial pivoting. A singular matrix has a 0 on the diagonal
/// of u, and no finite derivative. (Golub and Van Loan, Matrix Computations, 3.4.)
LuFactors lu(const Array& x);

struct QrFactors {
  Array q;  ///< orthonormal columns, [..., m, k] with k = min(m, n); k = m with is_full
  Array r;  ///< upper triangle, [..., k, n], with a diagonal that is not negative
};
struct QrOptions {
  /// Whether q is square: its last m - n columns are an orthonormal basis of what is orthogonal to
  /// the columns of x. Derivatives hold for functions that do not depend on which basis.
  bool is_full = false;
};
/// x = q r by Householder's reflections: unique (but for a basis) if the first min(m, n) columns
/// are independent, and else without finite derivatives.
QrFactors qr(const Array& x, const QrOptions& options = {});

struct EighFactors {
  Array eigenvalues;   ///< ascending, [..., n]
  Array eigenvectors;  ///< orthonormal columns
};
/// x = v diag(w) v' for symmetric x, of which the lower triangle is read. Derivatives hold for
/// functions that do not depend on the signs of the vectors; where eigenvalues are equal,
/// derivatives through their vectors are not finite.
EighFactors eigh(const Array& x);

struct SvdFactors {
  Array u;                ///< orthonormal columns, [..., m, k] with k = min(m, n)
  Array singular_values;  ///< descending, not negative, [..., k]
  Array v;                ///< orthonormal columns, [..., n, k]
};
/// x = u diag(s) v' by one-sided Jacobi rotations (by LAPACK for large matrices, where small
/// singular values are accurate relative to the largest one only). Derivatives hold for functions
/// that do not depend on the signs of the vectors; where singular values are equal (or 0, for
/// matrices that are not square), derivatives through their vectors are not finite.
SvdFactors svd(const Array& x);

}  // namespace aleator
