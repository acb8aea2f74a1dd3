// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/moyal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

struct MoyalRules final : LocationScaleRules {
  MoyalRules(const Array& loc, const Array& scale)
      : LocationScaleRules(Moyal::family, {{"loc", loc}, {"scale", scale}}) {}

  // exp(-z) is the square of a standard normal number.
  Array standard_sample(const Key& key, const Shape& shape) const override {
    return -2. * log(abs(random::normal(key, shape, dtype())));
  }
  Array standard_log_prob(const Array& z) const override {
    return -0.5 * (z + exp(-z) + std::log(2 * std::numbers::pi));
  }
  static Array argument(const Array& z) { return exp(-0.5 * z) * std::numbers::sqrt2 / 2.; }
  Array standard_cdf(const Array& z) const override { return erfc(argument(z)); }
  Array standard_log_cdf(const Array& z) const override { return logerfc(argument(z)); }
  Array standard_survival_function(const Array& z) const override { return erf(argument(z)); }
  Array standard_log_survival_function(const Array& z) const override {
    // erf(x) is 2 x / sqrt(pi) where x is small.
    const Array is_far = z > 80., x = argument(where(is_far, 0., z)), is_large = x > 0.5;
    const Array near = where(is_large, log1p(-erfc(x)), log(erf(where(is_large, 0.5, x))));
    return where(is_far, 0.5 * (std::log(2 / std::numbers::pi) - z), near);
  }
  Array standard_quantile(const Array& p) const override {
    return -2. * log(erfcinv(p) * std::numbers::sqrt2);
  }
  Array standard_mean() const override {
    return full(scale.shape(), std::numbers::egamma + std::numbers::ln2);
  }
  Array standard_variance() const override {
    return full(scale.shape(), std::numbers::pi * std::numbers::pi / 2);
  }
  Array standard_entropy() const override {
    return full(scale.shape(), 0.5 * (1 + std::numbers::egamma + std::numbers::ln2 +
                                      std::log(2 * std::numbers::pi)));
  }
  /// exp(-z) is chi-squared with one degree of freedom, whose moments of any order are known.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const MoyalRules*>(&other);
    if (!q) return std::nullopt;
    const Array ratio = scale / q->scale, shift = (loc - q->loc) / q->scale;
    const double mean = std::numbers::egamma + std::numbers::ln2;
    const Array log_moment = ratio * std::numbers::ln2 + lgamma(0.5 + ratio) - std::lgamma(0.5);
    return 0.5 * (shift + ratio * mean + exp(log_moment - shift) - mean - 1.) - log(ratio);
  }
};

}  // namespace

constinit const Family Moyal::family{
    .name = "Moyal",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Moyal(p[0].value, p[1].value);
    },
};

Moyal::Moyal(const Array& loc, const Array& scale)
    : Distribution(make_ref<MoyalRules>(loc, scale)) {}

}  // namespace aleator::distributions
