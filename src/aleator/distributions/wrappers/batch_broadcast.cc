// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/batch_broadcast.h"

#include "aleator/base/text.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/wrappers/parts.h"

namespace aleator::distributions {
namespace {

constexpr char kName[] = "BatchBroadcast";

Shape broadcast_batch(const BatchBroadcastParameters& p) {
  if (p.with_shape.has_value() == p.to_shape.has_value())
    throw ValueError(text(kName, ": give exactly one of with_shape and to_shape"));
  const Shape given = p.with_shape ? *p.with_shape : *p.to_shape;
  const Shape joint = broadcast_shapes(p.distribution.batch_shape(), given, kName);
  if (p.to_shape && joint != given)
    throw ShapeError(text(kName, ": the batch shape of ", p.distribution,
                          " must broadcast to to_shape, got ", given));
  return joint;
}

struct BatchBroadcastRules final : DistributionRules {
  BatchBroadcastRules(const Distribution& d, const Shape& shape)
      : DistributionRules(BatchBroadcast::family, shape, d.dtype(), d.rules().parameters()),
        inner(d) {}
  const Distribution inner;

  Shape event_shape() const override { return inner.event_shape(); }
  bool is_reparameterized() const override { return inner.rules().is_reparameterized(); }
  bool is_discrete() const override { return inner.rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return inner.rules().inside(); }
  Array largest() const override { return inner.rules().largest(); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return inner.rules().default_event_space_bijector();
  }

  /// The parameters take the larger batch first, so that the result needs no wrapper.
  Distribution with_batch(const BatchMap& map) const override {
    return inner.rules().with_batch(map);
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return draws_for(inner, key, shape);
  }
  Array log_prob(const Array& x) const override { return inner.log_prob(x); }
  Array cdf(const Array& x) const override { return inner.cdf(x); }
  Array log_cdf(const Array& x) const override { return inner.log_cdf(x); }
  Array survival_function(const Array& x) const override { return inner.survival_function(x); }
  Array log_survival_function(const Array& x) const override {
    return inner.log_survival_function(x);
  }
  Array quantile(const Array& p) const override { return inner.quantile(p); }
  Array quantile_complement(const Array& q) const override { return inner.quantile_complement(q); }
  Array mean() const override { return inner.mean(); }
  Array variance() const override { return inner.variance(); }
  Array stddev() const override { return inner.stddev(); }
  Array mode() const override { return inner.mode(); }
  Array covariance() const override { return inner.covariance(); }
  Array entropy() const override { return inner.entropy(); }
  /// Divergences broadcast by themselves.
  std::optional<Distribution> in_wider_family() const override { return inner; }
};

}  // namespace

constinit const Family BatchBroadcast::family{.name = kName};

BatchBroadcast::BatchBroadcast(const BatchBroadcastParameters& parameters)
    : Distribution(
          make_ref<BatchBroadcastRules>(parameters.distribution, broadcast_batch(parameters))) {}

}  // namespace aleator::distributions
