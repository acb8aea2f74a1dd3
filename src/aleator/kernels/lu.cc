// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/blas_sizes.h"
#include "aleator/kernels/factorizations.h"
#include "aleator/kernels/openblas.h"
#include "aleator/kernels/transpose.h"
#include "aleator/kernels/workspace.h"

#include <numeric>
#include <utility>
#include <vector>

namespace aleator::kernels {

void factor_lu(const double* a, std::int64_t n, double* lu, double* permutation) {
  Workspace by_columns(n * n);
  std::vector<int> pivots(static_cast<std::size_t>(n));
  const int size = blas_size(n);
  int info = 0;  // positive for singular matrices, which have factors too
  transpose(a, n, n, by_columns.data());
  openblas()->dgetrf_(&size, &size, by_columns.data(), &size, pivots.data(), &info);
  transpose(by_columns.data(), n, n, lu);
  std::iota(permutation, permutation + n, 0.);
  for (std::int64_t k = 0; k < n; ++k)
    std::swap(permutation[k], permutation[pivots[static_cast<std::size_t>(k)] - 1]);
}

}  // namespace aleator::kernels
