// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal_full_covariance.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"

namespace aleator::distributions {

constinit const Family MultivariateNormalFullCovariance::family{
    .name = "MultivariateNormalFullCovariance",
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
              {"loc",
               loc_of_size(p.loc, size_of_last("MultivariateNormalFullCovariance",
                                               "covariance_matrix", p.covariance_matrix, 2))},
              {"covariance_matrix", p.covariance_matrix}},
          cholesky(as_floating(p.covariance_matrix)))) {}

}  // namespace aleator::distributions
