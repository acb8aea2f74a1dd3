// SPDX-License-Identifier: Apache-2.0
// Declares Cholesky factors: with a nudge towards positive definiteness, updated, extended, of low
// rank. The plain cholesky and cholesky_solve are operations of array/ops/linear.h.
#pragma once

#include "aleator/array/array.h"

namespace aleator::linalg {

struct JitterOptions {
  double jitter = 1e-8;  ///< first attempt, relative to the mean of the diagonal
  double growth = 10;    ///< factor from one attempt to the next
  int max_tries = 6;     ///< attempts after that without jitter
};
struct JitteredCholesky {
  Array factor;
  Array jitter;  ///< what was added to the diagonal, one number per matrix; 0 where nothing was
};
/// The factor of x + jitter * identity with the least jitter in {0, j, j growth, ...} for which
/// there is one, j = options.jitter * mean(diagonal), each matrix of the batch by itself; NaN if no
/// attempt succeeds. The jitter is a constant in derivatives.
JitteredCholesky cholesky_with_jitter(const Array& x, const JitterOptions& options = {});

/// The factor of l l' + multiplier v v' for the lower triangle l and the vector v, in O(n^2);
/// multipliers may be negative, and then it is NaN where the result is not positive definite.
/// (Krause and Igel 2015, A more efficient rank-one covariance matrix update.)
Array cholesky_update(const Array& factor, const Array& update_vector,
                      const Array& multiplier = 1.);

/// The factor of {{l l', b}, {b', c}}, given l and columns = {b; c}, [..., n + m, m].
Array cholesky_concat(const Array& factor, const Array& columns);

/// The first max_rank columns of the Cholesky factor with pivots of largest remaining diagonal,
/// rows in their given order: g g' is near x. A matrix is done, and further columns are 0, when the
/// sum of the remaining diagonal is at most diag_rtol times that of the diagonal. (Harbrecht,
/// Peters and Schneider 2012.)
Array pivoted_cholesky(const Array& x, std::int64_t max_rank, double diag_rtol = 1e-3);

struct LowRankOptions {
  double trace_atol = 0;  ///< done when the remaining trace is at most this
  double trace_rtol = 0;  ///< or at most this times the trace
};
struct LowRankCholesky {
  Array factor;             ///< [..., n, max_rank], zeros from column `rank` on
  Array rank;               ///< int64: number of columns used
  Array residual_diagonal;  ///< the diagonal of x - factor factor'
};
/// The same with the remainder.
LowRankCholesky low_rank_cholesky(const Array& x, std::int64_t max_rank,
                                  const LowRankOptions& options = {});

}  // namespace aleator::linalg
