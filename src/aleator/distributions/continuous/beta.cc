// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/beta.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

struct BetaRules final : DistributionRules {
  BetaRules(const Array& concentration1, const Array& concentration0)
      : DistributionRules(Beta::family,
                          {{"concentration1", concentration1}, {"concentration0", concentration0}}),
        a(parameter("concentration1")),
        b(parameter("concentration0")) {}
  const Array a, b;

  Array sample(const Key& key, const Shape& shape) const override {
    // The largest number below 1 stands for what rounds to 1.
    const double below_one = 1 - (dtype() == float32 ? 0x1p-24 : 0x1p-53);
    return minimum(above_zero(random::beta(key, a, b, shape)), below_one);
  }

  Array log_prob(const Array& x) const override {
    return (a - 1.) * log(x) + (b - 1.) * log1p(-x) - lbeta(a, b);
  }
  Array cdf(const Array& x) const override { return betainc(a, b, clip(x, 0., 1.)); }
  Array survival_function(const Array& x) const override { return betaincc(a, b, clip(x, 0., 1.)); }
  // Slopes of logarithms are not taken where these are -inf.
  Array log_cdf(const Array& x) const override {
    const Array is_below = x <= 0;
    return where(is_below, -std::numeric_limits<double>::infinity(),
                 log_betainc(a, b, where(is_below, 0.5, minimum(x, 1.))));
  }
  Array log_survival_function(const Array& x) const override {
    const Array is_above = x >= 1;
    return where(is_above, -std::numeric_limits<double>::infinity(),
                 log_betaincc(a, b, where(is_above, 0.5, maximum(x, 0.))));
  }
  Array quantile(const Array& p) const override { return betaincinv(a, b, p); }
  Array quantile_complement(const Array& q) const override { return betainccinv(a, b, q); }

  Array mean() const override { return a / (a + b); }
  Array variance() const override { return a * b / (square(a + b) * (a + b + 1.)); }
  /// The end with the larger density where there is no inner mode.
  Array mode() const override {
    const Array is_inner = logical_and(a > 1., b > 1.);
    const Array inner = (a - 1.) / (where(is_inner, a + b, 3.) - 2.);
    return where(is_inner, inner, where(a == b, 0.5, where(a < b, 0., 1.)));
  }
  // In float64, for what cancels.
  Array entropy() const override {
    const Array p = astype(a, float64), q = astype(b, float64);
    return astype(
        lbeta(p, q) - (p - 1.) * digamma(p) - (q - 1.) * digamma(q) + (p + q - 2.) * digamma(p + q),
        dtype());
  }
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{digamma(a) - digamma(a + b), polygamma(1, a) - polygamma(1, a + b)};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    const Array raised = a + power, is_finite = raised > 0.;
    return where(is_finite, exp(lbeta(where(is_finite, raised, 1.), b) - lbeta(a, b)),
                 std::numeric_limits<double>::infinity());
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const BetaRules*>(&other);
    if (!q) return std::nullopt;
    return lbeta(q->a, q->b) - lbeta(a, b) + (a - q->a) * digamma(a) + (b - q->b) * digamma(b) +
           (q->a - a + q->b - b) * digamma(a + b);
  }
};

}  // namespace

constinit const Family Beta::family{
    .name = "Beta",
    .parameters = {{{.name = "concentration1", .constraint = &kPositive},
                    {.name = "concentration0", .constraint = &kPositive}}},
    .support = &kOpenUnitInterval,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Beta(p[0].value, p[1].value);
    },
};

Beta::Beta(const Array& concentration1, const Array& concentration0)
    : Distribution(make_ref<BetaRules>(concentration1, concentration0)) {}

}  // namespace aleator::distributions
