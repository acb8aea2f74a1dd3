// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/blas_sizes.h"
#include "aleator/kernels/factorizations.h"
#include "aleator/kernels/openblas.h"
#include "aleator/kernels/transpose.h"
#include "aleator/kernels/workspace.h"

#include <algorithm>

namespace aleator::kernels {
namespace {

/// Rows of r and columns of q (rows of its transpose) change sign where the diagonal is negative.
void make_diagonal_positive(double* q_transposed, std::int64_t rows, double* r, std::int64_t n) {
  for (std::int64_t k = 0; k < n; ++k) {
    if (!(r[k * n + k] < 0)) continue;
    for (std::int64_t j = k; j < n; ++j) r[k * n + j] = -r[k * n + j];
    for (std::int64_t i = 0; i < rows; ++i)
      q_transposed[k * rows + i] = -q_transposed[k * rows + i];
  }
}

}  // namespace

void factor_qr(const double* a, std::int64_t rows, std::int64_t columns, double* q, double* r) {
  const OpenBlas& blas = *openblas();
  const int m = blas_size(rows), n = blas_size(columns), work_size = 128 * n;
  Workspace by_columns(rows * columns), tau(columns), work(work_size);
  int info = 0;
  transpose(a, rows, columns, by_columns.data());
  blas.dgeqrf_(&m, &n, by_columns.data(), &m, tau.data(), work.data(), &work_size, &info);
  Workspace upper(columns * columns);
  for (std::int64_t j = 0; j < columns; ++j) {
    const double* column = by_columns.data() + j * rows;
    std::fill(std::copy_n(column, j + 1, upper.data() + j * columns),
              upper.data() + (j + 1) * columns, 0.);
  }
  transpose(upper.data(), columns, columns, r);
  blas.dorgqr_(&m, &n, &n, by_columns.data(), &m, tau.data(), work.data(), &work_size, &info);
  make_diagonal_positive(by_columns.data(), rows, r, columns);
  transpose(by_columns.data(), columns, rows, q);
}

}  // namespace aleator::kernels
