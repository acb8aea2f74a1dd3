// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/wishart.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

Array transposed(const Array& x) { return swap_axes(x, -1, -2); }
Array as_matrix(const Array& x) { return expand_dims(expand_dims(x, -1), -1); }
Array log_determinant_of_factor(const Array& factor) {
  return sum(log(diagonal(factor)), {.axes = {-1}});
}

struct WishartTriLRules final : DistributionRules {
  explicit WishartTriLRules(const WishartTriLParameters& p)
      : DistributionRules(WishartTriL::family, {{"df", p.df}, {"scale_tril", p.scale_tril}}),
        df(parameter("df")),
        factor(parameter("scale_tril")),
        n(factor.dim(-1)),
        size(static_cast<double>(n)) {
    const Array is_valid = df > size - 1;
    if (is_valid.is_known() && !all(is_valid).item<bool>())
      throw ValueError(text("WishartTriL: parameter 'df' must be above ", n - 1,
                            ", the rows of scale_tril less 1, got ", df));
  }
  const Array df, factor;
  const std::int64_t n;
  const double size;

  Shape event_shape() const override { return {n, n}; }
  std::optional<Array> is_in_support(const Array& x) const override {
    const Array is_symmetric = abs(x - transposed(x)) <= 1e-6 * abs(x);
    const Array is_definite =
        all(is_finite(diagonal(cholesky(x))), {.axes = {-1}, .keep_dims = true});
    return logical_and(is_symmetric, expand_dims(is_definite, -1));
  }
  Array inside() const override { return eye(n, n, 0, dtype()); }
  std::optional<Bijector> default_event_space_bijector() const override {
    fail_not_implemented("default_event_space_bijector");
  }
  /// M. Bartlett's decomposition (1933): a factor of X is scale_tril A, where A has normal numbers
  /// below its diagonal and roots of chi-squared ones with df, df - 1, ... degrees of freedom on
  /// it.
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_normal, key_chi2] = split<2>(key);
    const Array below =
        lower_triangle(random::normal(key_normal, shape + Shape{n, n}, dtype()), -1);
    const Array half = 0.5 * (expand_dims(df, -1) - astype(arange(n), dtype()));
    const Array chi2 = 2. * random::gamma(key_chi2, half, shape + Shape{n});
    const Array a = below + diagonal_matrix(sqrt(above_zero(chi2)));
    const Array root = matmul(factor, a);
    return matmul(root, transposed(root));
  }
  /// log of the multivariate gamma function of df / 2.
  Array log_multigamma() const {
    Array total = 0.25 * size * (size - 1) * std::log(std::numbers::pi) + 0. * df;
    for (std::int64_t j = 0; j < n; ++j)
      total = total + lgamma(0.5 * (df - static_cast<double>(j)));
    return total;
  }
  Array log_prob(const Array& x) const override {
    const Shape all = broadcast_shapes(x.shape(), factor.shape(), "WishartTriL.log_prob");
    const Array root = broadcast_to(cholesky(x), all), t = broadcast_to(factor, all);
    // trace(S^-1 X) is the sum of squares of scale_tril^-1 times a root of X.
    const Array trace = sum(square(solve_triangular(t, root)), {.axes = {-1, -2}});
    return (df - size - 1.) * log_determinant_of_factor(root) - 0.5 * trace -
           0.5 * size * std::numbers::ln2 * df - df * log_determinant_of_factor(factor) -
           log_multigamma();
  }
  Array scale_matrix() const { return matmul(factor, transposed(factor)); }
  Array mean() const override { return as_matrix(df) * scale_matrix(); }
  Array variance() const override {
    const Array s = scale_matrix(), d = diagonal(s);
    return as_matrix(df) * (square(s) + expand_dims(d, -1) * expand_dims(d, -2));
  }
  /// NaN where the density has no inner maximum.
  Array mode() const override {
    const Array rest = df - size - 1.;
    return as_matrix(where(rest >= 0., rest, std::numeric_limits<double>::quiet_NaN())) *
           scale_matrix();
  }
  Array entropy() const override {
    Array mean_log_determinant = size * std::numbers::ln2 + 2. * log_determinant_of_factor(factor);
    for (std::int64_t j = 0; j < n; ++j)
      mean_log_determinant = mean_log_determinant + digamma(0.5 * (df - static_cast<double>(j)));
    return 0.5 * size * std::numbers::ln2 * df + df * log_determinant_of_factor(factor) +
           log_multigamma() - 0.5 * (df - size - 1.) * mean_log_determinant + 0.5 * size * df;
  }
};

}  // namespace

constinit const Family WishartTriL::family{
    .name = "WishartTriL",
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "scale_tril", .constraint = &kLowerTriangular, .event_rank = 2}}},
    .event_rank = 2,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return WishartTriL({.df = p[0].value, .scale_tril = p[1].value});
    },
};

WishartTriL::WishartTriL(const WishartTriLParameters& parameters)
    : Distribution(make_ref<WishartTriLRules>(parameters)) {}

}  // namespace aleator::distributions
