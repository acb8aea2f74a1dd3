// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/relaxed_one_hot_categorical.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/random/random.h"

#include <cmath>

namespace aleator::distributions {
namespace {

struct RelaxedOneHotCategoricalRules final : DistributionRules {
  explicit RelaxedOneHotCategoricalRules(const RelaxedOneHotCategoricalParameters& p)
      : DistributionRules(
            RelaxedOneHotCategorical::family,
            {{"temperature", p.temperature}, {"probs", p.probs}, {"logits", p.logits}}),
        temperature(parameter("temperature")),
        logits(has_parameter("probs") ? log(parameter("probs")) : parameter("logits")),
        n(logits.dim(-1)) {}
  const Array temperature, logits;
  const std::int64_t n;

  Shape event_shape() const override { return {n}; }
  /// The inside of the simplex, up to rounding of the sum.
  std::optional<Array> is_in_support(const Array& x) const override {
    const double tolerance = x.dtype() == float32 ? 1e-4 : 1e-9;
    const Array total = sum(x, {.axes = {-1}, .keep_dims = true});
    return logical_and(x > 0, abs(total - 1.) <= tolerance);
  }
  Array inside() const override { return full({n}, 1. / static_cast<double>(n)); }

  Array sample(const Key& key, const Shape& shape) const override {
    const Array gumbel = random::gumbel(key, shape + Shape{n}, dtype());
    const Array score = (logits + gumbel) / expand_dims(temperature, -1);
    return above_zero(exp(score - logsumexp(score, {.axes = {-1}, .keep_dims = true})));
  }
  Array log_prob(const Array& x) const override {
    const double size = static_cast<double>(n);
    const Array score = logits - expand_dims(temperature, -1) * log(x);
    return std::lgamma(size) + (size - 1) * log(temperature) + sum(score - log(x), {.axes = {-1}}) -
           size * logsumexp(score, {.axes = {-1}});
  }
};

}  // namespace

constinit const Family RelaxedOneHotCategorical::family{
    .name = "RelaxedOneHotCategorical",
    .parameters = {{{.name = "temperature", .constraint = &kPositive},
                    {.name = "probs", .constraint = &kSimplex, .event_rank = 1, .alternative = 1},
                    {.name = "logits", .event_rank = 1, .alternative = 1}}},
    .support = &kSimplex,
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "probs"
                 ? RelaxedOneHotCategorical({.temperature = p[0].value, .probs = p[1].value})
                 : RelaxedOneHotCategorical({.temperature = p[0].value, .logits = p[1].value});
    },
};

RelaxedOneHotCategorical::RelaxedOneHotCategorical(
    const RelaxedOneHotCategoricalParameters& parameters)
    : Distribution(make_ref<RelaxedOneHotCategoricalRules>(parameters)) {}

}  // namespace aleator::distributions
