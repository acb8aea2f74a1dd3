// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/inverse_gaussian.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/distributions/search.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

/// exp(y) E1(y); for large y by its asymptotic series, the terms of which fall to 1e-24.
Array scaled_e1(const Array& y) {
  constexpr int kNumTerms = 40;
  constexpr double kLarge = 64;
  const Array is_large = y > kLarge, far = where(is_large, y, kLarge);
  Array series = 1.;
  for (int k = kNumTerms; k > 0; --k) series = 1. - k / far * series;
  const Array near = where(is_large, 1., y);
  return where(is_large, series / far, exp(near) * exponential_integral_e1(near));
}

struct InverseGaussianRules final : DistributionRules {
  InverseGaussianRules(const Array& loc_value, const Array& concentration)
      : DistributionRules(InverseGaussian::family,
                          {{"loc", loc_value}, {"concentration", concentration}}),
        loc(parameter("loc")),
        lambda(parameter("concentration")) {}
  const Array loc, lambda;

  // J. Michael, W. Schucany and R. Haas (1976), "Generating random variates using transformations
  // with multiple roots".
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_z, key_u] = split<2>(key);
    const Array r = loc * square(random::normal(key_z, shape, dtype())) / (2. * lambda);
    // The smaller root, without cancellation.
    const Array small = loc / (1. + r + sqrt(r * (2. + r)));
    const Array is_small = random::uniform(key_u, shape, dtype()) * (loc + small) <= loc;
    return with_implicit_gradients(*this, where(is_small, small, square(loc) / small));
  }
  Array log_prob(const Array& x) const override {
    return 0.5 * (log(lambda) - std::log(2 * std::numbers::pi)) - 1.5 * log(x) -
           0.5 * lambda * square((x - loc) / loc) / x;
  }
  static Array inner(const Array& x) { return where(logical_and(x > 0, is_finite(x)), x, 1.); }
  /// The two terms of the cdf: ndtr(z1), and exp(2 lambda / loc) ndtr(z2) in logarithms.
  Array z1(const Array& x) const { return sqrt(lambda / x) * (x - loc) / loc; }
  Array log_second(const Array& x) const {
    return 2. * lambda / loc + log_ndtr(-sqrt(lambda / x) * (x + loc) / loc);
  }
  Array log_cdf(const Array& x) const override {
    const Array y = inner(x);
    const Array inside = minimum(log_add_exp(log_ndtr(z1(y)), log_second(y)), 0.);
    return where(x <= 0, -std::numeric_limits<double>::infinity(), where(is_inf(x), 0., inside));
  }
  Array log_survival_function(const Array& x) const override {
    const Array y = inner(x);
    const Array inside = minimum(log_sub_exp(log_ndtr(-z1(y)), log_second(y)), 0.);
    return where(x <= 0, 0., where(is_inf(x), -std::numeric_limits<double>::infinity(), inside));
  }
  Array cdf(const Array& x) const override { return exp(log_cdf(x)); }
  Array survival_function(const Array& x) const override { return exp(log_survival_function(x)); }

  Array mean() const override { return loc; }
  Array variance() const override { return square(loc) * loc / lambda; }
  Array mode() const override {
    const Array r = 1.5 * loc / lambda;
    return loc / (r + sqrt(1. + square(r)));
  }
  /// By E log(x / loc) = -exp(y) E1(y), y = 2 concentration / loc.
  Array mean_log() const { return log(loc) - scaled_e1(2. * lambda / loc); }
  Array entropy() const override {
    return 0.5 * (std::log(2 * std::numbers::pi) + 1. - log(lambda)) + 1.5 * mean_log();
  }
  std::optional<LogMoments> moments_of_log() const override { return LogMoments{mean_log()}; }
  /// loc^power K_{power - 1/2}(y) / K_{1/2}(y) of y = concentration / loc.
  std::optional<Array> mean_of_power(const Array& power) const override {
    const Array y = lambda / loc;
    const Array log_of_half = 0.5 * log(0.5 * std::numbers::pi / y);
    return exp(power * log(loc) + log_bessel_kve(abs(power - 0.5), y) - log_of_half);
  }
  /// Of all positive numbers whose entropy, mean logarithm, mean and mean reciprocal are known.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const auto known = positive_moments(other);
    const auto mean = other.mean_of_power(1.), reciprocal = other.mean_of_power(-1.);
    if (!known || !mean || !reciprocal) return std::nullopt;
    return 0.5 * (std::log(2 * std::numbers::pi) - log(lambda)) + 1.5 * known->of_log.mean +
           0.5 * lambda * ((*mean / loc - 2.) / loc + *reciprocal) - known->entropy;
  }
  /// The mean of 1 / x is 1 / loc + 1 / concentration.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const InverseGaussianRules*>(&other);
    if (!q) return std::nullopt;
    const Array ratio = q->lambda / lambda;
    return 0.5 * (ratio - 1. - log(ratio) + q->lambda * square((loc - q->loc) / q->loc) / loc);
  }
};

}  // namespace

constinit const Family InverseGaussian::family{
    .name = "InverseGaussian",
    .parameters = {{{.name = "loc", .constraint = &kPositive},
                    {.name = "concentration", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return InverseGaussian(p[0].value, p[1].value);
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      const Array loc = aleator::mean(x, {.axes = {0}});
      // The mean of 1/x - 1/loc, without what cancels.
      return {{"loc", loc},
              {"concentration", 1. / aleator::mean(square(x / loc - 1.) / x, {.axes = {0}})}};
    },
};

InverseGaussian::InverseGaussian(const Array& loc, const Array& concentration)
    : Distribution(make_ref<InverseGaussianRules>(loc, concentration)) {}

}  // namespace aleator::distributions
