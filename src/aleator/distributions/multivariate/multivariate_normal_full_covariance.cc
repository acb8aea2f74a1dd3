// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal_full_covariance.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"

namespace aleator::distributions {

namespace {

constexpr char kName[] = "MultivariateNormalFullCovariance";

Array factor_of(const MultivariateNormalFullCovarianceParameters& p) {
  size_of_last(kName, "covariance_matrix", p.covariance_matrix, 2);
  const Array covariance = real_parameter(kName, "covariance_matrix", p.covariance_matrix);
  const bool is_wider = p.loc.dtype() == float64 && !p.loc.is_weak();
  return cholesky(is_wider ? astype(covariance, float64) : covariance);
}

}  // namespace

constinit const Family MultivariateNormalFullCovariance::family{
    .name = kName,
    .parameters =
        {{{.name = "loc", .event_rank = 1},
          {.name = "covariance_matrix", .constraint = &kPositiveDefinite, .event_rank = 2}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateNormalFullCovariance({.loc = p[0].value, .covariance_matrix = p[1].value});
    },
};

MultivariateNormalFullCovariance::MultivariateNormalFullCovariance(
    const MultivariateNormalFullCovarianceParameters& p)
    : Distribution(make_ref<TriangularNormalRules>(
          family,
          MultivariateNormalRules::Given{
              {"loc", loc_of_size(
                          p.loc, size_of_last(kName, "covariance_matrix", p.covariance_matrix, 2))},
              {"covariance_matrix", p.covariance_matrix}},
          factor_of(p))) {}

}  // namespace aleator::distributions
