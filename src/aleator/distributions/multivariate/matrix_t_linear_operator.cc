// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/matrix_t_linear_operator.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/multivariate/matrix_scales.h"
#include "aleator/distributions/multivariate/operator_scale.h"
#include "aleator/distributions/multivariate/wishart_tril.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

constexpr char kName[] = "MatrixTLinearOperator";
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<NamedArray> all_parameters(const Array& df, const MatrixScales& scales) {
  check_constraint(kName, "df", df, kPositive);
  std::vector<NamedArray> all = scales.parameters();
  all.insert(all.begin(), {"df", df});
  return all;
}
Array as_matrix(const Array& x) { return expand_dims(expand_dims(x, -1), -1); }

struct MatrixTRules final : DistributionRules {
  MatrixTRules(const Array& df, const MatrixScales& scales)
      : DistributionRules(MatrixTLinearOperator::family,
                          broadcast_shapes(df.shape(), scales.batch_shape(), kName),
                          scales.row().dtype(), all_parameters(df, scales)),
        df(df),
        scales(scales),
        n(scales.num_rows()),
        p(scales.num_columns()) {}
  const Array df;
  const MatrixScales scales;
  const std::int64_t n, p;

  Distribution with_batch(const BatchMap& map) const override {
    return MatrixTLinearOperator({.df = changed(map, df, 0),
                                  .loc = changed(map, scales.loc(), 2),
                                  .scale_row = changed_scale(*this, map, scales.row()),
                                  .scale_column = changed_scale(*this, map, scales.column())});
  }
  Shape event_shape() const override { return scales.event_shape(); }
  std::optional<Array> is_in_support(const Array& x) const override { return is_finite(x); }
  /// Y = Z T^-1 for normal Z and the factor T of a Wishart matrix with df + p - 1 degrees of
  /// freedom.
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_normal, key_wishart] = split<2>(key);
    const Distribution precision =
        WishartTriL({.df = df + static_cast<double>(p - 1), .scale_tril = eye(p, p, 0, dtype())});
    const Array factor =
        broadcast_to(cholesky(precision.rules().sample(key_wishart, shape)), shape + Shape{p, p});
    const Array z = random::normal(key_normal, shape + event_shape(), dtype());
    // Columns of T'^-1 Z' are rows of Z T^-1, whose covariance is (T T')^-1.
    const Array y = solve_triangular(factor, swap_axes(z, -1, -2), {.is_transposed = true});
    return scales.loc() + scales.color(swap_axes(y, -1, -2));
  }
  /// log Gamma_p((df + n + p - 1) / 2) - log Gamma_p((df + p - 1) / 2).
  Array log_gamma_ratio() const {
    const double half_n = 0.5 * static_cast<double>(n);
    Array total = 0. * df;
    for (std::int64_t j = 0; j < p; ++j) {
      const Array a = 0.5 * (df + static_cast<double>(p - 1 - j));
      total = total + lgamma(a + half_n) - lgamma(a);
    }
    return total;
  }
  Array log_prob(const Array& x) const override {
    const Array y = scales.whiten(x - scales.loc());
    // The smaller of both products has the same determinant.
    const Array product = n < p ? matmul(y, swap_axes(y, -1, -2)) : matmul(swap_axes(y, -1, -2), y);
    const std::int64_t size = product.dim(-1);
    const Array factor = cholesky(eye(size, size, 0, dtype()) + product);
    const Array log_determinant = 2. * sum(log(diagonal(factor)), {.axes = {-1}});
    const double np = static_cast<double>(n * p);
    return log_gamma_ratio() - 0.5 * np * std::log(std::numbers::pi) -
           0.5 * (df + static_cast<double>(n + p - 1)) * log_determinant -
           scales.log_abs_determinant();
  }
  /// E[log det(I + Y' Y)] is the derivative of the log of the constant by the power of the
  /// determinant.
  Array entropy() const override {
    const double half_n = 0.5 * static_cast<double>(n), np = static_cast<double>(n * p);
    Array mean_log_determinant = 0. * df;
    for (std::int64_t j = 0; j < p; ++j) {
      const Array a = 0.5 * (df + static_cast<double>(p - 1 - j));
      mean_log_determinant = mean_log_determinant + digamma(a + half_n) - digamma(a);
    }
    return scales.log_abs_determinant() + 0.5 * np * std::log(std::numbers::pi) -
           log_gamma_ratio() + 0.5 * (df + static_cast<double>(n + p - 1)) * mean_log_determinant;
  }
  Array mean() const override { return where(as_matrix(df) > 1., scales.loc(), kNaN); }
  Array mode() const override { return scales.loc(); }
  Array variance() const override {
    const Array is_finite = df > 2., d = where(is_finite, df, 3.);
    const Array spread = where(is_finite, 1. / (d - 2.), where(df > 1., kInfinity, kNaN));
    return as_matrix(spread) * scales.variance();
  }
};

}  // namespace

constinit const Family MatrixTLinearOperator::family{
    .name = kName,
    .parameters =
        {{{.name = "df", .constraint = &kPositive},
          {.name = "loc", .event_rank = 2},
          {.name = "scale_row", .event_rank = 2, .kind = ParameterKind::linear_operator},
          {.name = "scale_column", .event_rank = 2, .kind = ParameterKind::linear_operator}}},
    .event_rank = 2,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MatrixTLinearOperator({.df = p[0].value,
                                    .loc = p[1].value,
                                    .scale_row = scale_of(p[2]),
                                    .scale_column = scale_of(p[3])});
    },
};

MatrixTLinearOperator::MatrixTLinearOperator(const MatrixTLinearOperatorParameters& p)
    : Distribution(
          make_ref<MatrixTRules>(in_dtype_of(p.scale_row, kName, "df", p.df),
                                 MatrixScales(kName, p.loc, p.scale_row, p.scale_column))) {}

}  // namespace aleator::distributions
