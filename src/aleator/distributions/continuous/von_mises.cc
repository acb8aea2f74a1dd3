// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/von_mises.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

struct VonMisesRules final : DistributionRules {
  VonMisesRules(const Array& loc_value, const Array& concentration)
      : DistributionRules(VonMises::family, {{"loc", loc_value}, {"concentration", concentration}}),
        loc(parameter("loc")),
        kappa(parameter("concentration")) {}
  const Array loc, kappa;

  Array inside() const override { return loc; }
  Array sample(const Key& key, const Shape& shape) const override {
    return loc + random::von_mises(key, kappa, shape);
  }
  // cos(x) - 1 without cancellation, and I_0 without its growth.
  Array log_prob(const Array& x) const override {
    return -2. * kappa * square(sin(0.5 * (x - loc))) - std::log(2 * std::numbers::pi) -
           log(bessel_i0e(kappa));
  }
  Array angle(const Array& x) const { return clip(x - loc, -std::numbers::pi, std::numbers::pi); }
  Array cdf(const Array& x) const override { return von_mises_cdf(angle(x), kappa); }
  Array survival_function(const Array& x) const override { return von_mises_cdf(-angle(x), kappa); }

  Array mean() const override { return loc; }
  Array mode() const override { return loc; }
  /// Circular.
  Array variance() const override { return 1. - bessel_iv_ratio(1., kappa); }
  Array stddev() const override { return sqrt(variance()); }
  Array entropy() const override {
    return std::log(2 * std::numbers::pi) + log(bessel_i0e(kappa)) +
           kappa * (1. - bessel_iv_ratio(1., kappa));
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const VonMisesRules*>(&other);
    if (!q) return std::nullopt;
    const Array ratio = bessel_iv_ratio(1., kappa);
    return log(bessel_i0e(q->kappa)) - log(bessel_i0e(kappa)) + q->kappa - kappa +
           ratio * (kappa - q->kappa * cos(loc - q->loc));
  }
};

}  // namespace

constinit const Family VonMises::family{
    .name = "VonMises",
    .parameters = {{{.name = "loc"}, {.name = "concentration", .constraint = &kNonnegative}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return VonMises(p[0].value, p[1].value);
    },
};

VonMises::VonMises(const Array& loc, const Array& concentration)
    : Distribution(make_ref<VonMisesRules>(loc, concentration)) {}

}  // namespace aleator::distributions
