// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/cauchy.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

constexpr double kLogPi = 1.14472988584940017414;

struct CauchyRules final : LocationScaleRules {
  CauchyRules(const Array& loc, const Array& scale)
      : LocationScaleRules(Cauchy::family, {{"loc", loc}, {"scale", scale}}) {}

  Array standard_sample(const Key& key, const Shape& shape) const override {
    return random::cauchy(key, shape, dtype());
  }
  Array standard_log_prob(const Array& z) const override { return -kLogPi - log1psquare(z); }
  // atan2 keeps the digits of the tail.
  Array standard_cdf(const Array& z) const override { return atan2(1., -z) / std::numbers::pi; }
  Array standard_quantile(const Array& p) const override {
    const Array size = 1. / tan(std::numbers::pi * minimum(p, 1. - p));
    return where(p < 0.5, -size, size);
  }
  Array standard_quantile_complement(const Array& q) const override {
    return -standard_quantile(q);
  }
  // Their integrals do not converge.
  Array standard_mean() const override { throw NotImplemented("Cauchy has no mean"); }
  Array standard_variance() const override { throw NotImplemented("Cauchy has no variance"); }
  Array standard_entropy() const override { return full(scale.shape(), kLogPi + std::log(4.)); }
  // F. Chyzak and F. Nielsen (2019), "A closed-form formula for the Kullback-Leibler divergence
  // between Cauchy distributions".
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const CauchyRules*>(&other);
    if (!q) return std::nullopt;
    return log((square(scale + q->scale) + square(loc - q->loc)) / (4. * scale * q->scale));
  }
};

}  // namespace

constinit const Family Cauchy::family{
    .name = "Cauchy",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Cauchy(p[0].value, p[1].value);
    },
};

Cauchy::Cauchy(const Array& loc, const Array& scale)
    : Distribution(make_ref<CauchyRules>(loc, scale)) {}

}  // namespace aleator::distributions
