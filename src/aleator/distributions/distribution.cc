// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/distribution.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/batch_map.h"

#include <limits>
#include <ostream>

namespace aleator {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

ReparameterizationType Distribution::reparameterization_type() const {
  return rules_->is_reparameterized() ? ReparameterizationType::fully_reparameterized
                                      : ReparameterizationType::not_reparameterized;
}

Array Distribution::sample(const Shape& shape, const Key& key) const {
  const Shape full = shape + batch_shape();
  const Array draws = broadcast_to(rules_->sample(key, full), full + event_shape());
  return rules_->is_reparameterized() ? draws : stop_gradient(draws);
}

std::pair<Array, Array> Distribution::sample_and_log_prob(const Shape& shape,
                                                          const Key& key) const {
  const Shape full = shape + batch_shape();
  if (rules_->is_reparameterized()) {
    if (const auto both = rules_->sample_and_log_prob(key, full))
      return {broadcast_to(both->first, full + event_shape()), broadcast_to(both->second, full)};
  }
  const Array draw = sample(shape, key);
  return {draw, log_prob(draw)};
}

/// x against batch + event.
Array Distribution::broadcast_event(const char* method, const Array& x) const {
  const std::string who = text(name(), ".", method);
  if (!rules_->is_discrete()) real_input(who.c_str(), x);
  // Integers take the distribution's dtype: counts do not widen float32.
  const Array value = is_floating(x.dtype()) || x.is_weak() ? as_floating(x) : astype(x, dtype());
  return broadcast_to(value,
                      broadcast_shapes(x.shape(), batch_shape() + event_shape(), who.c_str()));
}

Array Distribution::log_prob(const Array& x) const {
  const Array value = broadcast_event("log_prob", x);
  const Shape shape = value.shape().slice(0, value.rank() - event_shape().rank());
  const std::optional<Array> is_inside = rules_->is_in_support(value);
  const std::string label = text(name(), ".log_prob");
  if (!is_inside) return named(broadcast_to(rules_->log_prob(value), shape), label);
  Dims event_axes;
  for (std::int64_t axis = 1; axis <= event_shape().rank(); ++axis) event_axes.push_back(-axis);
  const auto of_event = [&](Array (*reduce)(const Array&, const ReduceOptions&), const Array& x) {
    return event_axes.empty() ? x : reduce(x, {.axes = event_axes, .keep_dims = true});
  };
  // Outside, the rule sees a whole member of the support, so that neither value nor gradient is
  // spoilt; NaN stays NaN.
  const Array is_whole = broadcast_to(*is_inside, value.shape());
  const Array is_member = of_event(all, is_whole);
  const Array log_density =
      broadcast_to(rules_->log_prob(where(is_member, value, rules_->inside())), shape);
  const Array otherwise =
      where(of_event(any, is_nan(value)), std::numeric_limits<double>::quiet_NaN(), -kInfinity);
  return named(where(reshape(is_member, shape), log_density, reshape(otherwise, shape)), label);
}

Array Distribution::prob(const Array& x) const { return exp(log_prob(x)); }

/// A tail between the ends of the family's support, and its limits beyond them. The rule sees a
/// member of the support there, so that no slope is spoilt; NaN stays NaN. Of events that are not
/// numbers the rule takes care of all that.
Array Distribution::tail(const char* method, Array (DistributionRules::*rule)(const Array&) const,
                         const Array& x, double below, double above) const {
  const Array value = broadcast_event(method, x);
  if (const std::int64_t rank = event_shape().rank(); rank > 0)
    return broadcast_to(((*rules_).*rule)(value), value.shape().slice(0, value.rank() - rank));
  const Constraint& support = *rules_->family().support;
  const bool is_discrete = rules_->is_discrete();
  const Array is_below = is_discrete ? value == -kInfinity : value <= support.low,
              is_above = is_discrete ? value == kInfinity : value >= support.high;
  const Array is_beyond = logical_or(logical_or(is_below, is_above), is_nan(value));
  const Array inner = ((*rules_).*rule)(where(is_beyond, rules_->inside(), value));
  const Array limit = where(is_below, below, where(is_above, above, value));
  return where(is_beyond, limit, inner);
}

Array Distribution::cdf(const Array& x) const {
  return tail("cdf", &DistributionRules::cdf, x, 0, 1);
}
Array Distribution::log_cdf(const Array& x) const {
  return tail("log_cdf", &DistributionRules::log_cdf, x, -kInfinity, 0);
}
Array Distribution::survival_function(const Array& x) const {
  return tail("survival_function", &DistributionRules::survival_function, x, 1, 0);
}
Array Distribution::log_survival_function(const Array& x) const {
  return tail("log_survival_function", &DistributionRules::log_survival_function, x, 0, -kInfinity);
}

Array Distribution::quantile_by(const char* method,
                                Array (DistributionRules::*rule)(const Array&) const,
                                const Array& p) const {
  const Array probability = broadcast_event(method, p);
  const Array is_valid = logical_and(probability >= 0, probability <= 1);
  return where(is_valid, ((*rules_).*rule)(where(is_valid, probability, 0.5)),
               std::numeric_limits<double>::quiet_NaN());
}

Array Distribution::quantile(const Array& p) const {
  return quantile_by("quantile", &DistributionRules::quantile, p);
}
Array Distribution::quantile_complement(const Array& q) const {
  return quantile_by("quantile_complement", &DistributionRules::quantile_complement, q);
}

Array Distribution::statistic(Array (DistributionRules::*rule)() const) const {
  return broadcast_to(((*rules_).*rule)(), batch_shape() + event_shape());
}

Array Distribution::mean() const { return statistic(&DistributionRules::mean); }
Array Distribution::variance() const { return statistic(&DistributionRules::variance); }
Array Distribution::stddev() const { return statistic(&DistributionRules::stddev); }
Array Distribution::mode() const { return statistic(&DistributionRules::mode); }
Array Distribution::covariance() const {
  const Shape event = event_shape();
  return broadcast_to(rules_->covariance(), batch_shape() + event + event);
}
Array Distribution::entropy() const { return broadcast_to(rules_->entropy(), batch_shape()); }

Array Distribution::cross_entropy(const Distribution& other) const {
  return kl_divergence(other) + entropy();
}

Bijector Distribution::default_event_space_bijector() const {
  const std::optional<Bijector> bijector = rules_->default_event_space_bijector();
  if (!bijector)
    rules_->fail_not_implemented("default_event_space_bijector (its support is discrete)");
  return *bijector;
}

bool Distribution::has(Method method) const {
  const Array point = rules_->inside();
  try {
    switch (method) {
      case Method::sample:
      case Method::log_prob: break;
      case Method::cdf: rules_->cdf(point); break;
      case Method::log_cdf: rules_->log_cdf(point); break;
      case Method::survival_function: rules_->survival_function(point); break;
      case Method::log_survival_function: rules_->log_survival_function(point); break;
      case Method::quantile: rules_->quantile(0.5); break;
      case Method::mean: rules_->mean(); break;
      case Method::variance: rules_->variance(); break;
      case Method::stddev: rules_->stddev(); break;
      case Method::mode: rules_->mode(); break;
      case Method::covariance: rules_->covariance(); break;
      case Method::entropy: rules_->entropy(); break;
      case Method::quantile_complement: rules_->quantile_complement(0.5); break;
      case Method::default_event_space_bijector: default_event_space_bijector(); break;
    }
  } catch (const NotImplemented&) {
    return false;
  }
  return true;
}

Distribution Distribution::operator[](const Indices& indices) const {
  const Shape batch = batch_shape();
  std::int64_t num_axes = 0, num_ellipses = 0;
  for (const Index& index : indices.list) {
    num_ellipses += index.kind == Index::Kind::ellipsis;
    num_axes += index.kind != Index::Kind::ellipsis && index.kind != Index::Kind::new_axis;
  }
  if (num_axes > batch.rank())
    throw ShapeError(text("operator[]: indices select members of the batch, got ", num_axes,
                          " indices for ", *this));
  // Ellipsis spelled out, so that the axes of a parameter that are no batch stay whole.
  Indices spelled{};
  const auto left = static_cast<std::size_t>(batch.rank() - num_axes);
  for (const Index& index : indices.list) {
    if (index.kind != Index::Kind::ellipsis) spelled.list.push_back(index);
    else if (num_ellipses == 1) spelled.list.insert(spelled.list.end(), left, Slice());
    else throw ValueError("operator[]: Ellipsis may stand once among the indices");
  }
  if (num_ellipses == 0) spelled.list.insert(spelled.list.end(), left, Slice());
  return rules_->with_batch({batch, [spelled](const Array& x) { return x[spelled]; }});
}

std::string Distribution::to_string() const {
  return text(name(), "(batch_shape=", batch_shape(), ", event_shape=", event_shape(),
              ", dtype=", dtype(), ")");
}

std::ostream& operator<<(std::ostream& out, const Distribution& distribution) {
  return out << distribution.to_string();
}

}  // namespace aleator
