// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/relaxed_one_hot_categorical.h"

#include "aleator/distributions/multivariate/relaxed_categorical_rules.h"

namespace aleator::distributions {
namespace {

struct RelaxedOneHotCategoricalRules final : RelaxedCategoricalRules {
  explicit RelaxedOneHotCategoricalRules(const RelaxedOneHotCategoricalParameters& p)
      : RelaxedCategoricalRules(RelaxedOneHotCategorical::family, p) {}

  /// The inside of the simplex, up to rounding of the sum.
  std::optional<Array> is_in_support(const Array& x) const override {
    const double tolerance = x.dtype() == float32 ? 1e-4 : 1e-9;
    const Array total = sum(x, {.axes = {-1}, .keep_dims = true});
    return logical_and(x > 0, abs(total - 1.) <= tolerance);
  }
  Array inside() const override { return full({n}, 1. / static_cast<double>(n)); }

  Array sample(const Key& key, const Shape& shape) const override {
    return above_zero(exp(log_of_sample(key, shape)));
  }
  Array log_prob(const Array& x) const override {
    const Array y = log(x);
    return log_prob_of_log(y) - sum(y, {.axes = {-1}});
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
