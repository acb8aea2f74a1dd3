// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_student_t_linear_operator.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"
#include "aleator/distributions/multivariate/multivariate_student_t_rules.h"
#include "aleator/distributions/multivariate/operator_scale.h"

namespace aleator::distributions {
namespace {

constexpr char kName[] = "MultivariateStudentTLinearOperator";

std::vector<NamedArray> all_parameters(const Array& df, const Array& loc,
                                       const LinearOperator& scale) {
  check_constraint(kName, "df", df, kPositive);
  std::vector<NamedArray> all = scale_parameters(loc, scale);
  all.insert(all.begin(), {"df", df});
  return all;
}

struct OperatorRules final : MultivariateStudentTRules {
  OperatorRules(const Array& df, const Array& loc, const LinearOperator& scale)
      : MultivariateStudentTRules(
            MultivariateStudentTLinearOperator::family,
            broadcast_shapes(df.shape(), scale_batch_shape(kName, loc, scale), kName),
            scale.dtype(), all_parameters(df, loc, scale)),
        scale(scale) {}
  const LinearOperator scale;

  Distribution with_batch(const BatchMap& map) const override {
    return MultivariateStudentTLinearOperator({.df = changed(map, df, 0),
                                               .loc = changed(map, loc, 1),
                                               .scale = changed_scale(*this, map, scale)});
  }
  Array color(const Array& z) const override { return scale.matvec(z); }
  Array whiten(const Array& y) const override { return scale.solvevec(y); }
  Array log_abs_determinant() const override { return scale.log_abs_determinant(); }
  Array scale_matrix() const override { return scale.to_dense(); }
};

}  // namespace

constinit const Family MultivariateStudentTLinearOperator::family{
    .name = kName,
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "loc", .event_rank = 1},
                    {.name = "scale", .event_rank = 2, .kind = ParameterKind::linear_operator}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateStudentTLinearOperator(
          {.df = p[0].value, .loc = p[1].value, .scale = scale_of(p[2])});
    },
};

MultivariateStudentTLinearOperator::MultivariateStudentTLinearOperator(
    const MultivariateStudentTLinearOperatorParameters& p)
    : Distribution(make_ref<OperatorRules>(
          in_dtype_of(p.scale, kName, "df", p.df),
          in_dtype_of(p.scale, kName, "loc", loc_of_size(p.loc, p.scale.domain_dimension())),
          p.scale)) {}

}  // namespace aleator::distributions
