// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/mixture_same_family.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/interval.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/distributions/wrappers/parts.h"

namespace aleator::distributions {
namespace {

Shape joint_batch_shape(const Distribution& mixture, const Distribution& components) {
  const Shape batch = components.batch_shape();
  const std::int64_t num =
      categorical_log_probs(mixture, "MixtureSameFamily", "mixture_distribution").dim(-1);
  if (batch.rank() == 0 || batch[batch.rank() - 1] != num)
    throw ShapeError(text("MixtureSameFamily: the last batch axis of ", components,
                          " must have the ", num, " categories of the mixture"));
  return broadcast_shapes(mixture.batch_shape(), batch.slice(0, batch.rank() - 1),
                          "MixtureSameFamily");
}

struct MixtureRules final : DistributionRules {
  MixtureRules(const Distribution& mixture, const Distribution& components)
      : DistributionRules(MixtureSameFamily::family, joint_batch_shape(mixture, components),
                          components.dtype(), joint_parameters({mixture, components})),
        mixture(mixture),
        components(components),
        num(components.batch_shape()[components.batch_shape().rank() - 1]) {}
  const Distribution mixture, components;
  const std::int64_t num;

  Distribution with_batch(const BatchMap& map) const override {
    return MixtureSameFamily(
        {.mixture_distribution = mixture.rules().with_batch(map),
         .components_distribution = components.rules().with_batch(map.before(Shape{num}))});
  }
  std::int64_t event_rank() const { return components.event_shape().rank(); }
  Shape event_shape() const override { return components.event_shape(); }
  bool is_reparameterized() const override { return false; }
  bool is_discrete() const override { return components.rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  /// Of the first component.
  Array inside() const override {
    const Array all =
        broadcast_to(components.rules().inside(), components.batch_shape() + event_shape());
    return squeeze(slice_axis(all, -1 - event_rank(), 0, 1), -1 - event_rank());
  }
  /// Of numbers: onto the smallest interval that holds the supports of the components.
  std::optional<Bijector> default_event_space_bijector() const override {
    const std::optional<Bijector> onto = components.rules().default_event_space_bijector();
    if (!onto || onto->rules().parameters().empty() || event_rank() > 0) return onto;
    const SupportEnds ends = *support_ends(components);
    return bijectors::Interval(
        {.low = min(ends.low, {.axes = {-1}}), .high = max(ends.high, {.axes = {-1}})});
  }

  /// log weights: [batch, components].
  Array weights_last() const {
    return categorical_log_probs(mixture, "MixtureSameFamily", "mixture_distribution");
  }
  /// x for every component: a new axis in front of the event.
  Array for_components(const Array& x) const { return expand_dims(x, x.rank() - event_rank()); }
  /// log of the weighted sum of exp(values), components last.
  Array log_mixed(const Array& values) const {
    return logsumexp(weights_last() + values, {.axes = {-1}});
  }
  /// The weighted sum of statistics, whose component axis is in front of the event.
  Array mixed(const Array& statistic) const {
    Array w = exp(weights_last());
    for (std::int64_t i = 0; i < event_rank(); ++i) w = expand_dims(w, -1);
    return sum(w * statistic, {.axes = {-1 - event_rank()}});
  }

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_which, key_draw] = split<2>(key);
    const Array which = draws_for(mixture, key_which, shape);
    const Array all = draws_for(components, key_draw, shape + Shape{num});
    Array mark = expand_dims(which, -1) == arange(num);
    for (std::int64_t i = 0; i < event_rank(); ++i) mark = expand_dims(mark, -1);
    return sum(where(mark, all, zeros_like(all)), {.axes = {-1 - event_rank()}});
  }
  Array log_prob(const Array& x) const override {
    return log_mixed(components.log_prob(for_components(x)));
  }
  /// The logarithms of weight times density, components last.
  Array log_joint(const Array& observations) const {
    const Shape full =
        broadcast_shapes(observations.shape(), batch_shape() + event_shape(), "MixtureSameFamily");
    return weights_last() + components.log_prob(for_components(broadcast_to(observations, full)));
  }
  Array log_cdf(const Array& x) const override {
    return log_mixed(components.log_cdf(for_components(x)));
  }
  Array log_survival_function(const Array& x) const override {
    return log_mixed(components.log_survival_function(for_components(x)));
  }
  Array cdf(const Array& x) const override { return mixed(components.cdf(for_components(x))); }
  Array survival_function(const Array& x) const override {
    return mixed(components.survival_function(for_components(x)));
  }

  Array mean() const override { return mixed(components.mean()); }
  /// Of the components, and between them.
  Array variance() const override {
    const Array between = square(components.mean() - expand_dims(mean(), -1 - event_rank()));
    return mixed(components.variance() + between);
  }
  Array covariance() const override {
    if (event_rank() != 1) fail_not_implemented("covariance");
    const Array apart = components.mean() - expand_dims(mean(), -2);
    const Array between = expand_dims(apart, -1) * expand_dims(apart, -2);
    const Array w = expand_dims(expand_dims(exp(weights_last()), -1), -1);
    return sum(w * (components.covariance() + between), {.axes = {-3}});
  }
};

}  // namespace

constinit const Family MixtureSameFamily::family{.name = "MixtureSameFamily"};

MixtureSameFamily::MixtureSameFamily(const MixtureSameFamilyParameters& p)
    : Distribution(make_ref<MixtureRules>(p.mixture_distribution, p.components_distribution)) {}

Distribution MixtureSameFamily::posterior_marginal(const Array& observations) const {
  const auto& mixture = dynamic_cast<const MixtureRules&>(rules());
  return Categorical({.logits = mixture.log_joint(observations)});
}

Array MixtureSameFamily::posterior_mode(const Array& observations) const {
  return argmax(dynamic_cast<const MixtureRules&>(rules()).log_joint(observations), -1);
}

}  // namespace aleator::distributions
