// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/power_spherical.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/unit_vector.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/distributions/multivariate/sphere.h"
#include "aleator/distributions/multivariate/spherical_uniform.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

struct PowerSphericalRules final : DistributionRules {
  explicit PowerSphericalRules(const PowerSphericalParameters& p)
      : DistributionRules(PowerSpherical::family, {{"mean_direction", p.mean_direction},
                                                   {"concentration", p.concentration}}),
        mu(parameter("mean_direction")),
        kappa(parameter("concentration")),
        n(check_direction("PowerSpherical", mu)),
        b(0.5 * static_cast<double>(n - 1)),
        a(b + kappa) {}
  const Array mu, kappa;
  const std::int64_t n;
  /// (1 + the cosine with the mean direction) / 2 is a beta variable with these concentrations.
  const double b;
  const Array a;

  Shape event_shape() const override { return {n}; }
  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(is_on_sphere(x), is_finite(x));
  }
  Array inside() const override { return mu; }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::UnitVector();
  }
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_beta, key_rest] = split<2>(key);
    // 1 minus the beta variable, which keeps the digits near the mean direction.
    const Array half = above_zero(random::beta(key_beta, full({}, astype(b, dtype())), a, shape));
    const double below_one = 1 - (dtype() == float32 ? 0x1p-24 : 0x1p-53);
    return around_direction(key_rest, mu, 2. * minimum(half, below_one));
  }
  Array log_normalizer() const {
    return (a + b) * std::numbers::ln2 + b * std::log(std::numbers::pi) +
           log_gamma_difference(b, a);
  }
  // 1 + the cosine is 2 less half the square of the distance. At the opposite point it is 0.
  Array log_prob(const Array& x) const override {
    const Array share = 1. - 0.25 * sum(square(x - mu), {.axes = {-1}});
    return xlogy(kappa, maximum(share, 0.)) + kappa * std::numbers::ln2 - log_normalizer();
  }
  /// The mean of the cosine.
  Array resultant() const { return kappa / (a + b); }
  Array mean() const override { return expand_dims(resultant(), -1) * mu; }
  Array mode() const override { return mu; }
  Array variance_of_cosine() const { return 4. * a * b / (square(a + b) * (a + b + 1.)); }
  /// The mean of the square of a coordinate that is orthogonal to the mean direction.
  Array across() const {
    return (1. - variance_of_cosine() - square(resultant())) / static_cast<double>(n - 1);
  }
  Array covariance() const override {
    const Array v = expand_dims(expand_dims(across(), -1), -1),
                w = expand_dims(expand_dims(variance_of_cosine(), -1), -1);
    return v * eye(n, n, 0, dtype()) + (w - v) * expand_dims(mu, -1) * expand_dims(mu, -2);
  }
  Array variance() const override {
    const Array v = expand_dims(across(), -1), w = expand_dims(variance_of_cosine(), -1);
    return v + (w - v) * square(mu);
  }
  /// The mean of the log density over directions around the same axis, for which (1 + cosine) / 2
  /// is a beta variable with the first concentration `other_a`.
  Array mean_log_prob(const Array& other_a) const {
    return kappa * (std::numbers::ln2 + digamma_difference(other_a, b)) - log_normalizer();
  }
  Array entropy() const override { return -mean_log_prob(a); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    if (&other.family() == &SphericalUniform::family) return log_area_of_sphere(n) - entropy();
    const auto* q = dynamic_cast<const PowerSphericalRules*>(&other);
    if (!q || !is_known_equal(mu, q->mu)) return std::nullopt;
    return -entropy() - q->mean_log_prob(a);
  }
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    if (&other.family() != &SphericalUniform::family) return std::nullopt;
    return -log_area_of_sphere(n) - mean_log_prob(astype(b, dtype()));
  }
};

}  // namespace

constinit const Family PowerSpherical::family{
    .name = "PowerSpherical",
    .parameters = {{{.name = "mean_direction", .event_rank = 1, .is_trainable = false},
                    {.name = "concentration", .constraint = &kNonnegative}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return PowerSpherical({.mean_direction = p[0].value, .concentration = p[1].value});
    },
};

PowerSpherical::PowerSpherical(const PowerSphericalParameters& parameters)
    : Distribution(make_ref<PowerSphericalRules>(parameters)) {}

}  // namespace aleator::distributions
