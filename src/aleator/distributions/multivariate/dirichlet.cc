// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/dirichlet.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

Array total(const Array& x, bool keep_dims = false) {
  return sum(x, {.axes = {-1}, .keep_dims = keep_dims});
}

struct DirichletRules final : DistributionRules {
  explicit DirichletRules(const DirichletParameters& p)
      : DistributionRules(Dirichlet::family, {{"concentration", p.concentration}}),
        a(parameter("concentration")),
        n(a.dim(-1)) {}
  const Array a;
  const std::int64_t n;

  Shape event_shape() const override { return {n}; }
  /// The inside of the simplex, up to rounding of the sum.
  std::optional<Array> is_in_support(const Array& x) const override {
    const double tolerance = x.dtype() == float32 ? 1e-4 : 1e-9;
    return logical_and(x > 0, abs(total(x, true) - 1.) <= tolerance);
  }
  Array inside() const override { return full({n}, 1. / static_cast<double>(n)); }

  Array sample(const Key& key, const Shape& shape) const override {
    return above_zero(random::dirichlet(key, a, shape + Shape{n}));
  }
  Array log_normalizer() const { return total(lgamma(a)) - lgamma(total(a)); }
  Array log_prob(const Array& x) const override {
    return total((a - 1.) * log(x)) - log_normalizer();
  }
  Array mean() const override { return a / total(a, true); }
  Array variance() const override {
    const Array m = mean();
    return m * (1. - m) / (total(a, true) + 1.);
  }
  Array covariance() const override {
    const Array m = mean(), scale = expand_dims(total(a, true) + 1., -1);
    const Array outer = expand_dims(m, -1) * expand_dims(m, -2);
    return (diagonal_matrix(m) - outer) / scale;
  }
  /// NaN unless every concentration is above 1: else the density has no inner maximum.
  Array mode() const override {
    const Array is_inner = all(a > 1., {.axes = {-1}, .keep_dims = true});
    const Array rest = where(is_inner, a - 1., 1.);
    return where(is_inner, rest / total(rest, true), std::numeric_limits<double>::quiet_NaN());
  }
  Array entropy() const override {
    const Array sum_of_a = total(a);
    return log_normalizer() + (sum_of_a - static_cast<double>(n)) * digamma(sum_of_a) -
           total((a - 1.) * digamma(a));
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const DirichletRules*>(&other);
    if (!q || q->n != n) return std::nullopt;
    return q->log_normalizer() - log_normalizer() +
           total((a - q->a) * (digamma(a) - digamma(total(a, true))));
  }
};

}  // namespace

constinit const Family Dirichlet::family{
    .name = "Dirichlet",
    .parameters = {{{.name = "concentration", .constraint = &kPositive, .event_rank = 1}}},
    .support = &kSimplex,
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Dirichlet({.concentration = p[0].value});
    },
};

Dirichlet::Dirichlet(const DirichletParameters& parameters)
    : Distribution(make_ref<DirichletRules>(parameters)) {}

Distribution FlatDirichlet(const FlatDirichletParameters& p) {
  return Dirichlet({.concentration = ones(p.concentration_shape, p.dtype)});
}

}  // namespace aleator::distributions
