// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_student_t_tril.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/multivariate/multivariate_student_t_rules.h"
#include "aleator/distributions/multivariate/triangular_scale.h"

namespace aleator::distributions {
namespace {

struct TriLRules final : MultivariateStudentTRules {
  explicit TriLRules(const MultivariateStudentTTriLParameters& p)
      : MultivariateStudentTRules(MultivariateStudentTTriL::family,
                                  {{"df", p.df}, {"loc", p.loc}, {"scale_tril", p.scale_tril}}),
        factor(parameter("scale_tril")) {}
  const Array factor;

  Array color(const Array& z) const override { return scale_vectors(factor, z); }
  Array whiten(const Array& y) const override { return unscale_vectors(factor, y); }
  Array log_abs_determinant() const override { return sum(log(diagonal(factor)), {.axes = {-1}}); }
  Array scale_matrix() const override { return factor; }
};

}  // namespace

constinit const Family MultivariateStudentTTriL::family{
    .name = "MultivariateStudentTTriL",
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "loc", .event_rank = 1},
                    {.name = "scale_tril", .constraint = &kLowerTriangular, .event_rank = 2}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateStudentTTriL(
          {.df = p[0].value, .loc = p[1].value, .scale_tril = p[2].value});
    },
};

MultivariateStudentTTriL::MultivariateStudentTTriL(
    const MultivariateStudentTTriLParameters& parameters)
    : Distribution(make_ref<TriLRules>(parameters)) {}

}  // namespace aleator::distributions
