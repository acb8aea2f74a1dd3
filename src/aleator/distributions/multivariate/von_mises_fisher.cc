// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/von_mises_fisher.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/unit_vector.h"
#include "aleator/distributions/multivariate/power_spherical.h"
#include "aleator/distributions/multivariate/sphere.h"
#include "aleator/distributions/multivariate/spherical_uniform.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

struct Attempt {
  Array number, complement, is_accepted;
};

/// From Beta(m / 2, m / 2) by two uniform numbers: the angle and, for m > 1, the radius of a point
/// in the disc, one coordinate of which it is, from 0 to 1.
Array symmetric_beta(double m, const Array& angle, const Array& radius) {
  const Array rest = m > 1 ? power(radius, 2. / (m - 1)) : 0. * radius;  // 1 - r^2
  const Array r = sqrt(1. - rest);
  return 0.5 * rest / (1. + r) + r * square(cos(std::numbers::pi * angle));
}

/// 1 - the cosine with the mean direction in m + 1 dimensions, by rejection from a transformed beta
/// variable.
Array one_complement(const random::Stream& stream, double m, const Array& k) {
  const Array b = m / (2. * k + sqrt(4. * square(k) + m * m));
  // The best point x0 by 1 - x0: with w = 1 - complement, the ratio of the densities is
  // exp(k (w - x0)) ((1 - x0 w) / (1 - x0^2))^m.
  const Array near = 2. * b / (1. + b), x0 = (1. - b) / (1. + b);
  const auto attempt = [&](const Attempt& s) {
    const Array z = symmetric_beta(m, stream.uniform(s.number), stream.uniform(s.number + 1));
    // 1 - w for w = (1 - (1 + b) z) / (1 - (1 - b) z), without cancellation.
    const Array complement = 2. * b * z / (1. - (1. - b) * z);
    const Array log_ratio =
        k * (near - complement) + m * log((near + x0 * complement) * (1. + b) / (2. * near));
    return Attempt{s.number + 3, complement, log_ratio >= log(stream.uniform(s.number + 2))};
  };
  return while_loop([](const Attempt& s) { return logical_not(s.is_accepted); }, attempt,
                    Attempt{strong_scalar(std::int32_t{0}), zeros_like(k), astype(false, boolean)})
      .complement;
}

struct VonMisesFisherRules final : DistributionRules {
  explicit VonMisesFisherRules(const VonMisesFisherParameters& p)
      : DistributionRules(VonMisesFisher::family, {{"mean_direction", p.mean_direction},
                                                   {"concentration", p.concentration}}),
        mu(parameter("mean_direction")),
        kappa(parameter("concentration")),
        n(check_direction("VonMisesFisher", mu)),
        order(0.5 * static_cast<double>(n) - 1) {}
  const Array mu, kappa;
  const std::int64_t n;
  const double order;

  Shape event_shape() const override { return {n}; }
  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(is_on_sphere(x), is_finite(x));
  }
  Array inside() const override { return mu; }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::UnitVector();
  }

  Array sample_complement(const Key& key, const Shape& shape) const {
    const double m = static_cast<double>(n - 1);
    const auto one = [m](const random::Stream& stream, const Array& k) {
      return one_complement(stream, m, k);
    };
    return astype(random::each_element(key, shape, one, kappa), dtype());
  }
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_complement, key_rest] = split<2>(key);
    return around_direction(key_rest, mu, sample_complement(key_complement, shape));
  }
  /// The log density at the mean direction; at concentration 0 that of the uniform distribution.
  Array log_peak() const {
    const Array is_zero = kappa == 0., k = where(is_zero, 1., kappa);
    return where(
        is_zero, -log_area_of_sphere(n),
        order * log(k) - (order + 1) * std::log(2 * std::numbers::pi) - log_bessel_ive(order, k));
  }
  // By the distance to the mean direction, which keeps the digits of narrow distributions.
  Array log_prob(const Array& x) const override {
    return log_peak() - 0.5 * kappa * sum(square(x - mu), {.axes = {-1}});
  }
  /// The mean of the cosine.
  Array resultant() const { return bessel_iv_ratio(order + 1, kappa); }
  Array mean() const override { return expand_dims(resultant(), -1) * mu; }
  Array mode() const override { return mu; }
  /// The mean of the square of a coordinate that is orthogonal to the mean direction.
  Array across() const {
    const Array is_zero = kappa == 0.;
    return where(is_zero, 1. / static_cast<double>(n), resultant() / where(is_zero, 1., kappa));
  }
  /// The variance of the cosine, less `across`.
  Array along_less_across() const {
    return 1. - static_cast<double>(n) * across() - square(resultant());
  }
  Array covariance() const override {
    const Array a = expand_dims(expand_dims(across(), -1), -1),
                b = expand_dims(expand_dims(along_less_across(), -1), -1);
    return a * eye(n, n, 0, dtype()) + b * expand_dims(mu, -1) * expand_dims(mu, -2);
  }
  Array variance() const override {
    return expand_dims(across(), -1) + expand_dims(along_less_across(), -1) * square(mu);
  }
  Array entropy() const override { return kappa * (1. - resultant()) - log_peak(); }
  /// By the entropy and the mean direction of the other.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const Family* family = &other.family();
    if (family != &SphericalUniform::family && family != &PowerSpherical::family)
      return std::nullopt;
    const Array cosine = sum(mu * other.mean(), {.axes = {-1}});
    return kappa * (1. - cosine) - other.entropy() - log_peak();
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    if (&other.family() == &SphericalUniform::family) return log_area_of_sphere(n) - entropy();
    const auto* q = dynamic_cast<const VonMisesFisherRules*>(&other);
    if (!q) return std::nullopt;
    const Array cosine = sum(mu * q->mu, {.axes = {-1}});
    return -entropy() - q->log_peak() + q->kappa * (1. - resultant() * cosine);
  }
};

}  // namespace

constinit const Family VonMisesFisher::family{
    .name = "VonMisesFisher",
    .parameters = {{{.name = "mean_direction", .event_rank = 1, .is_trainable = false},
                    {.name = "concentration", .constraint = &kNonnegative}}},
    .event_rank = 1,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return VonMisesFisher({.mean_direction = p[0].value, .concentration = p[1].value});
    },
};

VonMisesFisher::VonMisesFisher(const VonMisesFisherParameters& parameters)
    : Distribution(make_ref<VonMisesFisherRules>(parameters)) {}

}  // namespace aleator::distributions
