// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/inverse_gamma.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/likeliest_gamma.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

struct InverseGammaRules final : DistributionRules {
  InverseGammaRules(const Array& concentration, const Array& scale)
      : DistributionRules(InverseGamma::family,
                          {{"concentration", concentration}, {"scale", scale}}),
        a(parameter("concentration")),
        b(parameter("scale")) {}
  const Array a, b;

  Array sample(const Key& key, const Shape& shape) const override {
    return b * exp(-random::log_gamma(key, a, shape));
  }

  Array log_prob(const Array& x) const override {
    const Array y = b / x;
    return (a + 1.) * log(y) - y - lgamma(a) - log(b);
  }
  /// scale / x, infinite at and below 0.
  Array reciprocal(const Array& x) const {
    const Array is_below = x <= 0;
    return where(is_below, std::numeric_limits<double>::infinity(), b / where(is_below, 1., x));
  }
  Array cdf(const Array& x) const override { return igammac(a, reciprocal(x)); }
  Array survival_function(const Array& x) const override { return igamma(a, reciprocal(x)); }
  Array log_cdf(const Array& x) const override {
    const Array is_below = x <= 0;
    return where(is_below, -std::numeric_limits<double>::infinity(),
                 log_igammac(a, b / where(is_below, 1., x)));
  }
  Array log_survival_function(const Array& x) const override {
    const Array is_below = x <= 0, is_far = x == std::numeric_limits<double>::infinity();
    const Array inner = log_igamma(a, b / where(logical_or(is_below, is_far), 1., x));
    return where(is_below, 0., where(is_far, -std::numeric_limits<double>::infinity(), inner));
  }
  Array quantile(const Array& p) const override { return b / igammacinv(a, p); }
  Array quantile_complement(const Array& q) const override { return b / igammainv(a, q); }

  Array mean() const override {
    const Array is_finite = a > 1.;
    return where(is_finite, b / (where(is_finite, a, 2.) - 1.),
                 std::numeric_limits<double>::infinity());
  }
  Array variance() const override {
    const Array is_finite = a > 2., c = where(is_finite, a, 3.);
    return where(is_finite, square(b / (c - 1.)) / (c - 2.),
                 std::numeric_limits<double>::infinity());
  }
  Array mode() const override { return b / (a + 1.); }
  Array entropy() const override { return a + log(b) + lgamma(a) - (1. + a) * digamma(a); }
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{log(b) - digamma(a), polygamma(1, a)};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    const Array lowered = a - power, is_finite = lowered > 0.;
    const Array log_mean = power * log(b) + lgamma(where(is_finite, lowered, 1.)) - lgamma(a);
    return where(is_finite, exp(log_mean), std::numeric_limits<double>::infinity());
  }
  /// Of all positive numbers whose entropy, mean logarithm and mean reciprocal are known.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const auto known = positive_moments(other);
    const auto reciprocal = other.mean_of_power(-1.);
    if (!known || !reciprocal) return std::nullopt;
    return lgamma(a) - a * log(b) + (a + 1.) * known->of_log.mean + b * *reciprocal -
           known->entropy;
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const InverseGammaRules*>(&other);
    if (!q) return std::nullopt;
    return (a - q->a) * digamma(a) - lgamma(a) + lgamma(q->a) + q->a * log(b / q->b) +
           a * (q->b / b - 1.);
  }
};

}  // namespace

constinit const Family InverseGamma::family{
    .name = "InverseGamma",
    .parameters = {{{.name = "concentration", .constraint = &kPositive},
                    {.name = "scale", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return InverseGamma(p[0].value, p[1].value);
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      const auto [concentration, mean] = likeliest_gamma(1. / x);
      return {{"concentration", concentration}, {"scale", concentration / mean}};
    },
};

InverseGamma::InverseGamma(const Array& concentration, const Array& scale)
    : Distribution(make_ref<InverseGammaRules>(concentration, scale)) {}

}  // namespace aleator::distributions
