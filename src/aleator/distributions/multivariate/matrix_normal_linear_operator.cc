// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/matrix_normal_linear_operator.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/multivariate/matrix_scales.h"
#include "aleator/distributions/multivariate/operator_scale.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

struct MatrixNormalRules final : DistributionRules {
  explicit MatrixNormalRules(const MatrixScales& scales)
      : DistributionRules(MatrixNormalLinearOperator::family, scales.batch_shape(),
                          scales.row().dtype(), scales.parameters()),
        scales(scales),
        size(static_cast<double>(scales.event_shape().size())) {}
  const MatrixScales scales;
  const double size;

  Distribution with_batch(const BatchMap& map) const override {
    return MatrixNormalLinearOperator({.loc = changed(map, scales.loc(), 2),
                                       .scale_row = changed_scale(*this, map, scales.row()),
                                       .scale_column = changed_scale(*this, map, scales.column())});
  }
  Shape event_shape() const override { return scales.event_shape(); }
  std::optional<Array> is_in_support(const Array& x) const override { return is_finite(x); }
  Array sample(const Key& key, const Shape& shape) const override {
    return scales.loc() + scales.color(random::normal(key, shape + event_shape(), dtype()));
  }
  Array log_prob(const Array& x) const override {
    const Array z = scales.whiten(x - scales.loc());
    return -0.5 * sum(square(z), {.axes = {-1, -2}}) - scales.log_abs_determinant() -
           0.5 * size * std::log(2 * std::numbers::pi);
  }
  Array mean() const override { return scales.loc(); }
  Array mode() const override { return scales.loc(); }
  Array variance() const override { return scales.variance(); }
  Array entropy() const override {
    return scales.log_abs_determinant() +
           0.5 * size * std::log(2 * std::numbers::pi * std::numbers::e);
  }
  /// The trace is a product, of rows and of columns.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const MatrixNormalRules*>(&other);
    if (!q || q->event_shape() != event_shape()) return std::nullopt;
    const auto squares = [](const Array& m) { return sum(square(m), {.axes = {-1, -2}}); };
    const Array trace = squares(q->scales.row().solve(scales.row_matrix())) *
                        squares(q->scales.column().solve(scales.column_matrix()));
    const Array distance = squares(q->scales.whiten(scales.loc() - q->scales.loc()));
    return q->scales.log_abs_determinant() - scales.log_abs_determinant() +
           0.5 * (trace + distance - size);
  }
};

}  // namespace

constinit const Family MatrixNormalLinearOperator::family{
    .name = "MatrixNormalLinearOperator",
    .parameters =
        {{{.name = "loc", .event_rank = 2},
          {.name = "scale_row", .event_rank = 2, .kind = ParameterKind::linear_operator},
          {.name = "scale_column", .event_rank = 2, .kind = ParameterKind::linear_operator}}},
    .event_rank = 2,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MatrixNormalLinearOperator(
          {.loc = p[0].value, .scale_row = scale_of(p[1]), .scale_column = scale_of(p[2])});
    },
};

MatrixNormalLinearOperator::MatrixNormalLinearOperator(
    const MatrixNormalLinearOperatorParameters& p)
    : Distribution(make_ref<MatrixNormalRules>(
          MatrixScales("MatrixNormalLinearOperator", p.loc, p.scale_row, p.scale_column))) {}

}  // namespace aleator::distributions
