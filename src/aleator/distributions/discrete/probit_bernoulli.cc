// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/probit_bernoulli.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/discrete/bernoulli.h"
#include "aleator/distributions/same_as.h"
#include "aleator/math/special.h"

namespace aleator::distributions {
namespace {

struct ProbitBernoulliRules final : SameAsRules {
  explicit ProbitBernoulliRules(const ProbitBernoulliParameters& p)
      : SameAsRules(ProbitBernoulli::family, {{"probits", p.probits}, {"probs", p.probs}}),
        bernoulli(by_logits()) {}
  const Distribution bernoulli;

  Distribution by_logits() const {
    if (has_parameter("probs")) return Bernoulli({.probs = parameter("probs")});
    const Array& z = parameter("probits");
    return Bernoulli({.logits = log_ndtr(z) - log_ndtr(-z)});
  }
  const Distribution& same() const override { return bernoulli; }
};

}  // namespace

constinit const Family ProbitBernoulli::family{
    .name = "ProbitBernoulli",
    .parameters = {{{.name = "probits", .alternative = 1},
                    {.name = "probs", .constraint = &kOpenUnitInterval, .alternative = 1}}},
    .support = &kBinary,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[0].name == "probs" ? ProbitBernoulli({.probs = p[0].value})
                                  : ProbitBernoulli({.probits = p[0].value});
    },
};

ProbitBernoulli::ProbitBernoulli(const ProbitBernoulliParameters& parameters)
    : Distribution(make_ref<ProbitBernoulliRules>(parameters)) {}

}  // namespace aleator::distributions
