// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/wishart_linear_operator.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
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

Ref<const DistributionRules> rules_of(const Array& df, const LinearOperator& scale) {
  return make_ref<WishartRules>(WishartLinearOperator::family,
                                broadcast_shapes(df.shape(), scale.batch_shape(), kName),
                                all_parameters(df, scale), factor_of(scale));
}

}  // namespace

constinit const Family WishartLinearOperator::family{.name = kName, .event_rank = 2};

WishartLinearOperator::WishartLinearOperator(const WishartLinearOperatorParameters& p)
    : Distribution(rules_of(astype(p.df, p.scale.dtype()), p.scale)) {}

}  // namespace aleator::distributions
