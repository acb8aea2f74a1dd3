// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/triangular.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/scale.h"
#include "aleator/bijectors/shift.h"
#include "aleator/bijectors/sigmoid.h"
#include "aleator/bijectors/softplus.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct TriangularRules final : DistributionRules {
  TriangularRules(const Array& low_value, const Array& high_value, const Array& peak_value)
      : DistributionRules(Triangular::family,
                          {{"low", low_value}, {"high", high_value}, {"peak", peak_value}}),
        low(parameter("low")),
        high(parameter("high")),
        peak(parameter("peak")),
        width(high - low) {
    check_interval("Triangular", low, high);
    check_between("Triangular", "peak", peak, low, high);
  }
  const Array low, high, peak, width;

  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(x >= low, x <= high);
  }
  Array inside() const override { return 0.5 * (low + high); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::Sigmoid({.low = low, .high = high});
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return quantile(random::uniform(key, shape, dtype()));
  }
  /// Whether x lies on the rising side; at the peak on the side that has a width.
  Array is_rising(const Array& x) const {
    return logical_or(x < peak, logical_and(x == peak, peak > low));
  }
  // A sum of logarithms, whose slopes exist at the ends.
  Array log_prob(const Array& x) const override {
    const Array rises = is_rising(x);
    return std::numbers::ln2 - log(width) + log(where(rises, x - low, high - x)) -
           log(where(rises, peak - low, high - peak));
  }
  /// The probability beyond x on its side.
  Array tail(const Array& x) const {
    const Array rises = is_rising(x);
    const Array distance = where(rises, x - low, high - x);
    return distance / width * (distance / where(rises, peak - low, high - peak));
  }
  Array inner(const Array& x) const { return clip(x, low, high); }
  Array cdf(const Array& x) const override {
    const Array t = tail(inner(x));
    return where(is_rising(inner(x)), t, 1. - t);
  }
  Array survival_function(const Array& x) const override {
    const Array t = tail(inner(x));
    return where(is_rising(inner(x)), 1. - t, t);
  }
  // A slope of the logarithm is not taken where it is -inf.
  Array log_cdf(const Array& x) const override {
    const Array is_below = x <= low, y = where(is_below, inside(), inner(x)), t = tail(y);
    const Array log_tail = log(where(t > 0, t, 1.));
    return where(is_below, -std::numeric_limits<double>::infinity(),
                 where(is_rising(y), log_tail, log1p(-where(is_rising(y), 0., t))));
  }
  Array log_survival_function(const Array& x) const override {
    const Array is_above = x >= high, y = where(is_above, inside(), inner(x)), t = tail(y);
    const Array log_tail = log(where(t > 0, t, 1.));
    return where(is_above, -std::numeric_limits<double>::infinity(),
                 where(is_rising(y), log1p(-where(is_rising(y), t, 0.)), log_tail));
  }
  Array quantile(const Array& p) const override {
    const Array rises = p < (peak - low) / width;
    const Array step = sqrt(where(rises, p * (peak - low), (1. - p) * (high - peak)) * width);
    return where(rises, low + step, high - step);
  }
  Array quantile_complement(const Array& q) const override {
    const Array rises = q > (high - peak) / width;
    const Array step = sqrt(where(rises, (1. - q) * (peak - low), q * (high - peak)) * width);
    return where(rises, low + step, high - step);
  }

  Array mean() const override { return (low + high + peak) / 3.; }
  // A sum of squares, so that nothing cancels.
  Array variance() const override {
    return (square(width) + square(peak - low) + square(high - peak)) / 36.;
  }
  Array mode() const override { return peak; }
  Array entropy() const override { return 0.5 + log(0.5 * width); }
};

}  // namespace

constinit const Family Triangular::family{
    .name = "Triangular",
    .parameters = {{{.name = "low"},
                    {.name = "high", .is_trainable = false},
                    {.name = "peak", .is_trainable = false}}},
    .support = &kReal,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Triangular(p[0].value, p[1].value, p[2].value);
    },
};

Triangular::Triangular(const Array& low, const Array& high, const Array& peak)
    : Distribution(make_ref<TriangularRules>(low, high, peak)) {}

}  // namespace aleator::distributions
