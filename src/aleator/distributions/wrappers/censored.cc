// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/censored.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/wrappers/parts.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct CensoredRules final : DistributionRules {
  CensoredRules(const Distribution& d, const Array& low, const Array& high)
      : DistributionRules(
            Censored::family,
            broadcast_shapes(d.batch_shape(),
                             broadcast_shapes(low.shape(), high.shape(), "Censored"), "Censored"),
            d.dtype(), parameters_with_ends(d, low, high)),
        inner(d),
        low(low),
        high(high) {
    check_events_are_numbers("Censored", d);
    check_interval("Censored", low, high);
  }
  const Distribution inner;
  const Array low, high;

  bool is_reparameterized() const override { return inner.rules().is_reparameterized(); }
  bool is_discrete() const override { return inner.rules().is_discrete(); }
  /// Masses at the ends are no density along a bijector.
  std::optional<Bijector> default_event_space_bijector() const override {
    fail_not_implemented("default_event_space_bijector");
  }
  /// The ends, though the distribution need not have them.
  std::optional<Array> is_in_support(const Array& y) const override {
    const Array is_end = logical_or(y == low, y == high);
    const Array is_between = logical_and(logical_and(y > low, y < high), is_finite(y));
    const std::optional<Array> is_inner = inner.rules().is_in_support(y);
    return logical_or(is_end, is_inner ? logical_and(*is_inner, is_between) : is_between);
  }
  Array inside() const override { return clip(inner.rules().inside(), low, high); }
  Array largest() const override { return minimum(high, inner.rules().largest()); }

  Distribution with_batch(const BatchMap& map) const override {
    return Censored(
        {.distribution = inner.rules().with_batch(map), .low = map(low, 0), .high = map(high, 0)});
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return clip(draws_for(inner, key, shape), low, high);
  }
  // P(X < high) of whole numbers is P(X <= ceil(high) - 1).
  Array log_prob(const Array& y) const override {
    const Array is_low = y <= low, is_high = y >= high;
    const Array below_high = is_discrete() ? ceil(high) - 1. : high;
    const Array between =
        inner.log_prob(where(logical_or(is_low, is_high), inner.rules().inside(), y));
    return where(is_low, inner.log_cdf(low),
                 where(is_high, inner.log_survival_function(below_high), between));
  }

  /// A tail between the ends, and its limits at and beyond them.
  template <class Tail>
  Array tail(const Array& y, double below, double above, Tail inner_tail) const {
    const Array is_below = y < low, is_above = y >= high;
    const Array at = where(logical_or(is_below, is_above), inner.rules().inside(), y);
    return where(is_below, below, where(is_above, above, inner_tail(at)));
  }
  Array cdf(const Array& y) const override {
    return tail(y, 0, 1, [&](const Array& x) { return inner.cdf(x); });
  }
  Array survival_function(const Array& y) const override {
    return tail(y, 1, 0, [&](const Array& x) { return inner.survival_function(x); });
  }
  Array log_cdf(const Array& y) const override {
    return tail(y, -kInfinity, 0, [&](const Array& x) { return inner.log_cdf(x); });
  }
  Array log_survival_function(const Array& y) const override {
    return tail(y, 0, -kInfinity, [&](const Array& x) { return inner.log_survival_function(x); });
  }
  Array quantile(const Array& p) const override { return clip(inner.quantile(p), low, high); }
  Array quantile_complement(const Array& q) const override {
    return clip(inner.quantile_complement(q), low, high);
  }
};

}  // namespace

constinit const Family Censored::family{.name = "Censored"};

Censored::Censored(const CensoredParameters& p)
    : Distribution(make_ref<CensoredRules>(
          p.distribution, real_parameter("Censored", "low", p.low.value_or(-kInfinity)),
          real_parameter("Censored", "high", p.high.value_or(kInfinity)))) {}

}  // namespace aleator::distributions
