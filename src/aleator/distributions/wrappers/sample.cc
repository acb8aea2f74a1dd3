// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/sample.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/wrappers/independent.h"
#include "aleator/distributions/wrappers/parts.h"

namespace aleator::distributions {
namespace {

struct SampleRules final : DistributionRules {
  SampleRules(const Distribution& d, const Shape& shape)
      : DistributionRules(Sample::family, d.batch_shape(), d.dtype(), d.rules().parameters()),
        inner(d),
        own(shape) {}
  const Distribution inner;
  const Shape own;

  Shape event_shape() const override { return own + inner.event_shape(); }
  bool is_reparameterized() const override { return inner.rules().is_reparameterized(); }
  bool is_discrete() const override { return inner.rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return inner.rules().inside(); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return inner.rules().default_event_space_bijector();
  }

  /// [..., batch, own, event] to [..., own, batch, event], as the inner distribution has it.
  Array to_inner(const Array& x) const { return exchange(x, batch_shape().rank(), own.rank()); }
  Array to_outer(const Array& x) const { return exchange(x, own.rank(), batch_shape().rank()); }
  /// Exchanges two groups of axes, `first` before `second`, that end where the event begins.
  Array exchange(const Array& x, std::int64_t first, std::int64_t second) const {
    const std::int64_t start = x.rank() - inner.event_shape().rank() - first - second;
    Dims order;
    for (std::int64_t i = 0; i < start; ++i) order.push_back(i);
    for (std::int64_t i = 0; i < second; ++i) order.push_back(start + first + i);
    for (std::int64_t i = 0; i < first; ++i) order.push_back(start + i);
    for (std::int64_t i = start + first + second; i < x.rank(); ++i) order.push_back(i);
    return transpose(x, order);
  }
  Distribution with_batch(const BatchMap& map) const override {
    return Sample(inner.rules().with_batch(map), own);
  }
  /// The inner distribution with the axes of draws behind those of its batch.
  Distribution with_draws_as_batch() const {
    const Shape batch = batch_shape(), draws = own;
    const auto repeat = [batch, draws](const Array& x) {
      const Shape rest = x.shape().slice(batch.rank(), x.rank());
      const Array apart =
          reshape(x, batch + Shape(Dims(static_cast<std::size_t>(draws.rank()), 1)) + rest);
      return broadcast_to(apart, batch + draws + rest);
    };
    return inner.rules().with_batch({batch, repeat});
  }
  /// A statistic of the inner distribution, [batch, event], for every draw.
  Array repeated(const Array& x) const {
    return to_outer(broadcast_to(x, own + batch_shape() + inner.event_shape()));
  }

  Array sample(const Key& key, const Shape& shape) const override {
    const std::int64_t start = shape.rank() - batch_shape().rank();
    const Shape each = shape.slice(0, start) + own + shape.slice(start, shape.rank());
    return to_outer(broadcast_to(draws_for(inner, key, each), each + inner.event_shape()));
  }
  Array log_prob(const Array& x) const override {
    const Array each = inner.log_prob(to_inner(x));
    Dims axes;
    for (std::int64_t i = 0; i < own.rank(); ++i)
      axes.push_back(each.rank() - batch_shape().rank() - 1 - i);
    return axes.empty() ? each : sum(each, {.axes = axes});
  }
  Array mean() const override { return repeated(inner.mean()); }
  Array variance() const override { return repeated(inner.variance()); }
  Array stddev() const override { return repeated(inner.stddev()); }
  Array covariance() const override {
    if (own.rank() != 1 || inner.event_shape().rank() > 0) fail_not_implemented("covariance");
    return diagonal_matrix(variance());
  }
  Array mode() const override { return repeated(inner.mode()); }
  double count() const { return static_cast<double>(own.size()); }
  Array entropy() const override { return count() * inner.entropy(); }
  /// Independent members of a batch, where those can be selected.
  std::optional<Distribution> in_wider_family() const override {
    try {
      return Independent(with_draws_as_batch(),
                         {.reinterpreted_batch_ndims = static_cast<int>(own.rank())});
    } catch (const NotImplemented&) {
      return std::nullopt;
    }
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const SampleRules*>(&other);
    if (!q || q->own != own || !inner.has_kl_divergence(q->inner)) return std::nullopt;
    return count() * inner.kl_divergence(q->inner);
  }
};

}  // namespace

constinit const Family Sample::family{.name = "Sample"};

Sample::Sample(const Distribution& distribution, const Shape& sample_shape)
    : Distribution(make_ref<SampleRules>(distribution, sample_shape)) {}

std::optional<Distribution> members_of_sample(const Distribution& distribution) {
  const auto* rules = dynamic_cast<const SampleRules*>(&distribution.rules());
  return rules ? std::optional<Distribution>(rules->with_draws_as_batch()) : std::nullopt;
}

}  // namespace aleator::distributions
