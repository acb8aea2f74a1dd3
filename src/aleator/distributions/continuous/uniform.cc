// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/uniform.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/bijectors/sigmoid.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct UniformRules final : DistributionRules {
  UniformRules(const Array& low_value, const Array& high_value)
      : DistributionRules(Uniform::family, {{"low", low_value}, {"high", high_value}}),
        low(parameter("low")),
        high(parameter("high")),
        width(high - low) {
    check_interval("Uniform", low, high);
  }
  const Array low, high, width;

  Array position(const Array& x) const { return clip((x - low) / width, 0., 1.); }

  Array sample(const Key& key, const Shape& shape) const override {
    return low + width * random::uniform(key, shape, dtype());
  }

  Array log_prob(const Array& x) const override { return -log(width) + 0. * x; }
  Array cdf(const Array& x) const override { return position(x); }
  Array survival_function(const Array& x) const override {
    return clip((high - x) / width, 0., 1.);
  }
  // A slope of the logarithm is not taken where it is -inf.
  Array log_cdf(const Array& x) const override {
    const Array is_below = x <= low;
    return where(is_below, -kInfinity, log(cdf(where(is_below, high, x))));
  }
  Array log_survival_function(const Array& x) const override {
    const Array is_above = x >= high;
    return where(is_above, -kInfinity, log(survival_function(where(is_above, low, x))));
  }
  // From the nearer end, so that rounding does not leave the interval.
  Array quantile(const Array& p) const override {
    return where(p < 0.5, low + width * p, high - width * (1. - p));
  }

  Array quantile_complement(const Array& q) const override {
    return where(q < 0.5, high - width * q, low + width * (1. - q));
  }

  Array mean() const override { return 0.5 * (low + high); }
  Array variance() const override { return square(width) / 12.; }
  Array stddev() const override { return width / std::sqrt(12.); }
  Array entropy() const override { return log(width); }
  /// Infinite unless the other interval covers this one.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const UniformRules*>(&other);
    if (!q) return std::nullopt;
    const Array is_covered = logical_and(q->low <= low, high <= q->high);
    return where(is_covered, log(q->width / width), kInfinity);
  }

  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(x >= low, x <= high);
  }
  Array inside() const override { return mean(); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::Sigmoid({.low = low, .high = high});
  }
};

}  // namespace

constinit const Family Uniform::family{
    .name = "Uniform",
    .parameters = {{{.name = "low"}, {.name = "high", .is_trainable = false}}},
    .support = &kReal,  // the interval depends on the parameters
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Uniform(p[0].value, p[1].value);
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      return {{"low", min(x, {.axes = {0}})}, {"high", max(x, {.axes = {0}})}};
    },
};

Uniform::Uniform(const Array& low, const Array& high)
    : Distribution(make_ref<UniformRules>(low, high)) {}

}  // namespace aleator::distributions
