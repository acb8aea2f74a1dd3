// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/laplace.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

struct LaplaceRules final : LocationScaleRules {
  LaplaceRules(const Array& loc, const Array& scale)
      : LocationScaleRules(Laplace::family, {{"loc", loc}, {"scale", scale}}) {}

  Array standard_sample(const Key& key, const Shape& shape) const override {
    return random::laplace(key, shape, dtype());
  }
  Array standard_log_prob(const Array& z) const override { return -std::numbers::ln2 - abs(z); }
  Array standard_cdf(const Array& z) const override {
    const Array tail = 0.5 * exp(-abs(z));
    return where(z < 0, tail, 1. - tail);
  }
  Array standard_log_cdf(const Array& z) const override {
    return where(z < 0, z - std::numbers::ln2, log1p(-0.5 * exp(-maximum(z, 0.))));
  }
  Array standard_quantile(const Array& p) const override {
    const Array size = -log(2. * minimum(p, 1. - p));
    return where(p < 0.5, -size, size);
  }
  Array standard_quantile_complement(const Array& q) const override {
    return -standard_quantile(q);
  }
  Array standard_variance() const override { return full(scale.shape(), 2.); }
  Array standard_entropy() const override { return full(scale.shape(), 1 + std::numbers::ln2); }
  /// Of a normal variable, by its mean distance from loc.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    if (&other.family() != &Normal::family) return std::nullopt;
    const Array deviation = other.parameter("scale");
    const Array shift = other.parameter("loc") - loc, z = shift / deviation;
    const Array distance = deviation * std::sqrt(2 / std::numbers::pi) * exp(-0.5 * square(z)) +
                           shift * erf(z / std::numbers::sqrt2);
    return std::numbers::ln2 + log(scale) + distance / scale - other.entropy();
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const LaplaceRules*>(&other);
    if (!q) return std::nullopt;
    const Array distance = abs(loc - q->loc);
    return log(q->scale / scale) - 1. + (distance + scale * exp(-distance / scale)) / q->scale;
  }
};

}  // namespace

constinit const Family Laplace::family{
    .name = "Laplace",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Laplace(p[0].value, p[1].value);
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      const std::int64_t n = x.dim(0);
      const Array sorted = sort(x, {.axis = 0});
      const Array loc = 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]);
      return {{"loc", loc}, {"scale", aleator::mean(abs(x - loc), {.axes = {0}})}};
    },
};

Laplace::Laplace(const Array& loc, const Array& scale)
    : Distribution(make_ref<LaplaceRules>(loc, scale)) {}

}  // namespace aleator::distributions
