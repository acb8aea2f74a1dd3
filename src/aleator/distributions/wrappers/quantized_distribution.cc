// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/quantized_distribution.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/wrappers/parts.h"
#include "aleator/math/special.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr char kName[] = "QuantizedDistribution";

constinit const Constraint kWholeOrInfinite{
    .description = "a whole number",
    .contains = [](const Array& x) { return floor(x) == x; },
};

struct QuantizedRules final : DistributionRules {
  QuantizedRules(const Distribution& d, const Array& low, const Array& high)
      : DistributionRules(
            QuantizedDistribution::family,
            broadcast_shapes(d.batch_shape(), broadcast_shapes(low.shape(), high.shape(), kName),
                             kName),
            d.dtype(), parameters_with_ends(d, low, high)),
        inner(d),
        low(low),
        high(high) {
    check_events_are_numbers(kName, d);
    check_constraint(kName, "low", low, kWholeOrInfinite);
    check_constraint(kName, "high", high, kWholeOrInfinite);
    check_interval(kName, low, high);
  }
  const Distribution inner;
  const Array low, high;

  bool is_reparameterized() const override { return false; }
  bool is_discrete() const override { return true; }
  std::optional<Array> is_in_support(const Array& k) const override {
    return logical_and(logical_and(floor(k) == k, is_finite(k)), logical_and(k >= low, k <= high));
  }
  Array inside() const override { return clip(ceil(inner.rules().inside()), low, high); }
  Array largest() const override { return high; }
  std::optional<Bijector> default_event_space_bijector() const override { return std::nullopt; }

  Distribution with_batch(const BatchMap& map) const override {
    return QuantizedDistribution(
        {.distribution = inner.rules().with_batch(map), .low = map(low, 0), .high = map(high, 0)});
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return clip(ceil(draws_for(inner, key, shape)), low, high);
  }
  Array log_prob(const Array& k) const override {
    // Infinite where the end takes all that is beyond it.
    const Array from = where(k <= low, -kInfinity, k - 1.), to = where(k >= high, kInfinity, k);
    const Array log_below = inner.log_cdf(to), log_above = inner.log_survival_function(from);
    const Array is_lower = log_below <= log_above;
    return log_sub_exp(where(is_lower, log_below, log_above),
                       where(is_lower, inner.log_cdf(from), inner.log_survival_function(to)));
  }
  /// P(Y <= y) is P(X <= floor(y)) between the ends.
  Array at_floor(const Array& y) const {
    return where(y < low, -kInfinity, where(y >= high, kInfinity, floor(y)));
  }
  Array cdf(const Array& y) const override { return inner.cdf(at_floor(y)); }
  Array log_cdf(const Array& y) const override { return inner.log_cdf(at_floor(y)); }
  Array survival_function(const Array& y) const override {
    return inner.survival_function(at_floor(y));
  }
  Array log_survival_function(const Array& y) const override {
    return inner.log_survival_function(at_floor(y));
  }
  Array quantile(const Array& p) const override { return clip(ceil(inner.quantile(p)), low, high); }
  Array quantile_complement(const Array& q) const override {
    return clip(ceil(inner.quantile_complement(q)), low, high);
  }
};

}  // namespace

constinit const Family QuantizedDistribution::family{.name = kName, .is_reparameterized = false};

QuantizedDistribution::QuantizedDistribution(const QuantizedDistributionParameters& p)
    : Distribution(make_ref<QuantizedRules>(
          p.distribution,
          real_parameter("QuantizedDistribution", "low", p.low.value_or(-kInfinity)),
          real_parameter("QuantizedDistribution", "high", p.high.value_or(kInfinity)))) {}

}  // namespace aleator::distributions
