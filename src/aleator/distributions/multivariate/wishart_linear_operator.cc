// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/wishart_linear_operator.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/operator_scale.h"
#include "aleator/distributions/multivariate/wishart_rules.h"

namespace aleator::distributions {
namespace {

constexpr char kName[] = "WishartLinearOperator";

Array factor_of(const LinearOperator& scale) {
  if (!scale.is_square())
    throw ShapeError(text(kName, ": scale must be square, got shape ", scale.shape()));
  const Array root = scale.to_dense();
  return cholesky(matmul(root, swap_axes(root, -1, -2)));
}

std::vector<NamedArray> all_parameters(const Array& df, const LinearOperator& scale) {
  check_constraint(kName, "df", df, kPositive);
  std::vector<NamedArray> all{{"df", df}};
  for (const Array& parameter : scale.rules().parameters()) all.push_back({"scale", parameter});
  return all;
}

struct OperatorRules final : WishartRules {
  OperatorRules(const Array& df, const LinearOperator& scale)
      : WishartRules(WishartLinearOperator::family,
                     broadcast_shapes(df.shape(), scale.batch_shape(), kName),
                     all_parameters(df, scale), factor_of(scale)),
        scale(scale) {}
  const LinearOperator scale;

  Distribution with_batch(const BatchMap& map) const override {
    return WishartLinearOperator(
        {.df = changed(map, df, 0), .scale = changed_scale(*this, map, scale)});
  }
};

}  // namespace

constinit const Family WishartLinearOperator::family{
    .name = kName,
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "scale", .event_rank = 2, .kind = ParameterKind::linear_operator}}},
    .event_rank = 2,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return WishartLinearOperator({.df = p[0].value, .scale = scale_of(p[1])});
    },
};

WishartLinearOperator::WishartLinearOperator(const WishartLinearOperatorParameters& p)
    : Distribution(make_ref<OperatorRules>(in_dtype_of(p.scale, kName, "df", p.df), p.scale)) {}

}  // namespace aleator::distributions
