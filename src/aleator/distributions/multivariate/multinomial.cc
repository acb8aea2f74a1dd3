// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multinomial.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/discrete/binomial.h"
#include "aleator/distributions/discrete/count_sums.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/distributions/multivariate/likeliest_counts.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

Array total(const Array& x, bool keep_dims = false) {
  return sum(x, {.axes = {-1}, .keep_dims = keep_dims});
}

struct MultinomialRules final : DistributionRules {
  explicit MultinomialRules(const MultinomialParameters& p)
      : DistributionRules(
            Multinomial::family,
            {{"total_count", p.total_count}, {"probs", p.probs}, {"logits", p.logits}}),
        total_count(parameter("total_count")),
        n(parameters()[1].value.dim(-1)) {}
  const Array total_count;
  const std::int64_t n;

  Array log_probs() const {
    if (has_parameter("probs")) return log(parameter("probs"));
    const Array& x = parameter("logits");
    return x - logsumexp(x, {.axes = {-1}, .keep_dims = true});
  }
  Array probs() const { return has_parameter("probs") ? parameter("probs") : exp(log_probs()); }
  Array trials() const { return expand_dims(total_count, -1); }

  Shape event_shape() const override { return {n}; }
  std::optional<Array> is_in_support(const Array& k) const override {
    return logical_and(kNonnegativeInteger.contains(k), total(k, true) == trials());
  }
  /// All trials of the most probable category.
  Array inside() const override {
    return trials() * one_hot(argmax(parameters()[1].value, -1), n, dtype());
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return random::multinomial(key, total_count, probs(), shape);
  }
  Array log_prob(const Array& k) const override {
    const Array is_none = k == 0.;  // times log(0) too
    return log_combinations(total_count, k) +
           total(where(is_none, 0., k * where(is_none, 0., log_probs())));
  }
  Array mode() const override { return likeliest_counts(total_count, probs()); }
  Array mean() const override { return trials() * probs(); }
  Array variance() const override { return trials() * probs() * (1. - probs()); }
  /// By the means of the logarithms of factorials, of which each count is a binomial number.
  Array entropy() const override {
    const Array p = probs(), is_none = p == 0.;
    const Array log_p = where(is_none, 0., log_probs());
    const Binomial each({.total_count = trials(), .probs = p});
    const Array mean_log_factorial = sum_over_counts(
        {each.mean(), each.stddev(), trials()},
        [&](const Array& k) { return exp(each.rules().log_prob(k)) * lgamma(1. + k); });
    return total(mean_log_factorial) - lgamma(1. + total_count) - total_count * total(p * log_p);
  }
  /// Of equal numbers of trials: that of one trial, so many times.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const MultinomialRules*>(&other);
    if (!q || !is_known_equal(total_count, q->total_count)) return std::nullopt;
    const Array p = probs(), is_none = p == 0.;
    return total_count * total(p * where(is_none, 0., log_probs() - q->log_probs()));
  }
  Array covariance() const override {
    const Array p = probs();
    return expand_dims(trials(), -1) *
           (diagonal_matrix(p) - expand_dims(p, -1) * expand_dims(p, -2));
  }
};

}  // namespace

constinit const Family Multinomial::family{
    .name = "Multinomial",
    .parameters = {{{.name = "total_count", .constraint = &kNonnegativeInteger},
                    {.name = "probs", .constraint = &kSimplex, .event_rank = 1, .alternative = 1},
                    {.name = "logits", .event_rank = 1, .alternative = 1}}},
    .support = &kNonnegativeInteger,
    .event_rank = 1,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "probs" ? Multinomial({.total_count = p[0].value, .probs = p[1].value})
                                  : Multinomial({.total_count = p[0].value, .logits = p[1].value});
    },
};

Multinomial::Multinomial(const MultinomialParameters& parameters)
    : Distribution(make_ref<MultinomialRules>(parameters)) {}

}  // namespace aleator::distributions
