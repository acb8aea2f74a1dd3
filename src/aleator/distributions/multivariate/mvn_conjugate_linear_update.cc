// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/mvn_conjugate_linear_update.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"
#include "aleator/linalg/operators/dense.h"
#include "aleator/linalg/solve.h"

namespace aleator::distributions {
namespace {

void check(const MvnConjugateLinearUpdateOptions& o) {
  const std::int64_t m = o.linear_transformation.range_dimension();
  const std::int64_t n = o.linear_transformation.domain_dimension();
  const auto fits = [](const LinearOperator& scale, std::int64_t size) {
    return scale.is_square() && scale.domain_dimension() == size;
  };
  if (fits(o.prior_scale, n) && fits(o.likelihood_scale, m) && o.observation.rank() >= 1 &&
      o.observation.dim(-1) == m)
    return;
  throw ShapeError(text("mvn_conjugate_linear_update: with a linear_transformation of ", m, " by ",
                        n, " prior_scale must be ", n, " by ", n, ", likelihood_scale ", m, " by ",
                        m, " and observation [..., ", m, "], got shapes ", o.prior_scale.shape(),
                        ", ", o.likelihood_scale.shape(), " and ", o.observation.shape()));
}

Array transposed(const Array& matrix) { return swap_axes(matrix, -1, -2); }
Array product(const Array& matrix, const Array& vector) {
  return squeeze(matmul(matrix, expand_dims(vector, -1)), -1);
}

}  // namespace

MultivariateNormalPrecisionFactorLinearOperator mvn_conjugate_linear_update(
    const MvnConjugateLinearUpdateOptions& o) {
  check(o);
  const std::int64_t n = o.prior_scale.domain_dimension();
  const Array prior_mean = loc_of_size(astype(as_floating(o.prior_mean), o.prior_scale.dtype()), n);
  // With whitened rows both precisions are products of a matrix with its transpose.
  const Array prior = o.prior_scale.inverse().to_dense();
  const Array rows = o.likelihood_scale.solve(o.linear_transformation.to_dense());
  const Array precision = matmul(transposed(prior), prior) + matmul(transposed(rows), rows);
  const Array factor = cholesky(precision);
  const Array weighted = product(transposed(prior), product(prior, prior_mean)) +
                         product(transposed(rows), o.likelihood_scale.solvevec(o.observation));
  const LinearOperator lower = linalg::LinearOperatorLowerTriangular(factor);
  return MultivariateNormalPrecisionFactorLinearOperator(
      {.loc = lower.solvevec(lower.solvevec(weighted), true), .precision_factor = lower});
}

}  // namespace aleator::distributions
