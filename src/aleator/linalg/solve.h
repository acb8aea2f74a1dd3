// SPDX-License-Identifier: Apache-2.0
// Declares systems of linear equations and least squares, determinants and inverses of general
// matrices. Leading axes are batch axes, which are broadcast; a right side is a matrix, or a vector
// if it has one axis.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/ops/decomposition.h"

#include <optional>

namespace aleator::linalg {

/// The x with a x = b for square a, by LU with partial pivoting. Infinite or NaN where a is
/// singular.
Array solve(const Array& a, const Array& b);
/// The inverse. To solve a system, solve() is faster and more accurate.
Array inv(const Array& a);

struct SignedLogDeterminant {
  Array sign;                 ///< -1, 0 or 1
  Array log_abs_determinant;  ///< -inf where the matrix is singular
};
/// det a = sign exp(log_abs_determinant), without overflow. The derivative of the logarithm is
/// inv(a)', not finite where a is singular.
SignedLogDeterminant slogdet(const Array& a);
/// The determinant; 0 for singular matrices, where its derivative is not finite.
Array det(const Array& a);

/// The x with a x = b, given the factors of a.
Array lu_solve(const LuFactors& factors, const Array& b);
/// The matrix that has these factors.
Array lu_reconstruct(const LuFactors& factors);
Array lu_matrix_inverse(const LuFactors& factors);

struct LeastSquaresOptions {
  double l2_regularizer = 0;  ///< not negative: minimizes |a x - b|^2 + l2_regularizer |x|^2
  /// Corrections with residuals of twice the precision, for at least as many rows as columns: each
  /// multiplies the error by about eps times the condition number. Two or three give almost all
  /// digits that the dtype has, if that is well below 1 (Higham, Accuracy and Stability of
  /// Numerical Algorithms, 20.5). Derivatives are those of the solution without them.
  int num_refinements = 0;
};
/// The x that minimizes |a x - b|, by QR factors (never by a'a, which squares the condition
/// number); for more columns than rows, the shortest x with a x = b. The rank must be full, unless
/// the regularizer is positive; else pinv(a) b is meant. (Golub and Van Loan, Matrix Computations,
/// 5.3, 5.6.)
Array lstsq(const Array& a, const Array& b, const LeastSquaresOptions& options = {});

struct RankOptions {
  /// Singular values up to this times the largest count as 0; default max(m, n) times the spacing
  /// of the dtype's numbers at 1.
  std::optional<double> rtol = {};
};
/// The Moore-Penrose pseudo-inverse. Its derivative is that at constant rank (Golub and Pereyra
/// 1973), right for equal singular values too; second derivatives need distinct ones.
Array pinv(const Array& a, const RankOptions& options = {});
/// The number of singular values that do not count as 0, int64.
Array matrix_rank(const Array& a, const RankOptions& options = {});

}  // namespace aleator::linalg
