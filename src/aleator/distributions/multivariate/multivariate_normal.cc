// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/triangular_scale.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

/// x = loc + S z with z standard normal. What the three families differ in is how S acts.
struct MultivariateNormalRules : DistributionRules {
  using Given = std::vector<std::pair<std::string_view, std::optional<Array>>>;
  MultivariateNormalRules(const Family& family, const Given& parameters)
      : DistributionRules(family, parameters), loc(parameter("loc")), n(loc.dim(-1)) {}
  const Array loc;
  const std::int64_t n;

  virtual Array color(const Array& z) const = 0;   ///< S z
  virtual Array whiten(const Array& y) const = 0;  ///< the z with S z = y
  virtual Array log_abs_determinant() const = 0;   ///< log det S
  virtual Array scale_matrix() const = 0;          ///< S, lower triangular

  Shape event_shape() const override { return {n}; }
  Array sample(const Key& key, const Shape& shape) const override {
    return loc + color(random::normal(key, shape + Shape{n}, dtype()));
  }
  Array log_prob(const Array& x) const override {
    const Array z = whiten(x - loc);
    return -0.5 * sum(square(z), {.axes = {-1}}) - log_abs_determinant() -
           0.5 * static_cast<double>(n) * std::log(2 * std::numbers::pi);
  }
  Array mean() const override { return loc; }
  Array mode() const override { return loc; }
  Array covariance() const override {
    const Array s = scale_matrix();
    return matmul(s, swap_axes(s, -1, -2));
  }
  Array variance() const override { return sum(square(scale_matrix()), {.axes = {-1}}); }
  Array entropy() const override {
    return log_abs_determinant() +
           0.5 * static_cast<double>(n) * std::log(2 * std::numbers::pi * std::numbers::e);
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const MultivariateNormalRules*>(&other);
    if (!q || q->n != n) return std::nullopt;
    // Rows of the transpose are columns of S, each whitened by the other scale.
    const Array columns = q->whiten_columns(scale_matrix());
    const Array trace = sum(square(columns), {.axes = {-1, -2}});
    const Array distance = sum(square(q->whiten(loc - q->loc)), {.axes = {-1}});
    return q->log_abs_determinant() - log_abs_determinant() +
           0.5 * (trace + distance - static_cast<double>(n));
  }
  virtual Array whiten_columns(const Array& matrix) const = 0;  ///< S^-1 M
};

Array at_size(const Array& loc, std::int64_t n) {
  return loc.rank() == 0 ? broadcast_to(loc, {n}) : loc;
}

std::int64_t size_of_last(const char* who, const char* name, const Array& x, std::int64_t rank) {
  if (x.rank() >= rank) return x.dim(-1);
  throw ShapeError(text(who, ": parameter '", name, "' needs at least ", rank,
                        rank == 1 ? " axis, got shape " : " axes, got shape ", x.shape()));
}

struct DiagRules final : MultivariateNormalRules {
  explicit DiagRules(const MultivariateNormalDiagParameters& p)
      : MultivariateNormalRules(
            MultivariateNormalDiag::family,
            {{"loc", at_size(p.loc, size_of_last("MultivariateNormalDiag", "scale_diag",
                                                 p.scale_diag, 1))},
             {"scale_diag", p.scale_diag}}),
        scale(parameter("scale_diag")) {}
  const Array scale;

  Array color(const Array& z) const override { return scale * z; }
  Array whiten(const Array& y) const override { return y / scale; }
  Array whiten_columns(const Array& matrix) const override {
    return matrix / expand_dims(scale, -1);
  }
  Array log_abs_determinant() const override { return sum(log(scale), {.axes = {-1}}); }
  Array scale_matrix() const override { return diagonal_matrix(scale); }
  Array variance() const override { return square(scale); }
  Array stddev() const override { return scale; }
};

/// By a triangular factor, given or taken of a covariance.
struct TriLRules : MultivariateNormalRules {
  TriLRules(const Family& family, const Given& parameters, const Array& factor)
      : MultivariateNormalRules(family, parameters), factor(factor) {}
  const Array factor;

  Array color(const Array& z) const override { return scale_vectors(factor, z); }
  Array whiten(const Array& y) const override { return unscale_vectors(factor, y); }
  Array whiten_columns(const Array& matrix) const override {
    const Shape batch = broadcast_shapes(matrix.shape(), factor.shape(), "kl_divergence");
    return solve_triangular(broadcast_to(factor, batch), broadcast_to(matrix, batch));
  }
  Array log_abs_determinant() const override { return sum(log(diagonal(factor)), {.axes = {-1}}); }
  Array scale_matrix() const override { return factor; }
};

}  // namespace

constinit const Family MultivariateNormalDiag::family{
    .name = "MultivariateNormalDiag",
    .parameters = {{{.name = "loc", .event_rank = 1},
                    {.name = "scale_diag", .constraint = &kPositive, .event_rank = 1}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateNormalDiag({.loc = p[0].value, .scale_diag = p[1].value});
    },
};
constinit const Family MultivariateNormalTriL::family{
    .name = "MultivariateNormalTriL",
    .parameters = {{{.name = "loc", .event_rank = 1},
                    {.name = "scale_tril", .constraint = &kLowerTriangular, .event_rank = 2}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateNormalTriL({.loc = p[0].value, .scale_tril = p[1].value});
    },
};
constinit const Family MultivariateNormalFullCovariance::family{
    .name = "MultivariateNormalFullCovariance",
    .parameters =
        {{{.name = "loc", .event_rank = 1},
          {.name = "covariance_matrix", .constraint = &kPositiveDefinite, .event_rank = 2}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateNormalFullCovariance({.loc = p[0].value, .covariance_matrix = p[1].value});
    },
};

MultivariateNormalDiag::MultivariateNormalDiag(const MultivariateNormalDiagParameters& parameters)
    : Distribution(make_ref<DiagRules>(parameters)) {}

MultivariateNormalTriL::MultivariateNormalTriL(const MultivariateNormalTriLParameters& p)
    : Distribution(make_ref<TriLRules>(
          family,
          TriLRules::Given{{"loc", at_size(p.loc, size_of_last("MultivariateNormalTriL",
                                                               "scale_tril", p.scale_tril, 2))},
                           {"scale_tril", p.scale_tril}},
          as_floating(p.scale_tril))) {}

MultivariateNormalFullCovariance::MultivariateNormalFullCovariance(
    const MultivariateNormalFullCovarianceParameters& p)
    : Distribution(make_ref<TriLRules>(
          family,
          TriLRules::Given{
              {"loc", at_size(p.loc, size_of_last("MultivariateNormalFullCovariance",
                                                  "covariance_matrix", p.covariance_matrix, 2))},
              {"covariance_matrix", p.covariance_matrix}},
          cholesky(as_floating(p.covariance_matrix)))) {}

}  // namespace aleator::distributions
