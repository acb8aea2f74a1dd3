// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/lkj.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/correlation_cholesky.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

std::int64_t checked_dimension(const Family& family, std::int64_t n) {
  if (n >= 1) return n;
  throw ValueError(text(family.name, ": dimension must be at least 1, got ", n));
}

/// What both share: the normalizer, and draws of factors.
struct CorrelationRules : DistributionRules {
  CorrelationRules(const Family& family, const LKJParameters& p)
      : DistributionRules(family, {{"dimension", p.dimension}, {"concentration", p.concentration}}),
        eta(parameter("concentration")),
        n(checked_dimension(family, p.dimension)) {}
  const Array eta;
  const std::int64_t n;

  Shape event_shape() const override { return {n, n}; }
  Array inside() const override { return eye(n, n, 0, dtype()); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::CorrelationCholesky();
  }
  double tolerance(const Array& x) const { return x.dtype() == float32 ? 1e-4 : 1e-9; }
  /// Each row is a point of the sphere: its part below the diagonal has a uniform direction and a
  /// square of length from Beta(k / 2, eta + (n - 1 - k) / 2), for row k = 0, 1, ...
  Array sample_factor(const Key& key, const Shape& shape) const {
    const auto [key_normal, key_beta] = split<2>(key);
    const Array row = arange(static_cast<double>(0), static_cast<double>(n));
    const Array z = lower_triangle(random::normal(key_normal, shape + Shape{n, n}), -1);
    const Array is_first = row == 0.;  // a row without a part below the diagonal
    const Array square_length = sum(square(z), {.axes = {-1}, .keep_dims = true});
    const Array direction = z / sqrt(where(expand_dims(is_first, -1), 1., square_length));
    const Array below = 0.5 * maximum(row, 1.);
    const Array above =
        expand_dims(astype(eta, float64), -1) + 0.5 * (static_cast<double>(n - 1) - row);
    const Array beta = random::beta(key_beta, above, below, shape + Shape{n});
    const Array diagonal = sqrt(where(is_first, 1., beta)),
                rest = sqrt(1. - where(is_first, 0., minimum(beta, 1 - 0x1p-53)));
    const Array factor = expand_dims(rest, -1) * direction + diagonal_matrix(diagonal);
    return astype(factor, dtype());
  }
  /// Of both densities: the product over k of the normalizers of a row's sphere.
  Array log_normalizer() const {
    Array total = 0. * eta;
    for (std::int64_t k = 1; k < n; ++k) {
      const double half = 0.5 * static_cast<double>(k);
      total = total + half * std::log(std::numbers::pi) +
              lgamma(eta + 0.5 * static_cast<double>(n - 1 - k)) -
              lgamma(eta + 0.5 * static_cast<double>(n - 1));
    }
    return total;
  }
  /// The mean of log det R is the slope of the normalizer; that of log L[k, k]**2 is of the number
  /// from Beta that it is.
  Array mean_log_square(std::int64_t k) const {
    const double half = 0.5 * static_cast<double>(n - 1);
    return digamma(eta + half - 0.5 * static_cast<double>(k)) - digamma(eta + half);
  }
  Array mean_log_determinant() const {
    Array total = 0. * eta;
    for (std::int64_t k = 1; k < n; ++k) total = total + mean_log_square(k);
    return total;
  }
  /// Of matrices and of their factors alike.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const CorrelationRules*>(&other);
    if (!q || &q->family() != &family() || q->n != n) return std::nullopt;
    return (eta - q->eta) * mean_log_determinant() + q->log_normalizer() - log_normalizer();
  }
};

/// From Cholesky factors of correlation matrices onto these: L L'. Densities are by the elements
/// below the diagonals, of which R[i, j] grows with L[i, j] as L[j, j] does.
struct CorrelationRootRules final : BijectorRules {
  std::string_view name() const override { return "CorrelationOuterProduct"; }
  int forward_min_event_ndims() const override { return 2; }
  int inverse_min_event_ndims() const override { return 2; }
  Array forward(const Array& factor) const override {
    const Array x = matmul(factor, swap_axes(factor, -1, -2));
    const std::int64_t n = factor.dim(-1);
    return where(eye(n, n, 0, x.dtype()) == 1., 1., x);
  }
  Array inverse(const Array& x) const override { return cholesky(x); }
  Array forward_log_det_jacobian(const Array& factor) const override {
    const std::int64_t n = factor.dim(-1);
    const Array num_below = astype(n - 1 - arange(n), factor.dtype());
    return sum(num_below * log(diagonal(factor)), {.axes = {-1}});
  }
};

struct LKJRules final : CorrelationRules {
  explicit LKJRules(const LKJParameters& p) : CorrelationRules(LKJ::family, p) {}

  std::optional<Array> is_in_support(const Array& x) const override {
    const Array is_diagonal = eye(n, n, 0, x.dtype()) == 1.;
    const Array is_form =
        where(is_diagonal, abs(x - 1.), abs(x - swap_axes(x, -1, -2))) <= tolerance(x);
    const Array pivots = diagonal(cholesky(x));
    const Array is_definite = all(is_finite(pivots), {.axes = {-1}, .keep_dims = true});
    return logical_and(is_form, expand_dims(is_definite, -1));
  }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::Chain(
        {Bijector(make_ref<CorrelationRootRules>()), bijectors::CorrelationCholesky()});
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return CorrelationRootRules().forward(sample_factor(key, shape));
  }
  Array log_prob(const Array& x) const override {
    const Array log_determinant = 2. * sum(log(diagonal(cholesky(x))), {.axes = {-1}});
    return (eta - 1.) * log_determinant - log_normalizer();
  }
  Array mean() const override { return eye(n, n, 0, dtype()); }
  /// An element off the diagonal is 2 y - 1 with y ~ Beta(c, c), c = eta - 1 + n / 2.
  Array variance() const override {
    const Array each = 1. / (2. * eta + static_cast<double>(n - 1));
    return where(eye(n) == 1., 0., expand_dims(expand_dims(each, -1), -1));
  }
  /// NaN below eta = 1, where the density has no maximum inside; for 1 it is flat.
  Array mode() const override {
    const Array has_mode = expand_dims(expand_dims(eta >= 1., -1), -1);
    return where(has_mode, mean(), std::numeric_limits<double>::quiet_NaN());
  }
  Array entropy() const override { return log_normalizer() - (eta - 1.) * mean_log_determinant(); }
};

struct CholeskyLKJRules final : CorrelationRules {
  explicit CholeskyLKJRules(const LKJParameters& p) : CorrelationRules(CholeskyLKJ::family, p) {}

  std::optional<Array> is_in_support(const Array& x) const override {
    const Array length = sum(square(x), {.axes = {-1}, .keep_dims = true});
    return logical_and(kLowerTriangular.contains(x), abs(length - 1.) <= tolerance(x));
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return sample_factor(key, shape);
  }
  Array log_prob(const Array& x) const override {
    const Array row = arange(0., static_cast<double>(n));
    const Array exponent =
        astype(static_cast<double>(n - 1) - row, dtype()) + 2. * expand_dims(eta - 1., -1);
    const Array log_diagonal = where(row == 0., 0., log(diagonal(x)));
    return sum(exponent * log_diagonal, {.axes = {-1}}) - log_normalizer();
  }
  Array entropy() const override {
    Array total = log_normalizer();
    for (std::int64_t k = 1; k < n; ++k)
      total = total - (0.5 * static_cast<double>(n - 1 - k) + eta - 1.) * mean_log_square(k);
    return total;
  }
};

constexpr Parameter kDimension{.name = "dimension", .kind = ParameterKind::integer};

template <class Member>
Distribution make(const std::vector<NamedArray>& p) {
  return Member({.dimension = integer_value(Member::family, p[0]), .concentration = p[1].value});
}

}  // namespace

constinit const Family LKJ::family{
    .name = "LKJ",
    .parameters = {{kDimension, {.name = "concentration", .constraint = &kPositive}}},
    .event_rank = 2,
    .make = make<LKJ>,
};
constinit const Family CholeskyLKJ::family{
    .name = "CholeskyLKJ",
    .parameters = {{kDimension, {.name = "concentration", .constraint = &kPositive}}},
    .event_rank = 2,
    .make = make<CholeskyLKJ>,
};

LKJ::LKJ(const LKJParameters& parameters) : Distribution(make_ref<LKJRules>(parameters)) {}
CholeskyLKJ::CholeskyLKJ(const LKJParameters& parameters)
    : Distribution(make_ref<CholeskyLKJRules>(parameters)) {}

}  // namespace aleator::distributions
