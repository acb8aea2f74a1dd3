// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/blas_sizes.h"
#include "aleator/kernels/factorizations.h"
#include "aleator/kernels/openblas.h"
#include "aleator/kernels/transpose.h"
#include "aleator/kernels/workspace.h"

#include <algorithm>
#include <cmath>

namespace aleator::kernels {

/// LAPACK is fastest with the lower triangle of its column-major matrices: transposing there and
/// back costs less than the difference.
bool factor_cholesky(const double* a, double* factor, std::int64_t n) {
  Workspace by_columns(n * n);
  transpose(a, n, n, by_columns.data(), Triangle::below);
  const int size = blas_size(n);
  int info = 0;
  openblas()->dpotrf_("L", &size, by_columns.data(), &size, &info, 1);
  if (info != 0) return false;
  transpose(by_columns.data(), n, n, factor, Triangle::above);
  for (std::int64_t i = 0; i < n; ++i) {
    // What is not finite reaches the diagonal of its row, but LAPACK does not stop at NaN.
    const double pivot = factor[i * n + i];
    if (!(pivot > 0 && std::isfinite(pivot))) return false;
    std::fill(factor + i * n + i + 1, factor + (i + 1) * n, 0.);
  }
  return true;
}

void pull_back_cholesky(const double* l, const double* cotangent, double* out, std::int64_t n) {
  const OpenBlas& blas = *openblas();
  Workspace work(n * n);
  double* s = work.data();
  for (std::int64_t i = 0; i < n; ++i)
    std::fill(std::copy_n(cotangent + i * n, i + 1, out + i * n), out + (i + 1) * n, 0.);
  const int size = blas_size(n);
  blas.cblas_dgemm(BlasOrder::row_major, BlasTranspose::yes, BlasTranspose::no, size, size, size, 1,
                   l, size, out, size, 0, s, size);
  // Symmetric: the lower triangle counts, and P + P' has its diagonal.
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < i; ++j) s[j * n + i] = s[i * n + j];
  }
  blas.cblas_dtrsm(BlasOrder::row_major, BlasSide::left, BlasTriangle::lower, BlasTranspose::yes,
                   BlasDiagonal::stored, size, size, 1, l, size, s, size);
  blas.cblas_dtrsm(BlasOrder::row_major, BlasSide::right, BlasTriangle::lower, BlasTranspose::no,
                   BlasDiagonal::stored, size, size, 1, l, size, s, size);
  for (std::int64_t i = 0; i < n; ++i) {
    std::copy_n(s + i * n, i, out + i * n);
    out[i * n + i] = 0.5 * s[i * n + i];
  }
}

}  // namespace aleator::kernels
