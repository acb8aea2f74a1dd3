// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/gumbel.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <numbers>

namespace aleator::distributions {
namespace {

struct GumbelRules final : LocationScaleRules {
  GumbelRules(const Array& loc, const Array& scale)
      : LocationScaleRules(Gumbel::family, {{"loc", loc}, {"scale", scale}}) {}

  Array standard_sample(const Key& key, const Shape& shape) const override {
    return random::gumbel(key, shape, dtype());
  }
  Array standard_log_prob(const Array& z) const override { return -z - exp(-z); }
  Array standard_cdf(const Array& z) const override { return exp(-exp(-z)); }
  Array standard_log_cdf(const Array& z) const override { return -exp(-z); }
  Array standard_survival_function(const Array& z) const override { return -expm1(-exp(-z)); }
  // Where exp(-z) is too large or too small to be told from its limit, the slope is one too.
  Array standard_log_survival_function(const Array& z) const override {
    const Array is_far = z > 40.;
    return where(is_far, -z, log1mexp(exp(-where(is_far, 0., z))));
  }
  Array standard_quantile(const Array& p) const override { return -log(-log(p)); }
  Array standard_quantile_complement(const Array& q) const override { return -log(-log1p(-q)); }
  Array standard_mean() const override { return full(scale.shape(), std::numbers::egamma); }
  Array standard_variance() const override {
    return full(scale.shape(), std::numbers::pi * std::numbers::pi / 6);
  }
  Array standard_entropy() const override { return full(scale.shape(), 1 + std::numbers::egamma); }
  /// By the mean of exp(-x / scale).
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    if (&other.family() != &Normal::family) return std::nullopt;
    const Array shift = (other.parameter("loc") - loc) / scale;
    const Array deviation = other.parameter("scale") / scale;
    return log(scale) + shift + exp(0.5 * square(deviation) - shift) - other.entropy();
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const GumbelRules*>(&other);
    if (!q) return std::nullopt;
    const Array ratio = scale / q->scale, shift = (q->loc - loc) / q->scale;
    return -log(ratio) + std::numbers::egamma * (ratio - 1.) - shift - 1. +
           exp(shift + lgamma(1. + ratio));
  }
};

}  // namespace

constinit const Family Gumbel::family{
    .name = "Gumbel",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Gumbel(p[0].value, p[1].value);
    },
};

Gumbel::Gumbel(const Array& loc, const Array& scale)
    : Distribution(make_ref<GumbelRules>(loc, scale)) {}

}  // namespace aleator::distributions
