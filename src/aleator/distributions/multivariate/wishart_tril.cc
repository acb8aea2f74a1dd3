// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/wishart_tril.h"

#include "aleator/distributions/multivariate/wishart_rules.h"

namespace aleator::distributions {

constinit const Family WishartTriL::family{
    .name = "WishartTriL",
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "scale_tril", .constraint = &kLowerTriangular, .event_rank = 2}}},
    .event_rank = 2,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return WishartTriL({.df = p[0].value, .scale_tril = p[1].value});
    },
};

WishartTriL::WishartTriL(const WishartTriLParameters& p)
    : Distribution(make_ref<WishartRules>(
          family, WishartRules::Given{{"df", p.df}, {"scale_tril", p.scale_tril}})) {}

}  // namespace aleator::distributions
