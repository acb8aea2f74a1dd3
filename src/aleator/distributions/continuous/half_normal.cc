// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/half_normal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
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
