// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/gamma.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/likeliest_gamma.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

struct GammaRules final : DistributionRules {
  explicit GammaRules(const GammaParameters& p)
      : DistributionRules(
            Gamma::family,
            {{"concentration", p.concentration}, {"rate", p.rate}, {"log_rate", p.log_rate}}),
        concentration(parameter("concentration")) {}
  const Array concentration;

  Array rate() const {
    return has_parameter("rate") ? parameter("rate") : exp(parameter("log_rate"));
  }
  Array log_rate() const {
    return has_parameter("rate") ? log(parameter("rate")) : parameter("log_rate");
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return above_zero(random::gamma(key, concentration, shape) / rate());
  }

  Array log_prob(const Array& x) const override {
    const Array y = rate() * x;
    return (concentration - 1.) * log(y) - y - lgamma(concentration) + log_rate();
  }
  // Below the support the tails are constant.
  Array cdf(const Array& x) const override {
    return igamma(concentration, rate() * maximum(x, 0.));
  }
  Array log_cdf(const Array& x) const override {
    const Array is_below = x <= 0;
    return where(is_below, -std::numeric_limits<double>::infinity(),
                 log_igamma(concentration, rate() * where(is_below, 1., x)));
  }
  Array survival_function(const Array& x) const override {
    return igammac(concentration, rate() * maximum(x, 0.));
  }
  Array log_survival_function(const Array& x) const override {
    const Array is_below = x <= 0;
    return where(is_below, 0., log_igammac(concentration, rate() * where(is_below, 1., x)));
  }
  Array quantile(const Array& p) const override { return igammainv(concentration, p) / rate(); }
  Array quantile_complement(const Array& q) const override {
    return igammacinv(concentration, q) / rate();
  }

  Array mean() const override { return concentration / rate(); }
  Array variance() const override { return concentration / square(rate()); }
  Array mode() const override { return maximum(concentration - 1., 0.) / rate(); }
  Array entropy() const override {
    return concentration - log_rate() + lgamma(concentration) +
           (1. - concentration) * digamma(concentration);
  }
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{digamma(concentration) - log_rate(), polygamma(1, concentration)};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    const Array raised = concentration + power, is_finite = raised > 0.;
    const Array log_mean =
        lgamma(where(is_finite, raised, 1.)) - lgamma(concentration) - power * log_rate();
    return where(is_finite, exp(log_mean), std::numeric_limits<double>::infinity());
  }
  /// Of all positive numbers whose entropy and mean logarithm are known.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const auto known = positive_moments(other);
    const auto mean = other.mean_of_power(1.);
    if (!known || !mean) return std::nullopt;
    return lgamma(concentration) - concentration * log_rate() -
           (concentration - 1.) * known->of_log.mean + rate() * *mean - known->entropy;
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const GammaRules*>(&other);
    if (!q) return std::nullopt;
    const Array& a = concentration;
    return (a - q->concentration) * digamma(a) - lgamma(a) + lgamma(q->concentration) +
           q->concentration * (log_rate() - q->log_rate()) + a * (q->rate() / rate() - 1.);
  }
};

}  // namespace

constinit const Family Gamma::family{
    .name = "Gamma",
    .parameters = {{{.name = "concentration", .constraint = &kPositive},
                    {.name = "rate", .constraint = &kPositive, .alternative = 1},
                    {.name = "log_rate", .alternative = 1}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "rate" ? Gamma({.concentration = p[0].value, .rate = p[1].value})
                                 : Gamma({.concentration = p[0].value, .log_rate = p[1].value});
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      const auto [concentration, mean] = likeliest_gamma(x);
      return {{"concentration", concentration}, {"rate", concentration / mean}};
    },
};

Gamma::Gamma(const GammaParameters& parameters) : Distribution(make_ref<GammaRules>(parameters)) {}

}  // namespace aleator::distributions
