// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/factorizations.h"

#include "aleator/kernels/blas_sizes.h"
#include "aleator/kernels/openblas.h"
#include "aleator/kernels/thresholds.h"

#include <algorithm>

namespace aleator::kernels {

bool serves_factorization(std::int64_t rows, std::int64_t columns) {
  return is_large_factorization(std::min(rows, columns)) && is_blas_size(std::max(rows, columns)) &&
         openblas();
}

bool serves_cholesky(std::int64_t n) {
  return is_large_cholesky(n) && is_blas_size(n) && openblas();
}

bool serves_triangular_solve(std::int64_t n, std::int64_t num_sides) {
  return is_large_system(n, num_sides) && is_blas_size(std::max(n, num_sides)) && openblas();
}

}  // namespace aleator::kernels
