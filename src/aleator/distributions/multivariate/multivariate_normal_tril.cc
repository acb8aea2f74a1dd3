// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal_tril.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"

namespace aleator::distributions {

constinit const Family MultivariateNormalTriL::family{
    .name = "MultivariateNormalTriL",
    .parameters = {{{.name = "loc", .event_rank = 1},
                    {.name = "scale_tril", .constraint = &kLowerTriangular, .event_rank = 2}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateNormalTriL({.loc = p[0].value, .scale_tril = p[1].value});
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      const Array loc = aleator::mean(x, {.axes = {0}});
      const Array from = x - loc, outer = expand_dims(from, -1) * expand_dims(from, -2);
      return {{"loc", loc}, {"scale_tril", cholesky(aleator::mean(outer, {.axes = {0}}))}};
    },
};

MultivariateNormalTriL::MultivariateNormalTriL(const MultivariateNormalTriLParameters& p)
    : Distribution(make_ref<TriangularNormalRules>(
          family,
          MultivariateNormalRules::Given{
              {"loc", loc_of_size(p.loc, size_of_last("MultivariateNormalTriL", "scale_tril",
                                                      p.scale_tril, 2))},
              {"scale_tril", p.scale_tril}},
          real_parameter("MultivariateNormalTriL", "scale_tril", p.scale_tril))) {}

}  // namespace aleator::distributions
