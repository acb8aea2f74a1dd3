// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/truncated.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/bijectors/interval.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/search.h"
#include "aleator/distributions/wrappers/parts.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Of tails above this, differences of probabilities keep 13 digits.
constexpr double kLeastDirectTail = 1e-3;

struct TruncatedRules final : DistributionRules {
  TruncatedRules(const Distribution& d, const Array& low, const Array& high)
      : DistributionRules(
            Truncated::family,
            broadcast_shapes(d.batch_shape(),
                             broadcast_shapes(low.shape(), high.shape(), "Truncated"), "Truncated"),
            d.dtype(), parameters_with_ends(d, low, high)),
        inner(d),
        low(low),
        high(high) {
    check_events_are_numbers("Truncated", d);
    check_interval("Truncated", low, high);
  }
  const Distribution inner;
  const Array low, high;

  bool is_discrete() const override { return inner.rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array& x) const override {
    const Array is_between = logical_and(logical_and(x >= low, x <= high), is_finite(x));
    const std::optional<Array> is_inner = inner.rules().is_in_support(x);
    return is_inner ? logical_and(*is_inner, is_between) : is_between;
  }
  Array inside() const override {
    if (is_discrete()) return clip(inner.rules().inside(), ceil(low), floor(high));
    return default_event_space_bijector()->forward(zeros(batch_shape(), dtype()));
  }
  Array largest() const override { return minimum(floor(high), inner.rules().largest()); }
  std::optional<Bijector> default_event_space_bijector() const override {
    const std::optional<SupportEnds> ends = support_ends(inner);
    if (!ends) return std::nullopt;
    return bijectors::Interval({.low = maximum(low, ends->low), .high = minimum(high, ends->high)});
  }

  /// The greatest number below the support: P(X <= before()) is what the lower end cuts off.
  Array before() const { return is_discrete() ? ceil(low) - 1. : low; }
  /// log P(from < X <= to) by the tail that keeps its digits.
  Array log_between(const Array& from, const Array& to) const {
    const Array log_below = inner.log_cdf(to), log_above = inner.log_survival_function(from);
    const Array is_lower = log_below <= log_above;
    return log_sub_exp(where(is_lower, log_below, log_above),
                       where(is_lower, inner.log_cdf(from), inner.log_survival_function(to)));
  }
  Array log_mass() const { return log_between(before(), high); }
  Array log_prob(const Array& x) const override { return inner.log_prob(x) - log_mass(); }

  /// log P(from < X <= to | the support), by the smaller of it and what is left over.
  Array log_share(const Array& from, const Array& to, const Array& rest_from,
                  const Array& rest_to) const {
    const Array own = log_between(from, to) - log_mass();
    const Array other = log_between(rest_from, rest_to) - log_mass();
    const Array is_small = own < other;
    return where(is_small, own, log1p(-exp(where(is_small, -1., other))));
  }
  // At and beyond the ends the tails are constant.
  Array log_cdf(const Array& x) const override {
    const Array is_below = x <= before(), is_above = x >= high;
    const Array at = where(logical_or(is_below, is_above), inside(), x);
    return where(is_below, -kInfinity, where(is_above, 0., log_share(before(), at, at, high)));
  }
  Array log_survival_function(const Array& x) const override {
    const Array is_below = x <= before(), is_above = x >= high;
    const Array at = where(logical_or(is_below, is_above), inside(), x);
    return where(is_above, -kInfinity, where(is_below, 0., log_share(at, high, before(), at)));
  }
  Array cdf(const Array& x) const override { return exp(log_cdf(x)); }
  Array survival_function(const Array& x) const override { return exp(log_survival_function(x)); }

  /// By the quantile of the distribution where what the ends leave is not small, by a search in its
  /// tails elsewhere.
  Array quantile(const Array& p) const override {
    const Array cut = inner.cdf(before());
    const auto direct = [&](const Array& q) {
      return inner.quantile(clip(cut + q * exp(log_mass()), 0., 1.));
    };
    if (is_discrete()) return clip(direct(p), ceil(low), floor(high));
    const auto in_tails = [&](const Array& q) {
      const Array log_p = log(q), log_rest = log1p(-q);
      return search_quantile(
          inner.rules(), log_add_exp(inner.log_cdf(low) + log_rest, inner.log_cdf(high) + log_p),
          log_add_exp(inner.log_survival_function(low) + log_rest,
                      inner.log_survival_function(high) + log_p));
    };
    const Array q =
        broadcast_to(astype(p, dtype()), broadcast_shapes(p.shape(), batch_shape(), "quantile"));
    const auto of_shape = [&](const Array& x) {
      return broadcast_to(astype(x, dtype()), q.shape());
    };
    const Array has_digits = all(minimum(1. - cut, inner.cdf(high)) >= kLeastDirectTail);
    const Array x = cond(
        has_digits, [&](const Array& r) { return of_shape(direct(r)); },
        [&](const Array& r) { return of_shape(in_tails(r)); }, q);
    return clip(x, low, high);
  }
  Distribution with_batch(const BatchMap& map) const override {
    return Truncated(
        {.distribution = inner.rules().with_batch(map), .low = map(low, 0), .high = map(high, 0)});
  }
  Array quantile_complement(const Array& q) const override {
    return is_discrete() ? quantile(1. - q) : DistributionRules::quantile_complement(q);
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return quantile(random::uniform(key, shape, dtype()));
  }
  bool is_reparameterized() const override {
    return !is_discrete() && inner.rules().is_reparameterized();
  }
};

}  // namespace

constinit const Family Truncated::family{.name = "Truncated"};

Truncated::Truncated(const TruncatedParameters& p)
    : Distribution(make_ref<TruncatedRules>(
          p.distribution, real_parameter("Truncated", "low", p.low.value_or(-kInfinity)),
          real_parameter("Truncated", "high", p.high.value_or(kInfinity)))) {}

}  // namespace aleator::distributions
