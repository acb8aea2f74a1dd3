// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/generalized_normal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <numbers>

namespace aleator::distributions {
namespace {

struct GeneralizedNormalRules final : LocationScaleRules {
  GeneralizedNormalRules(const Array& loc, const Array& scale, const Array& power)
      : LocationScaleRules(GeneralizedNormal::family,
                           {{"loc", loc}, {"scale", scale}, {"power", power}}),
        power_value(parameter("power")) {}
  const Array power_value;

  Array exponent(const Array& z) const {
    // A power of 0 has no slope in its exponent.
    const Array is_zero = z == 0;
    return where(is_zero, 0., power(abs(where(is_zero, 1., z)), power_value));
  }
  Array standard_sample(const Key& key, const Shape& shape) const override {
    const auto [key_size, key_sign] = split<2>(key);
    const Array size = exp(random::log_gamma(key_size, 1. / power_value, shape) / power_value);
    return size * random::rademacher(key_sign, shape, dtype());
  }
  Array log_normalizer() const { return std::numbers::ln2 + lgamma(1. + 1. / power_value); }
  Array standard_log_prob(const Array& z) const override { return -exponent(z) - log_normalizer(); }
  Array standard_cdf(const Array& z) const override {
    const Array tail = 0.5 * igammac(1. / power_value, exponent(z));
    return where(z < 0, tail, 1. - tail);
  }
  Array standard_log_cdf(const Array& z) const override {
    const Array log_tail = log_igammac(1. / power_value, exponent(z)) - std::numbers::ln2;
    return where(z < 0, log_tail, log1p(-exp(log_tail)));
  }
  Array standard_quantile(const Array& p) const override {
    const Array q = 2. * minimum(p, 1. - p);
    const Array size = power(igammacinv(1. / power_value, q), 1. / power_value);
    return where(p < 0.5, -size, size);
  }
  Array standard_quantile_complement(const Array& q) const override {
    return -standard_quantile(q);
  }
  Array standard_variance() const override {
    return exp(lgamma(3. / power_value) - lgamma(1. / power_value));
  }
  Array standard_entropy() const override { return 1. / power_value + log_normalizer(); }
  /// Around one location.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const GeneralizedNormalRules*>(&other);
    if (!q || !is_known_equal(loc, q->loc)) return std::nullopt;
    const Array& own = power_value;
    const Array log_ratio = log(scale) - log(q->scale);
    const Array log_mean_power = lgamma((q->power_value + 1.) / own) - lgamma(1. / own);
    return q->log_normalizer() - log_normalizer() - log_ratio - 1. / own +
           exp(q->power_value * log_ratio + log_mean_power);
  }
};

}  // namespace

constinit const Family GeneralizedNormal::family{
    .name = "GeneralizedNormal",
    .parameters = {{{.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "power", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return GeneralizedNormal(p[0].value, p[1].value, p[2].value);
    },
};

GeneralizedNormal::GeneralizedNormal(const Array& loc, const Array& scale, const Array& power)
    : Distribution(make_ref<GeneralizedNormalRules>(loc, scale, power)) {}

}  // namespace aleator::distributions
