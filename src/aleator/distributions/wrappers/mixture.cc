// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/mixture.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/discrete/categorical.h"

namespace aleator::distributions {
namespace {

Distributions with_weights(const MixtureParameters& p) {
  check_not_empty("Mixture", "components", p.components);
  check_same_event_shape("Mixture", p.components);
  const std::int64_t num = categorical_log_probs(p.cat, "Mixture", "cat").dim(-1);
  if (num != static_cast<std::int64_t>(p.components.size()))
    throw ShapeError(text("Mixture: cat has ", num, " categories, but there are ",
                          p.components.size(), " components"));
  const bool is_discrete = p.components[0].rules().is_discrete();
  for (const Distribution& d : p.components) {
    if (d.rules().is_discrete() != is_discrete)
      throw ValueError(text("Mixture: components must be all discrete or all continuous, got ",
                            p.components[0], " and ", d));
  }
  Distributions all = p.components;
  all.push_back(p.cat);
  return all;
}

struct MixtureRules final : DistributionRules {
  explicit MixtureRules(const MixtureParameters& p) : MixtureRules(p, with_weights(p)) {}
  MixtureRules(const MixtureParameters& p, const Distributions& all)
      : DistributionRules(Mixture::family, joint_batch_shape("Mixture", all),
                          joint_dtype(p.components), joint_parameters(all)),
        cat(p.cat),
        components(p.components) {}
  const Distribution cat;
  const Distributions components;

  Distribution with_batch(const BatchMap& map) const override {
    Distributions changed;
    for (const Distribution& d : components) changed.push_back(d.rules().with_batch(map));
    return Mixture({.cat = cat.rules().with_batch(map), .components = changed});
  }
  std::int64_t event_rank() const { return event_shape().rank(); }
  Shape event_shape() const override { return components[0].event_shape(); }
  bool is_reparameterized() const override { return false; }
  bool is_discrete() const override { return components[0].rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return components[0].rules().inside(); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijector_onto_all("Mixture", components);
  }
  Array largest() const override {
    Array end = components[0].rules().largest();
    for (const Distribution& d : components) end = maximum(end, d.rules().largest());
    return end;
  }

  /// f of every component along a new first axis.
  template <class F>
  Array of_components(F f) const {
    Arrays values;
    for (const Distribution& d : components) values.push_back(f(d));
    return stack(broadcast_arrays(values));
  }
  /// Logarithms of the weights: [components, 1, ..., 1, batch], to the left of an array of rank
  /// `rank`.
  Array log_weights(std::int64_t rank) const {
    const Array weights = broadcast_to(categorical_log_probs(cat, "Mixture", "cat"),
                                       batch_shape() + Shape{components.size()});
    const Dims ones(static_cast<std::size_t>(rank - batch_shape().rank()), 1);
    return reshape(move_axis(weights, -1, 0),
                   Shape{components.size()} + Shape(ones) + batch_shape());
  }
  Array log_mixed(const Array& values) const {
    return logsumexp(log_weights(values.rank() - 1) + values, {.axes = {0}});
  }
  Array mixed(const Array& values, std::int64_t num_event_axes = 0) const {
    const Array w = exp(log_weights(values.rank() - 1 - num_event_axes));
    return sum(with_event_axes(w, num_event_axes) * values, {.axes = {0}});
  }

  Array sample(const Key& key, const Shape& shape) const override {
    const std::vector<Key> keys = split(key, static_cast<int>(components.size()) + 1);
    const Array which = with_event_axes(draws_for(cat, keys[0], shape), event_rank());
    Array draws = draws_for(components[0], keys[1], shape);
    for (std::size_t k = 1; k < components.size(); ++k) {
      const Array own = draws_for(components[k], keys[k + 1], shape);
      draws = where(which == static_cast<std::int64_t>(k), own, draws);
    }
    return draws;
  }
  Array log_prob(const Array& x) const override {
    return log_mixed(of_components([&](const Distribution& d) { return d.log_prob(x); }));
  }
  Array log_cdf(const Array& x) const override {
    return log_mixed(of_components([&](const Distribution& d) { return d.log_cdf(x); }));
  }
  Array log_survival_function(const Array& x) const override {
    return log_mixed(
        of_components([&](const Distribution& d) { return d.log_survival_function(x); }));
  }
  Array cdf(const Array& x) const override {
    return mixed(of_components([&](const Distribution& d) { return d.cdf(x); }));
  }
  Array survival_function(const Array& x) const override {
    return mixed(of_components([&](const Distribution& d) { return d.survival_function(x); }));
  }

  Array means() const {
    return of_components([&](const Distribution& d) {
      return broadcast_to(d.mean(), batch_shape() + event_shape());
    });
  }
  Array mean() const override { return mixed(means(), event_rank()); }
  /// Of the components, and between them.
  Array variance() const override {
    const Array within = of_components([&](const Distribution& d) {
      return broadcast_to(d.variance(), batch_shape() + event_shape());
    });
    return mixed(within + square(means() - mean()), event_rank());
  }
  Array covariance() const override {
    if (event_rank() != 1) fail_not_implemented("covariance");
    const Shape event = event_shape();
    const Array within = of_components([&](const Distribution& d) {
      return broadcast_to(d.covariance(), batch_shape() + event + event);
    });
    const Array apart = means() - mean();
    return mixed(within + expand_dims(apart, -1) * expand_dims(apart, -2), 2);
  }
};

}  // namespace

constinit const Family Mixture::family{.name = "Mixture"};

Mixture::Mixture(const MixtureParameters& parameters)
    : Distribution(make_ref<MixtureRules>(parameters)) {}

}  // namespace aleator::distributions
