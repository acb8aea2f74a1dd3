// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/horseshoe.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// exp(u) E1(u) for u >= 8: the even part of its continued fraction, from the 16th level on.
Array scaled_integral(const Array& u) {
  constexpr int kLevels = 16;
  Array tail = u + (2. * kLevels + 1.);
  for (int k = kLevels; k >= 1; --k) tail = u + (2. * k - 1.) - static_cast<double>(k * k) / tail;
  return 1. / tail;
}

/// log(exp(z**2 / 2) E1(z**2 / 2)) for z >= 0.
Array log_scaled_integral(const Array& z) {
  const Array is_zero = z == 0., is_tiny = z<1e-9, is_far = z >= 4., is_huge = z> 1e8;
  const Array log_tiny = log(where(logical_and(is_tiny, logical_not(is_zero)), z, 1e-9));
  const Array near = where(logical_or(is_tiny, is_far), 1., z), u = 0.5 * square(near);
  const Array far = where(logical_and(is_far, logical_not(is_huge)), z, 4.);
  const Array huge = where(is_huge, z, 1.);
  return where(is_zero, kInfinity,
               where(is_tiny, log(std::numbers::ln2 - std::numbers::egamma - 2. * log_tiny),
                     where(is_huge, std::numbers::ln2 - 2. * log(huge),
                           where(is_far, log(scaled_integral(0.5 * square(far))),
                                 u + log(exponential_integral_e1(u))))));
}

/// P(X > x) of scale 1 for x >= 0. Given the normal number z the half-Cauchy scale exceeds x / |z|
/// with probability 2 / pi atan(|z| / x); the mean over z = exp(s) by the trapezoidal rule in s,
/// which converges geometrically: the integrand is analytic up to |Im s| = pi / 4 and more.
Array upper_tail(const Array& x) {
  constexpr double kStep = 0.125, kStart = -38, kEnd = 2.5;
  const Array s = astype(arange(kStart, kEnd, kStep), x.dtype());
  const Array z = exp(s), scale_of_mass = std::sqrt(2 / std::numbers::pi) / std::numbers::pi;
  const Array weight = kStep * scale_of_mass * z * exp(-0.5 * square(z));
  const Dims ones(static_cast<std::size_t>(x.rank()), 1);
  const auto along = [&](const Array& values) {
    return reshape(values, Shape{values.size()} + Shape(ones));
  };
  return sum(along(weight) * atan2(along(z), x), {.axes = {0}});
}

struct HorseshoeRules final : DistributionRules {
  explicit HorseshoeRules(const Array& scale)
      : DistributionRules(Horseshoe::family, {{"scale", scale}}), scale(parameter("scale")) {}
  const Array scale;

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_scale, key_normal] = split<2>(key);
    const Array lambda = abs(random::cauchy(key_scale, shape, dtype()));
    return scale * lambda * random::normal(key_normal, shape, dtype());
  }
  Array log_prob(const Array& x) const override {
    const double log_constant = 0.5 * std::log(2 * std::pow(std::numbers::pi, 3));
    return log_scaled_integral(abs(x) / scale) - log(scale) - log_constant;
  }
  Array cdf(const Array& x) const override { return survival_function(-x); }
  Array log_cdf(const Array& x) const override { return log_survival_function(-x); }
  Array survival_function(const Array& x) const override {
    const Array tail = upper_tail(abs(x) / scale);
    return where(x < 0., 1. - tail, tail);
  }
  Array log_survival_function(const Array& x) const override {
    const Array tail = upper_tail(abs(x) / scale);
    return where(x < 0., log1p(-tail), log(tail));
  }
  // Their integrals do not converge.
  Array mean() const override { throw NotImplemented("Horseshoe has no mean"); }
  Array variance() const override { throw NotImplemented("Horseshoe has no variance"); }
  // The constant by mpmath.
  Array entropy() const override { return 2.109871836061647724735 + log(scale); }
  Array mode() const override { return zeros_like(scale); }
};

}  // namespace

constinit const Family Horseshoe::family{
    .name = "Horseshoe",
    .parameters = {{{.name = "scale", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution { return Horseshoe(p[0].value); },
};

Horseshoe::Horseshoe(const Array& scale) : Distribution(make_ref<HorseshoeRules>(scale)) {}

}  // namespace aleator::distributions
