// SPDX-License-Identifier: Apache-2.0
// Declares what the decompositions of matrices share: matrices of float64 in host memory, the loop
// over a batch, and Householder's reduction to a triangle.
#pragma once

#include "aleator/graph/primitive.h"

#include <span>
#include <vector>

namespace aleator {

/// A matrix in host memory, row after row.
struct HostMatrix {
  std::int64_t rows = 0, columns = 0;
  std::vector<double> elements = {};

  HostMatrix() = default;
  HostMatrix(std::int64_t rows, std::int64_t columns)
      : rows(rows), columns(columns), elements(static_cast<std::size_t>(rows * columns)) {}
  double* row(std::int64_t i) { return elements.data() + i * columns; }
  const double* row(std::int64_t i) const { return elements.data() + i * columns; }
  double& operator()(std::int64_t i, std::int64_t j) { return row(i)[j]; }
  double operator()(std::int64_t i, std::int64_t j) const { return row(i)[j]; }
};

bool is_all_finite(const double* x, std::int64_t size);
bool is_all_finite(const HostMatrix& a);
HostMatrix transposed(const HostMatrix& a);
/// Divides a by a power of two that brings its largest element into [1, 2), and returns it; 1 for a
/// matrix of zeros. Squares of elements then neither overflow nor vanish where they matter.
double scale_to_unit(HostMatrix& a);

/// Factors one matrix into outputs of the right sizes (a vector is one row); false where there are
/// no factors, as for matrices with NaN.
using DecompositionKernel = bool (*)(const HostMatrix& a, std::span<HostMatrix> outputs);
/// The same by a library, for matrices that kernels::serves_factorization is for.
struct LargeMatrix {
  const double* a;
  std::int64_t rows, columns;
  std::span<double* const> outputs;
};
using LibraryKernel = bool (*)(const LargeMatrix& matrix);
/// Runs a kernel over a batch of matrices, in float64 whatever the dtype. A matrix without factors
/// gives NaN in its outputs and touches no other.
void evaluate_decomposition(const EvaluateContext& c, DecompositionKernel kernel,
                            LibraryKernel library_kernel);

/// Dtype and rank of matrices, and their sides where `is_square`; throws naming `who`.
void check_matrices(const char* who, const ArrayType& a, bool is_square);

/// a = q r for a with at least as many rows as columns: orthonormal columns times an upper triangle
/// with a diagonal that is not negative (Golub and Van Loan, Matrix Computations, 5.2).
void factor_by_reflections(HostMatrix a, HostMatrix& q, HostMatrix& r);

/// x with the last two axes exchanged.
Array adjoint(const Array& x);
/// The matrix of 1 / (x[j] - x[i]) at [..., i, j], with zeros on its diagonal.
Array reciprocal_differences(const Array& x);

}  // namespace aleator
