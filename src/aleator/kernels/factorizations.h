// SPDX-License-Identifier: Apache-2.0
// Declares factorizations of large float64 matrices, and their triangular systems. Matrices are
// row-major without gaps and finite unless it says otherwise; everything runs on the calling
// thread. All but the serves_ functions need what these promise.
#pragma once

#include <cstdint>

namespace aleator::kernels {

/// Whether a library should factor matrices of this size: they are large and it is there. Depends
/// on sizes and libraries alone.
bool serves_factorization(std::int64_t rows, std::int64_t columns);
bool serves_cholesky(std::int64_t n);
bool serves_triangular_solve(std::int64_t n, std::int64_t num_sides);

/// The lower triangular Cholesky factor of the n x n matrix given by the lower triangle of a; any
/// numbers may stand in the other. False where the matrix is not positive definite or not finite.
bool factor_cholesky(const double* a, double* factor, std::int64_t n);

/// The adjoint of factor_cholesky: from the factor l and the cotangent of it, of which the lower
/// triangle is read, the lower triangle of S = inv(l)' (P + P') inv(l) with half its diagonal, P
/// being the lower triangle of l' cotangent with half its diagonal. Zeros above.
void pull_back_cholesky(const double* l, const double* cotangent, double* out, std::int64_t n);

/// The triangular system op(a) x = b, or x op(a) = b; op transposes or does nothing.
struct TriangularSystem {
  const double* a;  ///< n x n
  std::int64_t n;
  double* b;  ///< becomes x: n x num_sides, or num_sides x n if a is on the right
  std::int64_t num_sides;
  bool is_left_side, is_lower, is_transposed, is_unit_diagonal;
};
/// Any numbers may stand in the matrices.
void solve_triangular(const TriangularSystem& system);

/// The triangles l and u of the n x n matrix a in one matrix, and the permutation: row i of l u is
/// row permutation[i] of a.
void factor_lu(const double* a, std::int64_t n, double* lu, double* permutation);

/// q r of the rows x columns matrix a, rows >= columns. The diagonal of r is not negative.
void factor_qr(const double* a, std::int64_t rows, std::int64_t columns, double* q, double* r);

/// Ascending eigenvalues, and eigenvectors as columns, of the symmetric matrix whose lower triangle
/// is that of a. False where the iteration fails.
bool factor_symmetric(const double* a, std::int64_t n, double* eigenvalues, double* eigenvectors);

/// The rows x columns matrix u diag(s) v', rows >= columns, s descending.
struct SingularFactors {
  double* u;  ///< rows x columns
  double* s;
  double* v;  ///< columns x columns
};
/// False where the iteration fails.
bool factor_singular(const double* a, std::int64_t rows, std::int64_t columns,
                     const SingularFactors& factors);

}  // namespace aleator::kernels
