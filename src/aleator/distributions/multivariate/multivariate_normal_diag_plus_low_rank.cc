// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal_diag_plus_low_rank.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"
#include "aleator/linalg/operators/diag.h"
#include "aleator/linalg/operators/low_rank_update.h"

namespace aleator::distributions {
namespace {

constexpr char kName[] = "MultivariateNormalDiagPlusLowRank";

Array checked_factor(const MultivariateNormalDiagPlusLowRankParameters& p) {
  const std::int64_t n = size_of_last(kName, "scale_diag", p.scale_diag, 1);
  const Array& u = p.scale_perturb_factor;
  if (u.rank() < 2 || u.dim(-2) != n)
    throw ShapeError(text(kName, ": scale_perturb_factor must have shape [..., ", n,
                          ", k], got shape ", u.shape()));
  return u;
}

struct LowRankRules final : MultivariateNormalRules {
  explicit LowRankRules(const MultivariateNormalDiagPlusLowRankParameters& p)
      : MultivariateNormalRules(
            MultivariateNormalDiagPlusLowRank::family,
            {{"loc", loc_of_size(p.loc, size_of_last(kName, "scale_diag", p.scale_diag, 1))},
             {"scale_diag", p.scale_diag},
             {"scale_perturb_factor", checked_factor(p)},
             {"scale_perturb_diag",
              p.scale_perturb_diag.value_or(ones({p.scale_perturb_factor.dim(-1)},
                                                 as_floating(p.scale_perturb_factor).dtype()))}}),
        scale(linalg::LinearOperatorLowRankUpdate(
            linalg::LinearOperatorDiag(astype(parameter("scale_diag"), dtype())),
            {.u = astype(parameter("scale_perturb_factor"), dtype()),
             .diag_update = astype(parameter("scale_perturb_diag"), dtype())})) {}
  const LinearOperator scale;

  Array color(const Array& z) const override { return scale.matvec(z); }
  Array whiten(const Array& y) const override { return scale.solvevec(y); }
  Array whiten_columns(const Array& matrix) const override { return scale.solve(matrix); }
  Array log_abs_determinant() const override { return scale.log_abs_determinant(); }
  Array scale_matrix() const override { return scale.to_dense(); }
};

}  // namespace

constinit const Family MultivariateNormalDiagPlusLowRank::family{
    .name = kName,
    .parameters = {{{.name = "loc", .event_rank = 1},
                    {.name = "scale_diag", .constraint = &kPositive, .event_rank = 1},
                    {.name = "scale_perturb_factor", .event_rank = 2},
                    {.name = "scale_perturb_diag", .event_rank = 1}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateNormalDiagPlusLowRank({.loc = p[0].value,
                                                .scale_diag = p[1].value,
                                                .scale_perturb_factor = p[2].value,
                                                .scale_perturb_diag = p[3].value});
    },
};

MultivariateNormalDiagPlusLowRank::MultivariateNormalDiagPlusLowRank(
    const MultivariateNormalDiagPlusLowRankParameters& parameters)
    : Distribution(make_ref<LowRankRules>(parameters)) {}

}  // namespace aleator::distributions
