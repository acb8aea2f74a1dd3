// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/exp_gamma.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

struct ExpGammaRules final : DistributionRules {
  explicit ExpGammaRules(const ExpGammaParameters& p)
      : DistributionRules(
            ExpGamma::family,
            {{"concentration", p.concentration}, {"rate", p.rate}, {"log_rate", p.log_rate}}),
        concentration(parameter("concentration")) {}
  const Array concentration;

  Array log_rate() const {
    return has_parameter("rate") ? log(parameter("rate")) : parameter("log_rate");
  }
  /// Logarithm of a standard gamma variable.
  Array standardized(const Array& x) const { return x + log_rate(); }

  Array sample(const Key& key, const Shape& shape) const override {
    return random::log_gamma(key, concentration, shape) - log_rate();
  }

  Array log_prob(const Array& x) const override {
    const Array z = standardized(x);
    return concentration * z - exp(z) - lgamma(concentration);
  }
  // Where exp(z) is too small to be told from its limit, P(a, x) is x^a / Gamma(a + 1).
  Array log_cdf(const Array& x) const override {
    const Array z = standardized(x), is_far = z < -40.;
    return where(is_far, concentration * z - lgamma(concentration + 1.),
                 log_igamma(concentration, exp(where(is_far, 0., z))));
  }
  Array cdf(const Array& x) const override { return exp(log_cdf(x)); }
  Array survival_function(const Array& x) const override {
    const Array z = standardized(x), is_far = z < -40.;
    return where(is_far, -expm1(where(is_far, log_cdf(x), 0.)),
                 igammac(concentration, exp(where(is_far, 0., z))));
  }
  Array log_survival_function(const Array& x) const override {
    const Array z = standardized(x), is_far = z < -40.;
    return where(is_far, log1mexp(where(is_far, log_cdf(x), -1.)),
                 log_igammac(concentration, exp(where(is_far, 0., z))));
  }
  Array quantile(const Array& p) const override {
    const Array x = igammainv(concentration, p), is_far = x < 1e-30;
    const Array log_x = where(is_far, (log(p) + lgamma(concentration + 1.)) / concentration,
                              log(where(is_far, 1., x)));
    return log_x - log_rate();
  }

  Array mean() const override { return digamma(concentration) - log_rate(); }
  Array variance() const override { return polygamma(1, concentration); }
  Array mode() const override { return log(concentration) - log_rate(); }
  Array entropy() const override {
    return lgamma(concentration) + concentration * (1. - digamma(concentration));
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const ExpGammaRules*>(&other);
    if (!q) return std::nullopt;
    const Array& a = concentration;
    const Array shift = log_rate() - q->log_rate();
    return (a - q->concentration) * digamma(a) - lgamma(a) + lgamma(q->concentration) +
           q->concentration * shift + a * expm1(-shift);
  }
};

}  // namespace

constinit const Family ExpGamma::family{
    .name = "ExpGamma",
    .parameters = {{{.name = "concentration", .constraint = &kPositive},
                    {.name = "rate", .constraint = &kPositive, .alternative = 1},
                    {.name = "log_rate", .alternative = 1}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "rate" ? ExpGamma({.concentration = p[0].value, .rate = p[1].value})
                                 : ExpGamma({.concentration = p[0].value, .log_rate = p[1].value});
    },
};

ExpGamma::ExpGamma(const ExpGammaParameters& parameters)
    : Distribution(make_ref<ExpGammaRules>(parameters)) {}

}  // namespace aleator::distributions
