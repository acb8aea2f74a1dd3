// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/blas_sizes.h"
#include "aleator/kernels/factorizations.h"
#include "aleator/kernels/openblas.h"
#include "aleator/kernels/transpose.h"
#include "aleator/kernels/workspace.h"

#include <algorithm>
#include <vector>

namespace aleator::kernels {

bool factor_symmetric(const double* a, std::int64_t n, double* eigenvalues, double* eigenvectors) {
  const OpenBlas& blas = *openblas();
  const int size = blas_size(n);
  Workspace by_columns(n * n);
  int work_size = -1, index_size = -1, info = 0, needed_indices = 0;
  double needed = 0;
  // The first call only says what memory is needed.
  blas.dsyevd_("V", "U", &size, by_columns.data(), &size, eigenvalues, &needed, &work_size,
               &needed_indices, &index_size, &info, 1, 1);
  work_size = static_cast<int>(needed);
  index_size = needed_indices;
  Workspace work(work_size);
  std::vector<int> indices(static_cast<std::size_t>(index_size));
  std::copy_n(a, n * n,
              by_columns.data());  // the lower triangle of its rows is the upper one of columns
  blas.dsyevd_("V", "U", &size, by_columns.data(), &size, eigenvalues, work.data(), &work_size,
               indices.data(), &index_size, &info, 1, 1);
  if (info != 0) return false;
  transpose(by_columns.data(), n, n, eigenvectors);
  return true;
}

}  // namespace aleator::kernels
