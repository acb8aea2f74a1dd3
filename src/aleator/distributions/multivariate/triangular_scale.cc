// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/triangular_scale.h"

#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"

namespace aleator {

// One factor for all vectors is one system with many right-hand sides.
Array scale_vectors(const Array& factor, const Array& z) {
  if (factor.rank() == 2) return matmul(z, transpose(factor));
  return squeeze(matmul(factor, expand_dims(z, -1)), -1);
}

Array unscale_vectors(const Array& factor, const Array& y) {
  const std::int64_t n = factor.dim(-1);
  if (factor.rank() == 2) {
    const Array rows = reshape(y, {y.size() / n, n});
    return reshape(transpose(solve_triangular(factor, transpose(rows))), y.shape());
  }
  const Shape batch = broadcast_shapes(y.shape().slice(0, y.rank() - 1),
                                       factor.shape().slice(0, factor.rank() - 2), "whiten");
  const Array all = broadcast_to(factor, batch + Shape{n, n});
  return squeeze(solve_triangular(all, expand_dims(broadcast_to(y, batch + Shape{n}), -1)), -1);
}

}  // namespace aleator
