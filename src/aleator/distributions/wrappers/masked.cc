// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/masked.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/wrappers/parts.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Array checked_mask(const Array& mask) {
  if (mask.dtype() != boolean)
    throw DtypeError(text("Masked: validity_mask must have dtype bool, got ", mask.dtype()));
  return mask;
}

Array certain_draw(const Distribution& d) {
  if (d.has(Method::mode)) return d.mode();
  return d.has(Method::mean) ? d.mean() : d.rules().inside();
}

struct MaskedRules final : DistributionRules {
  MaskedRules(const Distribution& d, const Array& mask, const std::optional<Array>& safe)
      : DistributionRules(Masked::family, broadcast_shapes(d.batch_shape(), mask.shape(), "Masked"),
                          d.dtype(), d.rules().parameters()),
        inner(d),
        mask(checked_mask(mask)),
        safe(stop_gradient(safe ? *safe : certain_draw(d))) {}
  const Distribution inner;
  const Array mask, safe;

  Shape event_shape() const override { return inner.event_shape(); }
  bool is_reparameterized() const override { return inner.rules().is_reparameterized(); }
  bool is_discrete() const override { return inner.rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return inner.rules().inside(); }
  Array largest() const override { return inner.rules().largest(); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return inner.rules().default_event_space_bijector();
  }
  Distribution with_batch(const BatchMap& map) const override {
    return Masked({.distribution = inner.rules().with_batch(map),
                   .validity_mask = map(mask, 0),
                   .safe_value = map(broadcast_to(safe, batch_shape() + event_shape()),
                                     event_shape().rank())});
  }
  /// Of events: `values` where the mask holds.
  Array events(const Array& values, const Array& otherwise) const {
    return where(with_event_axes(mask, event_shape().rank()), values, otherwise);
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return events(draws_for(inner, key, shape), safe);
  }
  // The inner distribution sees a member of its support where nothing counts: no slope is spoilt.
  Array log_prob(const Array& x) const override {
    return where(mask, inner.log_prob(events(x, inside())), 0.);
  }
  Array cdf(const Array& x) const override { return where(mask, inner.cdf(x), 1.); }
  Array log_cdf(const Array& x) const override { return where(mask, inner.log_cdf(x), 0.); }
  Array survival_function(const Array& x) const override {
    return where(mask, inner.survival_function(x), 0.);
  }
  Array log_survival_function(const Array& x) const override {
    return where(mask, inner.log_survival_function(x), -kInfinity);
  }
  Array quantile(const Array& p) const override { return events(inner.quantile(p), safe); }
  Array quantile_complement(const Array& q) const override {
    return events(inner.quantile_complement(q), safe);
  }

  Array mean() const override { return events(inner.mean(), safe); }
  Array variance() const override { return events(inner.variance(), 0.); }
  Array stddev() const override { return events(inner.stddev(), 0.); }
  Array mode() const override { return events(inner.mode(), safe); }
  Array entropy() const override { return where(mask, inner.entropy(), 0.); }
  /// Of distributions that are switched off, or on, together.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const MaskedRules*>(&other);
    if (!q || !inner.has_kl_divergence(q->inner)) return std::nullopt;
    return where(mask, where(q->mask, inner.kl_divergence(q->inner), kInfinity), 0.);
  }
};

}  // namespace

constinit const Family Masked::family{.name = "Masked"};

Masked::Masked(const MaskedParameters& p)
    : Distribution(make_ref<MaskedRules>(p.distribution, p.validity_mask, p.safe_value)) {}

}  // namespace aleator::distributions
