// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/wishart_rules.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/cholesky_outer_product.h"
#include "aleator/bijectors/fill_scale_tril.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator {
namespace {

Array transposed(const Array& x) { return swap_axes(x, -1, -2); }
Array as_matrix(const Array& x) { return expand_dims(expand_dims(x, -1), -1); }
Array log_determinant_of_factor(const Array& factor) {
  return sum(log(diagonal(factor)), {.axes = {-1}});
}

}  // namespace

WishartRules::WishartRules(const Family& family, const Given& parameters)
    : DistributionRules(family, parameters),
      df(parameter("df")),
      factor(parameter("scale_tril")),
      n(factor.dim(-1)),
      size(static_cast<double>(n)) {
  check_df();
}
WishartRules::WishartRules(const Family& family, const Shape& batch_shape,
                           std::vector<NamedArray> parameters, const Array& factor)
    : DistributionRules(family, batch_shape, factor.dtype(), std::move(parameters)),
      df(parameter("df")),
      factor(factor),
      n(factor.dim(-1)),
      size(static_cast<double>(n)) {
  check_df();
}
void WishartRules::check_df() const {
  const Array is_valid = df > size - 1;
  if (is_valid.is_known() && !all(is_valid).item<bool>())
    throw ValueError(text(family().name, ": parameter 'df' must be above ", n - 1,
                          ", the rows of the scale less 1, got ", df));
}

std::optional<Array> WishartRules::is_in_support(const Array& x) const {
  const Array is_symmetric = abs(x - transposed(x)) <= 1e-6 * abs(x);
  const Array is_definite =
      all(is_finite(diagonal(cholesky(x))), {.axes = {-1}, .keep_dims = true});
  return logical_and(is_symmetric, expand_dims(is_definite, -1));
}
Array WishartRules::inside() const { return eye(n, n, 0, dtype()); }
std::optional<Bijector> WishartRules::default_event_space_bijector() const {
  return bijectors::Chain(
      {bijectors::CholeskyOuterProduct(), bijectors::FillScaleTriL({.diag_shift = std::nullopt})});
}
/// M. Bartlett's decomposition (1933): a factor of X is scale_tril A, where A has normal numbers
/// below its diagonal and roots of chi-squared ones with df, df - 1, ... degrees of freedom on
/// it.
Array WishartRules::sample(const Key& key, const Shape& shape) const {
  const auto [key_normal, key_chi2] = split<2>(key);
  const Array below = lower_triangle(random::normal(key_normal, shape + Shape{n, n}, dtype()), -1);
  const Array half = 0.5 * (expand_dims(df, -1) - astype(arange(n), dtype()));
  const Array chi2 = 2. * random::gamma(key_chi2, half, shape + Shape{n});
  const Array a = below + diagonal_matrix(sqrt(above_zero(chi2)));
  const Array root = matmul(factor, a);
  return matmul(root, transposed(root));
}
/// log of the multivariate gamma function of df / 2.
Array WishartRules::log_multigamma() const {
  Array total = 0.25 * size * (size - 1) * std::log(std::numbers::pi) + 0. * df;
  for (std::int64_t j = 0; j < n; ++j) total = total + lgamma(0.5 * (df - static_cast<double>(j)));
  return total;
}
Array WishartRules::log_prob(const Array& x) const {
  const Shape all = broadcast_shapes(x.shape(), factor.shape(), "Wishart.log_prob");
  const Array root = broadcast_to(cholesky(x), all), t = broadcast_to(factor, all);
  // trace(S^-1 X) is the sum of squares of scale_tril^-1 times a root of X.
  const Array trace = sum(square(solve_triangular(t, root)), {.axes = {-1, -2}});
  return (df - size - 1.) * log_determinant_of_factor(root) - 0.5 * trace -
         0.5 * size * std::numbers::ln2 * df - df * log_determinant_of_factor(factor) -
         log_multigamma();
}
Array WishartRules::scale_matrix() const { return matmul(factor, transposed(factor)); }
Array WishartRules::mean() const { return as_matrix(df) * scale_matrix(); }
Array WishartRules::variance() const {
  const Array s = scale_matrix(), d = diagonal(s);
  return as_matrix(df) * (square(s) + expand_dims(d, -1) * expand_dims(d, -2));
}
/// NaN where the density has no inner maximum.
Array WishartRules::mode() const {
  const Array rest = df - size - 1.;
  return as_matrix(where(rest >= 0., rest, std::numeric_limits<double>::quiet_NaN())) *
         scale_matrix();
}
/// Of a draw.
Array WishartRules::mean_log_determinant() const {
  Array total = size * std::numbers::ln2 + 2. * log_determinant_of_factor(factor);
  for (std::int64_t j = 0; j < n; ++j) total = total + digamma(0.5 * (df - static_cast<double>(j)));
  return total;
}
Array WishartRules::entropy() const {
  return 0.5 * size * std::numbers::ln2 * df + df * log_determinant_of_factor(factor) +
         log_multigamma() - 0.5 * (df - size - 1.) * mean_log_determinant() + 0.5 * size * df;
}
/// The mean of trace(S_q^-1 X) is that of squares of the one factor by
/// the other.
std::optional<Array> WishartRules::kl_divergence(const DistributionRules& other) const {
  const auto* q = dynamic_cast<const WishartRules*>(&other);
  if (!q || q->n != n) return std::nullopt;
  const Shape all = broadcast_shapes(factor.shape(), q->factor.shape(), "kl_divergence");
  const Array ratio = solve_triangular(broadcast_to(q->factor, all), broadcast_to(factor, all));
  const Array trace = df * sum(square(ratio), {.axes = {-1, -2}});
  return 0.5 * (df - q->df) * mean_log_determinant() + 0.5 * (trace - size * df) +
         0.5 * size * std::numbers::ln2 * (q->df - df) +
         q->df * log_determinant_of_factor(q->factor) - df * log_determinant_of_factor(factor) +
         q->log_multigamma() - log_multigamma();
}

}  // namespace aleator
