// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/half_normal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct HalfNormalRules final : HalfLocationScaleRules {
  explicit HalfNormalRules(const HalfNormalParameters& p)
      : HalfLocationScaleRules(HalfNormal::family, {{"scale", p.scale}}) {}

  Array standard_sample(const Key& key, const Shape& shape) const override {
    return abs(random::normal(key, shape, dtype()));
  }
  Array standard_log_prob(const Array& z) const override {
    return 0.5 * std::log(2 / std::numbers::pi) - 0.5 * square(z);
  }
  static Array argument(const Array& z) { return maximum(z, 0.) * (std::numbers::sqrt2 / 2); }
  Array standard_cdf(const Array& z) const override { return erf(argument(z)); }
  Array standard_survival_function(const Array& z) const override { return erfc(argument(z)); }
  Array standard_log_survival_function(const Array& z) const override {
    return logerfc(argument(z));
  }
  Array standard_quantile(const Array& p) const override { return std::numbers::sqrt2 * erfinv(p); }
  Array standard_quantile_complement(const Array& q) const override {
    return std::numbers::sqrt2 * erfcinv(q);
  }
  Array standard_mean() const override {
    return full(scale.shape(), std::sqrt(2 / std::numbers::pi));
  }
  Array standard_variance() const override { return full(scale.shape(), 1 - 2 / std::numbers::pi); }
  Array standard_entropy() const override {
    return full(scale.shape(), 0.5 * std::log(std::numbers::pi / 2) + 0.5);
  }
  /// x^2 / (2 scale^2) is a gamma variable of concentration 1 / 2.
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{
        log(scale) - 0.5 * (std::numbers::egamma + std::numbers::ln2),
        full(scale.shape(), astype(std::numbers::pi * std::numbers::pi / 8, dtype()))};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    const Array raised = 0.5 * (1. + power), is_finite = raised > 0.;
    const Array log_mean = power * (log(scale) + 0.5 * std::numbers::ln2) +
                           lgamma(where(is_finite, raised, 1.)) - 0.5 * std::log(std::numbers::pi);
    return where(is_finite, exp(log_mean), std::numeric_limits<double>::infinity());
  }
  /// Of all positive numbers with a known entropy, by their mean and variance.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    if (other.family().support->low < 0) return std::nullopt;
    const auto known = known_moments(other);
    if (!known) return std::nullopt;
    const Array mean_square = known->variance + square(known->mean);
    return 0.5 * std::log(std::numbers::pi / 2) + log(scale) + 0.5 * mean_square / square(scale) -
           known->entropy;
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const HalfNormalRules*>(&other);
    if (!q) return std::nullopt;
    const Array ratio = scale / q->scale;
    return 0.5 * (square(ratio) - 1.) - log(ratio);
  }
};

}  // namespace

constinit const Family HalfNormal::family{
    .name = "HalfNormal",
    .parameters = {{{.name = "scale", .constraint = &kPositive}}},
    .support = &kNonnegative,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return HalfNormal({.scale = p[0].value});
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      return {{"scale", sqrt(aleator::mean(square(x), {.axes = {0}}))}};
    },
};

HalfNormal::HalfNormal(const HalfNormalParameters& parameters)
    : Distribution(make_ref<HalfNormalRules>(parameters)) {}

}  // namespace aleator::distributions
