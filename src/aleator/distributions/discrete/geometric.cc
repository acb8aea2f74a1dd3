// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/geometric.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/discrete/negative_binomial.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

struct GeometricRules final : DistributionRules {
  explicit GeometricRules(const GeometricParameters& p)
      : DistributionRules(Geometric::family, {{"probs", p.probs}, {"logits", p.logits}}) {}

  bool is_by_logits() const { return has_parameter("logits"); }
  Array probs() const { return is_by_logits() ? sigmoid(parameter("logits")) : parameter("probs"); }
  Array log_success() const {
    return is_by_logits() ? log_sigmoid(parameter("logits")) : log(parameter("probs"));
  }
  Array log_failure() const {
    return is_by_logits() ? log_sigmoid(-parameter("logits")) : log1p(-parameter("probs"));
  }

  /// Failures before one success: "successes" before one "failure" of the other family.
  std::optional<Distribution> in_wider_family() const override {
    if (is_by_logits())
      return NegativeBinomial({.total_count = 1., .logits = -parameter("logits")});
    return NegativeBinomial({.total_count = 1., .probs = 1. - parameter("probs")});
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return astype(floor(random::exponential(key, shape, float64) / -log_failure()), dtype());
  }
  // k log(1 - p), where 0 log 0 = 0.
  Array weighted(const Array& k) const {
    return is_by_logits() ? k * log_failure() : xlog1py(k, -parameter("probs"));
  }
  Array log_prob(const Array& k) const override { return weighted(k) + log_success(); }
  Array log_survival_function(const Array& k) const override {
    const Array count = stop_gradient(floor(clip(k, 0., 1e300)) + 1.);
    return where(k < 0, 0.,
                 where(is_inf(k), -std::numeric_limits<double>::infinity(),
                       weighted(where(is_nan(k), k, count))));
  }
  Array survival_function(const Array& k) const override { return exp(log_survival_function(k)); }
  Array cdf(const Array& k) const override { return -expm1(log_survival_function(k)); }
  Array log_cdf(const Array& k) const override {
    const Array is_below = k < 0;
    return where(is_below, -std::numeric_limits<double>::infinity(),
                 log1mexp(log_survival_function(where(is_below, 0., k))));
  }

  /// Odds of a failure.
  Array mean() const override {
    return is_by_logits() ? exp(-parameter("logits"))
                          : (1. - parameter("probs")) / parameter("probs");
  }
  Array variance() const override { return mean() / probs(); }
  Array mode() const override { return zeros_like(probs()); }
  Array entropy() const override {
    const Array m = mean(), is_certain = m == 0;
    return where(is_certain, 0.,
                 -log_success() - where(is_certain, 0., m * where(is_certain, 0., log_failure())));
  }
  /// Of all counts whose entropy and mean are known.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const auto known = known_counts(other);
    if (!known) return std::nullopt;
    const Array is_none = known->mean == 0.;
    return -log_success() - where(is_none, 0., known->mean * where(is_none, 0., log_failure())) -
           known->entropy;
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const GeometricRules*>(&other);
    if (!q) return std::nullopt;
    const Array m = mean(), is_certain = m == 0;
    return log_success() - q->log_success() +
           where(is_certain, 0., m * where(is_certain, 0., log_failure() - q->log_failure()));
  }
};

}  // namespace

constinit const Family Geometric::family{
    .name = "Geometric",
    .parameters = {{{.name = "probs", .constraint = &kUnitInterval, .alternative = 1},
                    {.name = "logits", .alternative = 1}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[0].name == "probs" ? Geometric({.probs = p[0].value})
                                  : Geometric({.logits = p[0].value});
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      return {{"probs", 1. / (1. + aleator::mean(x, {.axes = {0}}))}};
    },
};

Geometric::Geometric(const GeometricParameters& parameters)
    : Distribution(make_ref<GeometricRules>(parameters)) {}

}  // namespace aleator::distributions
