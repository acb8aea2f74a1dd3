// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/half_cauchy.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/cauchy.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct HalfCauchyRules final : HalfLocationScaleRules {
  HalfCauchyRules(const Array& loc, const Array& scale)
      : HalfLocationScaleRules(HalfCauchy::family, {{"loc", loc}, {"scale", scale}}) {}

  Array standard_sample(const Key& key, const Shape& shape) const override {
    // tan(pi u / 2), by the nearer end, so that the draws next to loc have their digits too.
    const Array u = random::uniform(key, shape, dtype());
    const Array slope = tan((std::numbers::pi / 2) * minimum(u, 1. - u));
    return where(u < 0.5, slope, 1. / slope);
  }
  Array standard_log_prob(const Array& z) const override {
    return std::log(2 / std::numbers::pi) - log1psquare(z);
  }
  Array standard_cdf(const Array& z) const override {
    return atan(maximum(z, 0.)) * (2 / std::numbers::pi);
  }
  Array standard_survival_function(const Array& z) const override {
    return atan2(1., maximum(z, 0.)) * (2 / std::numbers::pi);
  }
  Array standard_log_survival_function(const Array& z) const override {
    return log(standard_survival_function(z));
  }
  Array standard_quantile(const Array& p) const override {
    const Array is_small = p < 0.5;
    return where(is_small, tan((std::numbers::pi / 2) * where(is_small, p, 0.)),
                 1. / tan((std::numbers::pi / 2) * (1. - where(is_small, 0.5, p))));
  }
  Array standard_quantile_complement(const Array& q) const override {
    const Array is_small = q < 0.5;
    return where(is_small, 1. / tan((std::numbers::pi / 2) * where(is_small, q, 0.5)),
                 tan((std::numbers::pi / 2) * (1. - where(is_small, 0.5, q))));
  }
  Array standard_mean() const override {
    return full(scale.shape(), std::numeric_limits<double>::infinity());
  }
  Array standard_variance() const override { return standard_mean(); }
  /// Of two around one location: that of the whole Cauchy distributions, by symmetry.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const HalfCauchyRules*>(&other);
    if (!q || !is_known_equal(loc, q->loc)) return std::nullopt;
    return Cauchy(loc, scale).rules().kl_divergence(Cauchy(loc, q->scale).rules());
  }
  Array standard_entropy() const override {
    return full(scale.shape(), std::log(2 * std::numbers::pi));
  }
};

}  // namespace

constinit const Family HalfCauchy::family{
    .name = "HalfCauchy",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kReal,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return HalfCauchy(p[0].value, p[1].value);
    },
};

HalfCauchy::HalfCauchy(const Array& loc, const Array& scale)
    : Distribution(make_ref<HalfCauchyRules>(loc, scale)) {}

}  // namespace aleator::distributions
