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

namespace {

constexpr std::int64_t kBlock = 32;  // fastest for 100 to 1000 rows, by measurement

/// The symmetric S of a matrix of `size` rows at l and the lower triangle of its cotangent, which
/// has no gaps and zeros above.
void pull_back_block(const OpenBlas& blas, const double* l, int stride, const double* cotangent,
                     int size, double* s) {
  blas.cblas_dgemm(BlasOrder::row_major, BlasTranspose::yes, BlasTranspose::no, size, size, size, 1,
                   l, stride, cotangent, size, 0, s, size);
  // Symmetric: the lower triangle counts, and P + P' has its diagonal.
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < i; ++j) s[j * size + i] = s[i * size + j];
  }
  blas.cblas_dtrsm(BlasOrder::row_major, BlasSide::left, BlasTriangle::lower, BlasTranspose::yes,
                   BlasDiagonal::stored, size, size, 1, l, stride, s, size);
  blas.cblas_dtrsm(BlasOrder::row_major, BlasSide::right, BlasTriangle::lower, BlasTranspose::no,
                   BlasDiagonal::stored, size, size, 1, l, stride, s, size);
}

/// c - op(a) b, with the rows of matrices of `stride` columns.
void subtract_product(const OpenBlas& blas, BlasTranspose transpose, int m, int n, int k,
                      const double* a, int a_stride, const double* b, double* c, int stride) {
  if (m == 0 || n == 0 || k == 0) return;
  blas.cblas_dgemm(BlasOrder::row_major, transpose, BlasTranspose::no, m, n, k, -1, a, a_stride, b,
                   stride, 1, c, stride);
}

}  // namespace

/// By block columns from the last, so that nearly all is in products of 2/3 n^3 operations; S as a
/// whole would take 4 n^3. Source: Murray (2016), "Differentiation of the Cholesky decomposition",
/// arXiv 1602.07527.
void pull_back_cholesky(const double* l, const double* cotangent, double* out, std::int64_t n) {
  const OpenBlas& blas = *openblas();
  for (std::int64_t i = 0; i < n; ++i)
    std::fill(std::copy_n(cotangent + i * n, i + 1, out + i * n), out + (i + 1) * n, 0.);
  Workspace own(kBlock * kBlock), symmetric(kBlock * kBlock);
  double* s = symmetric.data();
  const int stride = blas_size(n);
  for (std::int64_t j = (n - 1) / kBlock * kBlock; j >= 0; j -= kBlock) {
    const std::int64_t size = std::min(kBlock, n - j), next = j + size;
    const int b = blas_size(size), rest = blas_size(n - next), before = blas_size(j);
    const double *row = l + j * n, *below = l + next * n;
    double *row_out = out + j * n, *below_out = out + next * n;
    if (rest > 0) {
      blas.cblas_dtrsm(BlasOrder::row_major, BlasSide::right, BlasTriangle::lower,
                       BlasTranspose::no, BlasDiagonal::stored, rest, b, 1, row + j, stride,
                       below_out + j, stride);
    }
    subtract_product(blas, BlasTranspose::no, rest, before, b, below_out + j, stride, row,
                     below_out, stride);
    subtract_product(blas, BlasTranspose::yes, b, before, rest, below_out + j, stride, below,
                     row_out, stride);
    subtract_product(blas, BlasTranspose::yes, b, b, rest, below_out + j, stride, below + j,
                     row_out + j, stride);
    for (std::int64_t i = 0; i < size; ++i) {
      double* to = own.data() + i * size;
      std::fill(std::copy_n(row_out + i * n + j, i + 1, to), to + size, 0.);
    }
    pull_back_block(blas, row + j, stride, own.data(), b, s);
    for (std::int64_t i = 0; i < size; ++i) {
      double* to = row_out + i * n + j;
      std::fill(std::copy_n(s + i * size, i, to), to + size, 0.);
      to[i] = 0.5 * s[i * size + i];
    }
    subtract_product(blas, BlasTranspose::no, b, before, b, s, b, row, row_out, stride);
  }
}

}  // namespace aleator::kernels
