// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/inflated.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/discrete/negative_binomial.h"
#include "aleator/distributions/discrete/poisson.h"
#include "aleator/distributions/wrappers/parts.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

/// The one of the two that is given.
const Array& given_weight(const InflatedParameters& p) {
  if (p.inflated_loc_probs.has_value() == p.inflated_loc_logits.has_value())
    throw ValueError("Inflated: give exactly one of inflated_loc_probs and inflated_loc_logits");
  if (!p.distribution.rules().is_discrete())
    throw ValueError(text("Inflated: needs a discrete distribution, got ", p.distribution));
  check_events_are_numbers("Inflated", p.distribution);
  if (p.inflated_loc_probs)
    check_constraint("Inflated", "inflated_loc_probs",

                     real_parameter("Inflated", "inflated_loc_probs", *p.inflated_loc_probs),
                     kUnitInterval);
  return p.inflated_loc_probs ? *p.inflated_loc_probs : *p.inflated_loc_logits;
}

std::vector<NamedArray> with_weight(const InflatedParameters& p) {
  const Array weight = as_floating(given_weight(p));
  std::vector<NamedArray> all{
      {p.inflated_loc_probs ? "inflated_loc_probs" : "inflated_loc_logits", weight}};
  for (const NamedArray& own : p.distribution.rules().parameters()) all.push_back(own);
  return all;
}

struct InflatedRules final : DistributionRules {
  explicit InflatedRules(const InflatedParameters& p)
      : DistributionRules(Inflated::family,
                          broadcast_shapes(p.distribution.batch_shape(),
                                           broadcast_shapes(given_weight(p).shape(),
                                                            p.inflated_loc.shape(), "Inflated"),
                                           "Inflated"),
                          p.distribution.dtype(), with_weight(p)),
        inner(p.distribution),
        loc(real_parameter("Inflated", "inflated_loc", p.inflated_loc)) {}
  const Distribution inner;
  const Array loc;

  bool is_reparameterized() const override { return false; }
  bool is_discrete() const override { return true; }
  std::optional<Bijector> default_event_space_bijector() const override { return std::nullopt; }
  std::optional<Array> is_in_support(const Array& k) const override {
    const std::optional<Array> is_inner = inner.rules().is_in_support(k);
    if (!is_inner) return std::nullopt;
    return logical_or(*is_inner, k == loc);
  }
  Array inside() const override { return inner.rules().inside(); }
  Array largest() const override { return maximum(loc, inner.rules().largest()); }

  bool has_probs() const { return has_parameter("inflated_loc_probs"); }
  const Array& weight() const { return parameters()[0].value; }
  Array probs() const { return has_probs() ? weight() : sigmoid(weight()); }
  Array others() const { return has_probs() ? 1. - weight() : sigmoid(-weight()); }
  Array log_probs() const { return has_probs() ? log(weight()) : log_sigmoid(weight()); }
  Array log_others() const { return has_probs() ? log1p(-weight()) : log_sigmoid(-weight()); }

  Distribution with_batch(const BatchMap& map) const override {
    const Array changed = map(weight(), 0);
    InflatedParameters p{.distribution = inner.rules().with_batch(map),
                         .inflated_loc = map(loc, 0)};
    (has_probs() ? p.inflated_loc_probs : p.inflated_loc_logits) = changed;
    return Inflated(p);
  }
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_which, key_draw] = split<2>(key);
    return where(random::bernoulli(key_which, probs(), shape), loc,
                 draws_for(inner, key_draw, shape));
  }
  Array log_prob(const Array& k) const override { return log_mixed(inner.log_prob(k), k == loc); }
  /// log(others exp(log_inner) + probs [has_mass]).
  Array log_mixed(const Array& log_inner, const Array& has_mass) const {
    const Array log_rest = log_others() + log_inner;
    return where(has_mass, log_add_exp(where(has_mass, log_rest, 0.), log_probs()), log_rest);
  }
  Array mixed(const Array& value, const Array& has_mass) const {
    return others() * value + where(has_mass, probs(), 0.);
  }
  Array cdf(const Array& k) const override { return mixed(inner.cdf(k), k >= loc); }
  Array log_cdf(const Array& k) const override { return log_mixed(inner.log_cdf(k), k >= loc); }
  Array survival_function(const Array& k) const override {
    return mixed(inner.survival_function(k), k < loc);
  }
  Array log_survival_function(const Array& k) const override {
    return log_mixed(inner.log_survival_function(k), k < loc);
  }
  Array mean() const override { return others() * inner.mean() + probs() * loc; }
  Array variance() const override {
    return others() * (inner.variance() + probs() * square(inner.mean() - loc));
  }
};

}  // namespace

constinit const Family Inflated::family{.name = "Inflated", .is_reparameterized = false};

Inflated::Inflated(const InflatedParameters& parameters)
    : Distribution(make_ref<InflatedRules>(parameters)) {}

Distribution ZeroInflatedPoisson(const ZeroInflatedPoissonParameters& p) {
  return Inflated({.distribution = Poisson({.rate = p.rate, .log_rate = p.log_rate}),
                   .inflated_loc_probs = p.inflated_loc_probs,
                   .inflated_loc_logits = p.inflated_loc_logits});
}

Distribution ZeroInflatedNegativeBinomial(const ZeroInflatedNegativeBinomialParameters& p) {
  return Inflated({.distribution = NegativeBinomial(
                       {.total_count = p.total_count, .probs = p.probs, .logits = p.logits}),
                   .inflated_loc_probs = p.inflated_loc_probs,
                   .inflated_loc_logits = p.inflated_loc_logits});
}

}  // namespace aleator::distributions
