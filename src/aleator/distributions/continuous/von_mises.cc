// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/von_mises.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/quadrature.h"
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
  Array log_cdf(const Array& x) const override { return log_lower_tail(angle(x)); }
  Array log_survival_function(const Array& x) const override { return log_lower_tail(-angle(x)); }
  Array survival_function(const Array& x) const override { return von_mises_cdf(-angle(x), kappa); }

  /// Also where the probability is too small to be held: then, with v = 1 - cos(t), it is an
  /// integral of exp(-kappa v) / sqrt(v (2 - v)) from that of the angle to 2, by kappa (v - low) =
  /// reach (1 - r^2), which takes away the root at the end, and Gauss's rule in r.
  Array log_lower_tail(const Array& x) const {
    const Array probability = von_mises_cdf(x, kappa);
    const Array is_small = logical_and(probability<1e-30, x> - std::numbers::pi);
    const Array at = where(is_small, x, -1.), k = where(is_small, kappa, 100.);
    const Array low = 2. * square(sin(0.5 * at)), reach = 2. * k * square(cos(0.5 * at));
    // From r = 1 down to where kappa (v - low) is 42, beyond which nothing is left.
    const Array part = 42. / maximum(reach, 42.), width = part / (1. + sqrt(1. - part));
    const auto rule = math::gauss_legendre(32);
    const Array nodes = astype(rule.nodes, width.dtype()),
                weights = astype(rule.weights, width.dtype());
    const Shape along = nodes.shape() + Shape(Dims(static_cast<std::size_t>(width.rank()), 1));
    const Array apart = width * (0.5 - 0.5 * reshape(nodes, along));  // 1 - r
    const Array z = reach * apart * (2. - apart);
    const Array integral =
        width * sum(reshape(weights, along) * exp(-z) / sqrt(low + z / k), {.axes = {0}});
    const Array log_integral = log(integral) + 0.5 * log(reach / k);
    const Array by_integral =
        log_integral - k * low - std::log(2 * std::numbers::pi) - log(bessel_i0e(k));
    return where(is_small, by_integral, log(where(is_small, 1., probability)));
  }

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
