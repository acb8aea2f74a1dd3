// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/tall_matrices.h"

#include "aleator/kernels/blas_sizes.h"
#include "aleator/kernels/openblas.h"
#include "aleator/kernels/workspace.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace aleator::kernels {
namespace {

/// Loops are compiled for several instruction sets, of which the processor's best is taken. That
/// changes no bits: sums are in eight parts everywhere, and nothing is contracted. Sanitizers start
/// after the choice is made.
#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define ALEATOR_FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ALEATOR_FOR_EACH_PROCESSOR
#endif

/// Partial sums of a dot product: as many as hide the latency of an addition.
constexpr std::int64_t kLanes = 8;

/// out += four rows, each with its weight: out is read and written once for the four.
ALEATOR_FOR_EACH_PROCESSOR
void add_four_rows(const double* x, std::int64_t n, const double* w, double* out) {
  const double *a = x, *b = x + n, *c = x + 2 * n, *d = x + 3 * n;
  for (std::int64_t j = 0; j < n; ++j)
    out[j] += (w[0] * a[j] + w[1] * b[j]) + (w[2] * c[j] + w[3] * d[j]);
}

/// Few columns, or no library: rows one after the other.
void add_gram_by_rows(const TallMatrix& x, double* gram) {
  const std::int64_t n = x.columns;
  for (std::int64_t i = 0; i < x.rows; ++i) {
    const double* row = x.elements + i * n;
    for (std::int64_t j = 0; j < n; ++j) {
      const double factor = row[j];
      double* target = gram + j * n;
      for (std::int64_t k = 0; k <= j; ++k) target[k] += factor * row[k];
    }
  }
}

/// From here on a call of the library costs less than loops.
constexpr std::int64_t kLibraryColumns = 8;

void add_gram(const TallMatrix& x, double* gram) {
  const OpenBlas* blas = x.columns >= kLibraryColumns ? openblas() : nullptr;
  if (!blas) return add_gram_by_rows(x, gram);
  const int n = blas_size(x.columns), k = blas_size(x.rows);
  blas->cblas_dsyrk(BlasOrder::row_major, BlasTriangle::lower, BlasTranspose::yes, n, k, 1,
                    x.elements, n, 1, gram, n);
}

/// out: x, its rows times the roots of the weights and `stride` apart.
ALEATOR_FOR_EACH_PROCESSOR
void scale_rows(const TallMatrix& x, const double* weights, double* out, std::int64_t stride) {
  for (std::int64_t i = 0; i < x.rows; ++i) {
    const double factor = std::sqrt(weights[i]);
    const double* row = x.elements + i * x.columns;
    double* target = out + i * stride;
    for (std::int64_t j = 0; j < x.columns; ++j) target[j] = factor * row[j];
  }
}

constexpr std::int64_t kTile = 8;
/// Up to here tiles are faster than the library's rank update: twice for 8 columns, a quarter
/// for 64.
constexpr std::int64_t kMostTiledColumns = 64;

/// gram[j, k] += sum_i a[i, j] a[i, k] for the tiles of the lower triangle, which stay in registers
/// while the rows go by; all have `stride` columns, a multiple of kTile. The terms of a sum are
/// added in the order of the rows, as add_gram_by_rows adds them.
#if defined(__x86_64__) && defined(__GNUC__)
bool serves_tiles() { return __builtin_cpu_supports("avx512f") != 0; }

__attribute__((target("avx512f"))) void add_tiles(const double* a, std::int64_t rows,
                                                  std::int64_t stride, double* gram) {
  typedef double Eight __attribute__((vector_size(8 * kTile)));
  for (std::int64_t j = 0; j < stride; j += kTile) {
    for (std::int64_t k = 0; k <= j; k += kTile) {
      Eight sums[kTile];
      for (int c = 0; c < kTile; ++c)
        std::memcpy(&sums[c], gram + (j + c) * stride + k, sizeof(Eight));
      for (std::int64_t i = 0; i < rows; ++i) {
        const double* row = a + i * stride;
        Eight right;
        std::memcpy(&right, row + k, sizeof right);
#pragma GCC unroll 8
        for (int c = 0; c < kTile; ++c) sums[c] += row[j + c] * right;
      }
      for (int c = 0; c < kTile; ++c)
        std::memcpy(gram + (j + c) * stride + k, &sums[c], sizeof(Eight));
    }
  }
}
#else
bool serves_tiles() { return false; }
void add_tiles(const double*, std::int64_t, std::int64_t, double*) {}
#endif

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)  // shuffles by a variable
constexpr bool kHasFourRows = true;

/// Products of rows with a vector, four rows at a time, with the sums of dot(). The last block of a
/// row ends with it and begins in the block before: its elements are turned to where they belong,
/// and those that were counted meet a coefficient of 0.
__attribute__((target("avx512f"))) void multiply_by_four_rows(const TallMatrix& x,
                                                              const double* coefficients,
                                                              double* out) {
  typedef double Eight __attribute__((vector_size(8 * kLanes)));
  typedef std::int64_t Places __attribute__((vector_size(8 * kLanes)));
  const std::int64_t n = x.columns, whole = n / kLanes * kLanes, rest = n - whole;
  Eight last = {};
  Places turned = {};
  for (std::int64_t l = 0; l < kLanes; ++l) turned[l] = (l + kLanes - rest) % kLanes;
  for (std::int64_t l = 0; l < rest; ++l) last[l] = coefficients[whole + l];
  for (std::int64_t i = 0; i + 4 <= x.rows; i += 4) {
    const double* row = x.elements + i * n;
    Eight sums[4] = {};
    for (std::int64_t j = 0; j < whole; j += kLanes) {
      Eight c, elements;
      std::memcpy(&c, coefficients + j, sizeof c);
#pragma GCC unroll 4
      for (int r = 0; r < 4; ++r) {
        std::memcpy(&elements, row + r * n + j, sizeof elements);
        sums[r] += elements * c;
      }
    }
#pragma GCC unroll 4
    for (int r = 0; rest > 0 && r < 4; ++r) {
      Eight elements;
      std::memcpy(&elements, row + r * n + n - kLanes, sizeof elements);
      sums[r] += __builtin_shuffle(elements, turned) * last;
    }
#pragma GCC unroll 4
    for (int r = 0; r < 4; ++r) {
      double sum = 0;
#pragma GCC unroll 8
      for (int l = 0; l < kLanes; ++l) sum += sums[r][l];
      out[i + r] = sum;
    }
  }
}
#else
constexpr bool kHasFourRows = false;
void multiply_by_four_rows(const TallMatrix&, const double*, double*) {}
#endif

/// From and to the lower triangle of a matrix, whose rows are as long as its columns are many.
void copy_triangle(const double* from, std::int64_t from_stride, std::int64_t n, double* to,
                   std::int64_t to_stride) {
  for (std::int64_t j = 0; j < n; ++j)
    std::copy_n(from + j * from_stride, j + 1, to + j * to_stride);
}

/// Rows of which a copy stays in the first cache, if columns are few.
std::int64_t tile_block_rows(std::int64_t stride) {
  constexpr std::int64_t kCacheElements = 4 * 1024;
  return std::clamp<std::int64_t>(kCacheElements / stride, 32, 128);
}

void add_sums_by_tiles(const TallMatrix& x, const WeightedSums& sums) {
  const std::int64_t stride = (x.columns + kTile - 1) / kTile * kTile,
                     step = tile_block_rows(stride);
  Workspace scaled(step * stride), gram(stride * stride);
  std::fill_n(scaled.data(), step * stride, 0.);
  std::fill_n(gram.data(), stride * stride, 0.);
  copy_triangle(sums.gram, x.columns, x.columns, gram.data(), stride);
  for (std::int64_t i = 0; i < x.rows; i += step) {
    const TallMatrix block{x.elements + i * x.columns, std::min(step, x.rows - i), x.columns};
    scale_rows(block, sums.weights + i, scaled.data(), stride);
    add_tiles(scaled.data(), block.rows, stride, gram.data());
    if (sums.out) add_weighted_rows(block, sums.row_weights + i, sums.out);
  }
  copy_triangle(gram.data(), stride, x.columns, sums.gram, x.columns);
}

/// Rows of which a copy stays in the second cache.
std::int64_t block_rows(std::int64_t columns) {
  constexpr std::int64_t kCacheElements = 48 * 1024;
  return std::clamp<std::int64_t>(kCacheElements / std::max<std::int64_t>(columns, 1), 32, 1024);
}

}  // namespace

ALEATOR_FOR_EACH_PROCESSOR
double dot(const double* a, const double* b, std::int64_t n) {
  double partial[kLanes] = {};
  std::int64_t j = 0;
  for (; j + kLanes <= n; j += kLanes) {
    for (std::int64_t l = 0; l < kLanes; ++l) partial[l] += a[j + l] * b[j + l];
  }
  for (std::int64_t l = 0; j + l < n; ++l) partial[l] += a[j + l] * b[j + l];
  double sum = 0;
  for (std::int64_t l = 0; l < kLanes; ++l) sum += partial[l];
  return sum;
}

ALEATOR_FOR_EACH_PROCESSOR
void add_multiple(double factor, const double* x, std::int64_t n, double* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] += factor * x[i];
}

void multiply_vector(const TallMatrix& x, const double* coefficients, double* out) {
  std::int64_t i = 0;
  if (kHasFourRows && x.columns >= kLanes && serves_tiles()) {
    multiply_by_four_rows(x, coefficients, out);
    i = x.rows / 4 * 4;
  }
  for (; i < x.rows; ++i) out[i] = dot(x.elements + i * x.columns, coefficients, x.columns);
}

void add_weighted_rows(const TallMatrix& x, const double* weights, double* out) {
  std::int64_t i = 0;
  for (; i + 4 <= x.rows; i += 4)
    add_four_rows(x.elements + i * x.columns, x.columns, weights + i, out);
  for (; i < x.rows; ++i) {
    const double* row = x.elements + i * x.columns;
    for (std::int64_t j = 0; j < x.columns; ++j) out[j] += weights[i] * row[j];
  }
}

void add_weighted_gram(const TallMatrix& x, const double* weights, double* gram) {
  add_weighted_sums(x, {weights, nullptr, nullptr, gram});
}

void add_weighted_sums(const TallMatrix& x, const WeightedSums& sums) {
  const bool is_wide = x.columns > kMostTiledColumns && openblas();
  if (x.columns >= kTile && !is_wide && serves_tiles()) return add_sums_by_tiles(x, sums);
  const std::int64_t step = block_rows(x.columns);
  Workspace scaled(std::min(step, std::max<std::int64_t>(x.rows, 1)) *
                   std::max<std::int64_t>(x.columns, 1));
  for (std::int64_t i = 0; i < x.rows; i += step) {
    const TallMatrix block{x.elements + i * x.columns, std::min(step, x.rows - i), x.columns};
    scale_rows(block, sums.weights + i, scaled.data(), x.columns);
    add_gram({scaled.data(), block.rows, block.columns}, sums.gram);
    if (sums.out) add_weighted_rows(block, sums.row_weights + i, sums.out);
  }
}

void multiply_rows(const RowProducts& p) {
  const std::int64_t num_new = p.rows - p.first;
  const double* added = p.a + p.first * p.columns;
  double* target = p.gram + p.first * p.stride;
  const OpenBlas* blas = p.rows >= kLibraryColumns ? openblas() : nullptr;
  if (!blas) {
    for (std::int64_t j = 0; j < num_new; ++j) {
      for (std::int64_t k = 0; k <= p.first + j; ++k)
        target[j * p.stride + k] = dot(added + j * p.columns, p.a + k * p.columns, p.columns);
    }
    return;
  }
  const int n = blas_size(num_new), m = blas_size(p.first), k = blas_size(p.columns),
            stride = blas_size(p.stride);
  if (m > 0)
    blas->cblas_dgemm(BlasOrder::row_major, BlasTranspose::no, BlasTranspose::yes, n, m, k, 1,
                      added, k, p.a, k, 0, target, stride);
  blas->cblas_dsyrk(BlasOrder::row_major, BlasTriangle::lower, BlasTranspose::no, n, k, 1, added, k,
                    0, target + p.first, stride);
}

}  // namespace aleator::kernels
