// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/blas_sizes.h"
#include "aleator/kernels/factorizations.h"
#include "aleator/kernels/openblas.h"
#include "aleator/kernels/transpose.h"
#include "aleator/kernels/workspace.h"

#include <algorithm>
#include <vector>

namespace aleator::kernels {

/// The columns of a are the rows of the matrix that LAPACK sees: a' = v diag(s) u'.
bool factor_singular(const double* a, std::int64_t rows, std::int64_t columns,
                     const SingularFactors& factors) {
  const OpenBlas& blas = *openblas();
  const int m = blas_size(rows), n = blas_size(columns);
  Workspace copy(rows * columns), v_by_columns(columns * columns);
  std::copy_n(a, rows * columns, copy.data());
  std::vector<int> indices(static_cast<std::size_t>(8 * columns));
  int work_size = -1, info = 0;
  double needed = 0;
  const auto call = [&](double* work) {
    blas.dgesdd_("S", &n, &m, copy.data(), &n, factors.s, v_by_columns.data(), &n, factors.u, &n,
                 work, &work_size, indices.data(), &info, 1);
  };
  call(&needed);  // only says what memory is needed
  work_size = static_cast<int>(needed);
  Workspace work(work_size);
  call(work.data());
  if (info != 0) return false;
  transpose(v_by_columns.data(), columns, columns, factors.v);
  return true;
}

}  // namespace aleator::kernels
