// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/relaxed_bernoulli.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/logistic.h"
#include "aleator/distributions/continuous/monotone.h"

namespace aleator::distributions {
namespace {

struct RelaxedBernoulliRules final : MonotoneRules {
  explicit RelaxedBernoulliRules(const RelaxedBernoulliParameters& p)
      : MonotoneRules(RelaxedBernoulli::family,
                      {{"temperature", p.temperature}, {"probs", p.probs}, {"logits", p.logits}}),
        logistic(Logistic(logits() / parameter("temperature"), 1. / parameter("temperature"))) {}
  const Distribution logistic;

  Array logits() const {
    return has_parameter("logits") ? parameter("logits") : logit(parameter("probs"));
  }
  const Distribution& base() const override { return logistic; }
  Array sample(const Key& key, const Shape& shape) const override {
    // The largest number below 1 stands for what rounds to 1.
    const double below_one = 1 - (dtype() == float32 ? 0x1p-24 : 0x1p-53);
    return minimum(above_zero(MonotoneRules::sample(key, shape)), below_one);
  }
  Array from_base(const Array& z) const override { return sigmoid(z); }
  Array to_base(const Array& x) const override { return logit(clip(x, 0., 1.)); }
  Array log_derivative(const Array& x) const override { return -log(x) - log1p(-x); }
};

}  // namespace

constinit const Family RelaxedBernoulli::family{
    .name = "RelaxedBernoulli",
    .parameters = {{{.name = "temperature", .constraint = &kPositive},
                    {.name = "probs", .constraint = &kOpenUnitInterval, .alternative = 1},
                    {.name = "logits", .alternative = 1}}},
    .support = &kOpenUnitInterval,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "probs"
                 ? RelaxedBernoulli({.temperature = p[0].value, .probs = p[1].value})
                 : RelaxedBernoulli({.temperature = p[0].value, .logits = p[1].value});
    },
};

RelaxedBernoulli::RelaxedBernoulli(const RelaxedBernoulliParameters& parameters)
    : Distribution(make_ref<RelaxedBernoulliRules>(parameters)) {}

}  // namespace aleator::distributions
