// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/one_hot_categorical.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

Array total(const Array& x, bool keep_dims = false) {
  return sum(x, {.axes = {-1}, .keep_dims = keep_dims});
}

struct OneHotCategoricalRules final : DistributionRules {
  explicit OneHotCategoricalRules(const OneHotCategoricalParameters& p)
      : DistributionRules(OneHotCategorical::family, {{"probs", p.probs}, {"logits", p.logits}}),
        categorical(Categorical({.probs = p.probs, .logits = p.logits})),
        n(parameters()[0].value.dim(-1)) {}
  const Distribution categorical;  ///< of the position of the 1
  const std::int64_t n;

  Array log_probs() const {
    if (has_parameter("probs")) return log(parameter("probs"));
    const Array& x = parameter("logits");
    return x - logsumexp(x, {.axes = {-1}, .keep_dims = true});
  }
  Array probs() const { return has_parameter("probs") ? parameter("probs") : exp(log_probs()); }

  Shape event_shape() const override { return {n}; }
  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(kBinary.contains(x), total(x, true) == 1.);
  }
  Array inside() const override { return mode(); }
  Array sample(const Key& key, const Shape& shape) const override {
    return one_hot(random::categorical(key, log_probs(), shape), n, dtype());
  }
  // Not the product of the marks with log(0).
  Array log_prob(const Array& x) const override {
    return total(where(x == 0., 0., x * where(x == 0., 0., log_probs())));
  }
  Array mean() const override { return probs(); }
  Array variance() const override { return probs() * (1. - probs()); }
  Array covariance() const override {
    const Array p = probs();
    return diagonal_matrix(p) - expand_dims(p, -1) * expand_dims(p, -2);
  }
  Array mode() const override { return one_hot(argmax(parameters()[0].value, -1), n, dtype()); }
  Array entropy() const override { return categorical.entropy(); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const OneHotCategoricalRules*>(&other);
    if (!q) return std::nullopt;
    return categorical.rules().kl_divergence(q->categorical.rules());
  }
};

}  // namespace

constinit const Family OneHotCategorical::family{
    .name = "OneHotCategorical",
    .parameters = {{{.name = "probs", .constraint = &kSimplex, .event_rank = 1, .alternative = 1},
                    {.name = "logits", .event_rank = 1, .alternative = 1}}},
    .support = &kBinary,
    .event_rank = 1,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[0].name == "probs" ? OneHotCategorical({.probs = p[0].value})
                                  : OneHotCategorical({.logits = p[0].value});
    },
};

OneHotCategorical::OneHotCategorical(const OneHotCategoricalParameters& parameters)
    : Distribution(make_ref<OneHotCategoricalRules>(parameters)) {}

}  // namespace aleator::distributions
