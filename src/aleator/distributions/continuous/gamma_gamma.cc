// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/gamma_gamma.h"

#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/continuous/sigmoid_beta.h"
#include "aleator/distributions/known_equal.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// log(x / mixing_rate) is the logit of a beta variable.
struct GammaGammaRules final : MonotoneRules {
  explicit GammaGammaRules(const GammaGammaParameters& p)
      : MonotoneRules(GammaGamma::family, {{"concentration", p.concentration},
                                           {"mixing_concentration", p.mixing_concentration},
                                           {"mixing_rate", p.mixing_rate}}),
        a(parameter("concentration")),
        b(parameter("mixing_concentration")),
        rate(parameter("mixing_rate")),
        logit_of_beta(SigmoidBeta({.concentration1 = a, .concentration0 = b})) {}
  const Array a, b, rate;
  const Distribution logit_of_beta;

  const Distribution& base() const override { return logit_of_beta; }
  Array from_base(const Array& z) const override { return rate * exp(z); }
  Array to_base(const Array& x) const override { return log(x / rate); }
  Array log_derivative(const Array& x) const override { return -log(x); }
  bool has_same_map(const MonotoneRules& other) const override {
    return is_known_equal(rate, other.parameter("mixing_rate"));
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return above_zero(MonotoneRules::sample(key, shape));
  }
  Array mean() const override {
    const Array has_mean = b > 1.;
    return where(has_mean, rate * a / (where(has_mean, b, 2.) - 1.), kInfinity);
  }
  Array variance() const override {
    const Array has_variance = b > 2., c = where(has_variance, b, 3.);
    return where(has_variance, square(rate / (c - 1.)) * a * (a + c - 1.) / (c - 2.), kInfinity);
  }
  Array entropy() const override {
    const Array log_odds = digamma(a) - digamma(b);  // the means of log y and of log(1 + y), where
    const Array log_sum = digamma(a + b) - digamma(b);  // y = x / mixing_rate
    return log(rate) + lbeta(a, b) - (a - 1.) * log_odds + (a + b) * log_sum;
  }
  Array mode() const override { return rate * maximum(a - 1., 0.) / (b + 1.); }
};

}  // namespace

constinit const Family GammaGamma::family{
    .name = "GammaGamma",
    .parameters = {{{.name = "concentration", .constraint = &kPositive},
                    {.name = "mixing_concentration", .constraint = &kPositive},
                    {.name = "mixing_rate", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return GammaGamma({.concentration = p[0].value,
                         .mixing_concentration = p[1].value,
                         .mixing_rate = p[2].value});
    },
};

GammaGamma::GammaGamma(const GammaGammaParameters& parameters)
    : Distribution(make_ref<GammaGammaRules>(parameters)) {}

}  // namespace aleator::distributions
