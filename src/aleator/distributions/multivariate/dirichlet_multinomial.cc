// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/dirichlet_multinomial.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/discrete/beta_binomial_means.h"
#include "aleator/distributions/multivariate/likeliest_counts.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

Array total(const Array& x, bool keep_dims = false) {
  return sum(x, {.axes = {-1}, .keep_dims = keep_dims});
}

struct DirichletMultinomialRules final : DistributionRules {
  explicit DirichletMultinomialRules(const DirichletMultinomialParameters& p)
      : DistributionRules(DirichletMultinomial::family,
                          {{"total_count", p.total_count}, {"concentration", p.concentration}}),
        total_count(parameter("total_count")),
        a(parameter("concentration")),
        n(a.dim(-1)) {}
  const Array total_count, a;
  const std::int64_t n;

  Array trials() const { return expand_dims(total_count, -1); }

  Shape event_shape() const override { return {n}; }
  std::optional<Array> is_in_support(const Array& k) const override {
    return logical_and(kNonnegativeInteger.contains(k), total(k, true) == trials());
  }
  /// All trials of the most probable category.
  Array inside() const override { return trials() * one_hot(argmax(a, -1), n, dtype()); }
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_probs, key_counts] = split<2>(key);
    const Array probs = random::dirichlet(key_probs, a, shape + Shape{n});
    return random::multinomial(key_counts, total_count, probs, shape);
  }
  // Differences of log Gamma, each without cancellation for large concentrations.
  Array log_prob(const Array& k) const override {
    return log_combinations(total_count, k) - total(log_gamma_difference(k, a)) +
           log_gamma_difference(total_count, total(a));
  }
  Array probs() const { return a / total(a, true); }
  Array mean() const override { return trials() * probs(); }
  /// The variance of a multinomial times this.
  Array excess() const {
    const Array sum_of_a = total(a, true);
    return (trials() + sum_of_a) / (1. + sum_of_a);
  }
  /// The probability grows with a count by (k + a) / (k + 1) = 1 + (a - 1) / (k + 1): falling
  /// ratios above 1 where a > 1, which get all trials; without any, all go to the largest a.
  Array mode() const override {
    const Array weights = maximum(a - 1., 0.), sum_of_weights = total(weights, true);
    const Array has_hill = sum_of_weights > 0.;
    const Array largest = one_hot(argmax(a, -1), n, dtype());
    const Array shares = where(has_hill, weights / where(has_hill, sum_of_weights, 1.), largest);
    return likeliest_counts(total_count, shares);
  }
  /// The logarithm of the probability is a sum over counts, each of which is beta-binomial.
  Array entropy() const override {
    const Array sum_of_a = total(a, true);
    return total(mean_log_factorial_ratio(trials(), a, sum_of_a - a)) -
           log_factorial_ratio(total_count, squeeze(sum_of_a, -1));
  }
  Array variance() const override { return excess() * trials() * probs() * (1. - probs()); }
  Array covariance() const override {
    const Array p = probs();
    return expand_dims(excess() * trials(), -1) *
           (diagonal_matrix(p) - expand_dims(p, -1) * expand_dims(p, -2));
  }
};

}  // namespace

constinit const Family DirichletMultinomial::family{
    .name = "DirichletMultinomial",
    .parameters = {{{.name = "total_count", .constraint = &kNonnegativeInteger},
                    {.name = "concentration", .constraint = &kPositive, .event_rank = 1}}},
    .support = &kNonnegativeInteger,
    .event_rank = 1,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return DirichletMultinomial({.total_count = p[0].value, .concentration = p[1].value});
    },
};

DirichletMultinomial::DirichletMultinomial(const DirichletMultinomialParameters& parameters)
    : Distribution(make_ref<DirichletMultinomialRules>(parameters)) {}

}  // namespace aleator::distributions
