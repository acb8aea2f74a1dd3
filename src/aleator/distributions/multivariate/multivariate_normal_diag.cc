// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal_diag.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"

namespace aleator::distributions {
namespace {

struct DiagRules final : MultivariateNormalRules {
  explicit DiagRules(const MultivariateNormalDiagParameters& p)
      : MultivariateNormalRules(
            MultivariateNormalDiag::family,
            {{"loc", loc_of_size(p.loc, size_of_last("MultivariateNormalDiag", "scale_diag",
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

MultivariateNormalDiag::MultivariateNormalDiag(const MultivariateNormalDiagParameters& parameters)
    : Distribution(make_ref<DiagRules>(parameters)) {}

}  // namespace aleator::distributions
