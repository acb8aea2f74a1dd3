// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/weibull.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct WeibullRules final : DistributionRules {
  WeibullRules(const Array& concentration, const Array& scale_value)
      : DistributionRules(Weibull::family,
                          {{"concentration", concentration}, {"scale", scale_value}}),
        k(parameter("concentration")),
        scale(parameter("scale")) {}
  const Array k, scale;

  /// (x / scale)^concentration, an exponential variable.
  Array exponent(const Array& x) const {
    const Array is_inner = x > 0;
    return where(is_inner, exp(k * log(where(is_inner, x, 1.) / scale)), 0.);
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return scale * exp(log(random::exponential(key, shape, dtype())) / k);
  }
  Array log_prob(const Array& x) const override {
    const Array log_ratio = log(x / scale);
    return log(k / scale) + (k - 1.) * log_ratio - exp(k * log_ratio);
  }
  Array cdf(const Array& x) const override { return -expm1(-exponent(x)); }
  Array log_cdf(const Array& x) const override {
    const Array is_below = x <= 0;
    return where(is_below, -std::numeric_limits<double>::infinity(),
                 log1mexp(exponent(where(is_below, 1., x))));
  }
  Array survival_function(const Array& x) const override { return exp(-exponent(x)); }
  Array log_survival_function(const Array& x) const override { return -exponent(x); }
  Array quantile(const Array& p) const override { return scale * exp(log(-log1p(-p)) / k); }
  Array quantile_complement(const Array& q) const override { return scale * exp(log(-log(q)) / k); }

  Array mean() const override { return scale * exp(lgamma(1. + 1. / k)); }
  Array variance() const override {
    const Array m = lgamma(1. + 1. / k);
    return square(scale) * exp(2. * m) * expm1(lgamma(1. + 2. / k) - 2. * m);
  }
  Array mode() const override {
    const Array is_inner = k > 1., c = where(is_inner, k, 2.);
    return where(is_inner, scale * exp((log(c - 1.) - log(c)) / c), 0.);
  }
  Array entropy() const override {
    return std::numbers::egamma * (1. - 1. / k) + log(scale / k) + 1.;
  }
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{log(scale) - std::numbers::egamma / k, square(std::numbers::pi / k) / 6.};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    const Array raised = 1. + power / k, is_finite = raised > 0.;
    const Array log_mean = power * log(scale) + lgamma(where(is_finite, raised, 1.));
    return where(is_finite, exp(log_mean), std::numeric_limits<double>::infinity());
  }
  /// Of all positive numbers whose entropy, mean logarithm and mean powers are known.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const auto known = positive_moments(other);
    const auto power = other.mean_of_power(k);
    if (!known || !power) return std::nullopt;
    return k * log(scale) - log(k) - (k - 1.) * known->of_log.mean + exp(-k * log(scale)) * *power -
           known->entropy;
  }
  // C. Bauckhage (2013), "Computing the Kullback-Leibler divergence between two Weibull
  // distributions".
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const WeibullRules*>(&other);
    if (!q) return std::nullopt;
    const Array log_ratio = log(scale / q->scale);
    return log(k / q->k) - q->k * log_ratio + (k - q->k) * (-std::numbers::egamma / k) +
           exp(q->k * log_ratio + lgamma(q->k / k + 1.)) - 1.;
  }
};

}  // namespace

constinit const Family Weibull::family{
    .name = "Weibull",
    .parameters = {{{.name = "concentration", .constraint = &kPositive},
                    {.name = "scale", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Weibull(p[0].value, p[1].value);
    },
};

Weibull::Weibull(const Array& concentration, const Array& scale)
    : Distribution(make_ref<WeibullRules>(concentration, scale)) {}

}  // namespace aleator::distributions
