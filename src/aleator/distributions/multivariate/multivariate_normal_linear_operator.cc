// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal_linear_operator.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"
#include "aleator/distributions/multivariate/operator_scale.h"

namespace aleator::distributions {
namespace {

constexpr char kName[] = "MultivariateNormalLinearOperator";

struct OperatorRules final : MultivariateNormalRules {
  OperatorRules(const Array& loc, const LinearOperator& scale)
      : MultivariateNormalRules(MultivariateNormalLinearOperator::family, loc,
                                scale_batch_shape(kName, loc, scale), scale.dtype(),
                                scale_parameters(loc, scale)),
        scale(scale) {}
  const LinearOperator scale;

  Distribution with_batch(const BatchMap& map) const override {
    return MultivariateNormalLinearOperator(
        {.loc = changed(map, loc, 1), .scale = changed_scale(*this, map, scale)});
  }
  Array color(const Array& z) const override { return scale.matvec(z); }
  Array whiten(const Array& y) const override { return scale.solvevec(y); }
  Array whiten_columns(const Array& matrix) const override { return scale.solve(matrix); }
  Array log_abs_determinant() const override { return scale.log_abs_determinant(); }
  Array scale_matrix() const override { return scale.to_dense(); }
};

}  // namespace

constinit const Family MultivariateNormalLinearOperator::family{
    .name = kName,
    .parameters = {{{.name = "loc", .event_rank = 1},
                    {.name = "scale", .event_rank = 2, .kind = ParameterKind::linear_operator}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateNormalLinearOperator({.loc = p[0].value, .scale = scale_of(p[1])});
    },
};

MultivariateNormalLinearOperator::MultivariateNormalLinearOperator(
    const MultivariateNormalLinearOperatorParameters& p)
    : Distribution(make_ref<OperatorRules>(
          in_dtype_of(p.scale, kName, "loc", loc_of_size(p.loc, p.scale.domain_dimension())),
          p.scale)) {}

}  // namespace aleator::distributions
