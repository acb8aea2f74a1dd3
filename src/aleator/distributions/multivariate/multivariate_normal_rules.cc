// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/triangular_scale.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator {

MultivariateNormalRules::MultivariateNormalRules(const Family& family, const Given& parameters)
    : DistributionRules(family, parameters), loc(parameter("loc")), n(loc.dim(-1)) {}
MultivariateNormalRules::MultivariateNormalRules(const Family& family, const Array& loc,
                                                 const Shape& batch_shape, Dtype dtype,
                                                 std::vector<NamedArray> parameters)
    : DistributionRules(family, batch_shape, dtype, std::move(parameters)),
      loc(loc),
      n(loc.dim(-1)) {}

Array MultivariateNormalRules::sample(const Key& key, const Shape& shape) const {
  return loc + color(random::normal(key, shape + Shape{n}, dtype()));
}
Array MultivariateNormalRules::log_prob(const Array& x) const {
  const Array z = whiten(x - loc);
  return -0.5 * sum(square(z), {.axes = {-1}}) - log_abs_determinant() -
         0.5 * static_cast<double>(n) * std::log(2 * std::numbers::pi);
}
Array MultivariateNormalRules::covariance() const {
  const Array s = scale_matrix();
  return matmul(s, swap_axes(s, -1, -2));
}
Array MultivariateNormalRules::variance() const {
  return sum(square(scale_matrix()), {.axes = {-1}});
}
Array MultivariateNormalRules::entropy() const {
  return log_abs_determinant() +
         0.5 * static_cast<double>(n) * std::log(2 * std::numbers::pi * std::numbers::e);
}
std::optional<Array> MultivariateNormalRules::kl_divergence(const DistributionRules& other) const {
  const auto* q = dynamic_cast<const MultivariateNormalRules*>(&other);
  if (!q || q->n != n) return std::nullopt;
  // Rows of the transpose are columns of S, each whitened by the other scale.
  const Array columns = q->whiten_columns(scale_matrix());
  const Array trace = sum(square(columns), {.axes = {-1, -2}});
  const Array distance = sum(square(q->whiten(loc - q->loc)), {.axes = {-1}});
  return q->log_abs_determinant() - log_abs_determinant() +
         0.5 * (trace + distance - static_cast<double>(n));
}

Array TriangularNormalRules::color(const Array& z) const { return scale_vectors(factor, z); }
Array TriangularNormalRules::whiten(const Array& y) const { return unscale_vectors(factor, y); }
Array TriangularNormalRules::whiten_columns(const Array& matrix) const {
  const Shape batch = broadcast_shapes(matrix.shape(), factor.shape(), "kl_divergence");
  return solve_triangular(broadcast_to(factor, batch), broadcast_to(matrix, batch));
}
Array TriangularNormalRules::log_abs_determinant() const {
  return sum(log(diagonal(factor)), {.axes = {-1}});
}

Array loc_of_size(const Array& loc, std::int64_t n) {
  return loc.rank() == 0 ? broadcast_to(loc, {n}) : loc;
}

std::int64_t size_of_last(const char* who, const char* name, const Array& x, std::int64_t rank) {
  if (x.rank() >= rank) return x.dim(-1);
  throw ShapeError(text(who, ": parameter '", name, "' needs at least ", rank,
                        rank == 1 ? " axis, got shape " : " axes, got shape ", x.shape()));
}

}  // namespace aleator
