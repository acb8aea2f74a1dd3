// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal_precision_factor_linear_operator.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"
#include "aleator/distributions/multivariate/operator_scale.h"

namespace aleator::distributions {
namespace {

constexpr char kName[] = "MultivariateNormalPrecisionFactorLinearOperator";

/// The scale is the inverse of the transpose.
struct PrecisionFactorRules final : MultivariateNormalRules {
  PrecisionFactorRules(const Array& loc, const LinearOperator& factor)
      : MultivariateNormalRules(MultivariateNormalPrecisionFactorLinearOperator::family, loc,
                                scale_batch_shape(kName, loc, factor), factor.dtype(),
                                scale_parameters(loc, factor, "precision_factor")),
        factor(factor) {}
  const LinearOperator factor;

  Distribution with_batch(const BatchMap& map) const override {
    return MultivariateNormalPrecisionFactorLinearOperator(
        {.loc = changed(map, loc, 1), .precision_factor = changed_scale(*this, map, factor)});
  }
  Array color(const Array& z) const override { return factor.solvevec(z, true); }
  Array whiten(const Array& y) const override { return factor.matvec(y, true); }
  Array whiten_columns(const Array& matrix) const override { return factor.matmul(matrix, true); }
  Array log_abs_determinant() const override { return -factor.log_abs_determinant(); }
  Array scale_matrix() const override { return factor.adjoint().inverse().to_dense(); }
};

}  // namespace

constinit const Family MultivariateNormalPrecisionFactorLinearOperator::family{
    .name = kName,
    .parameters =
        {{{.name = "loc", .event_rank = 1},
          {.name = "precision_factor", .event_rank = 2, .kind = ParameterKind::linear_operator}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateNormalPrecisionFactorLinearOperator(
          {.loc = p[0].value, .precision_factor = scale_of(p[1])});
    },
};

MultivariateNormalPrecisionFactorLinearOperator::MultivariateNormalPrecisionFactorLinearOperator(
    const MultivariateNormalPrecisionFactorLinearOperatorParameters& p)
    : Distribution(make_ref<PrecisionFactorRules>(
          in_dtype_of(p.precision_factor, kName, "loc",
                      loc_of_size(p.loc, p.precision_factor.domain_dimension())),
          p.precision_factor)) {}

}  // namespace aleator::distributions
