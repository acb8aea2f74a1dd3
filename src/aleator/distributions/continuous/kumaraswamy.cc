// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/kumaraswamy.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct KumaraswamyRules final : DistributionRules {
  KumaraswamyRules(const Array& concentration1, const Array& concentration0)
      : DistributionRules(Kumaraswamy::family,
                          {{"concentration1", concentration1}, {"concentration0", concentration0}}),
        a(parameter("concentration1")),
        b(parameter("concentration0")) {}
  const Array a, b;

  /// log(1 - x^a) for x in (0, 1).
  Array log_rest(const Array& x) const { return log1mexp(a * log(x)); }
  /// x, or a number inside where x is outside.
  static Array inner(const Array& x) { return where(logical_and(x > 0, x < 1), x, 0.5); }

  Array sample(const Key& key, const Shape& shape) const override {
    // The largest number below 1 stands for what rounds to 1.
    const double below_one = 1 - (dtype() == float32 ? 0x1p-24 : 0x1p-53);
    const Array draws = from_log_survival(-random::exponential(key, shape, dtype()));
    return minimum(above_zero(draws), below_one);
  }
  /// The x whose survival function is exp(log_s).
  Array from_log_survival(const Array& log_s) const { return exp(log1mexp(log_s / b) / a); }
  Array log_prob(const Array& x) const override {
    return log(a) + log(b) + (a - 1.) * log(x) + (b - 1.) * log_rest(x);
  }
  Array log_survival_function(const Array& x) const override {
    const Array inside = b * log_rest(inner(x));
    return where(x <= 0, 0., where(x >= 1, -std::numeric_limits<double>::infinity(), inside));
  }
  Array survival_function(const Array& x) const override { return exp(log_survival_function(x)); }
  Array log_cdf(const Array& x) const override {
    const Array inside = log1mexp(b * log_rest(inner(x)));
    return where(x <= 0, -std::numeric_limits<double>::infinity(), where(x >= 1, 0., inside));
  }
  Array cdf(const Array& x) const override {
    const Array inside = -expm1(b * log_rest(inner(x)));
    return where(x <= 0, 0., where(x >= 1, 1., inside));
  }
  Array quantile(const Array& p) const override { return from_log_survival(log1p(-p)); }
  Array quantile_complement(const Array& q) const override { return from_log_survival(log(q)); }

  /// E[x^n] = b B(1 + n / a, b).
  Array log_moment(double n) const { return log(b) + lbeta(1. + n / a, b); }
  Array mean() const override { return exp(log_moment(1)); }
  Array variance() const override {
    const Array wide_a = astype(a, float64), wide_b = astype(b, float64);  // for what cancels
    const auto moment = [&](double n) { return wide_b * exp(lbeta(1. + n / wide_a, wide_b)); };
    return astype(moment(2) - square(moment(1)), dtype());
  }
  /// The end with the larger density where there is no inner mode.
  Array mode() const override {
    const Array is_inner = logical_and(a > 1., b > 1.);
    const Array c = where(is_inner, a, 2.), d = where(is_inner, b, 2.);
    const Array inner_mode = exp(log((c - 1.) / (c * d - 1.)) / c);
    return where(is_inner, inner_mode, where(a < 1., 0., where(b < 1., 1., where(a > 1., 1., 0.))));
  }
  Array entropy() const override {
    return 1. - 1. / b + (1. - 1. / a) * (digamma(b + 1.) + std::numbers::egamma) - log(a) - log(b);
  }
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{-(digamma(b + 1.) + std::numbers::egamma) / a,
                      (square(std::numbers::pi) / 6. - polygamma(1, b + 1.)) / square(a)};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    const Array raised = 1. + power / a, is_finite = raised > 0.;
    return where(is_finite, b * exp(lbeta(where(is_finite, raised, 1.), b)),
                 std::numeric_limits<double>::infinity());
  }
};

}  // namespace

constinit const Family Kumaraswamy::family{
    .name = "Kumaraswamy",
    .parameters = {{{.name = "concentration1", .constraint = &kPositive},
                    {.name = "concentration0", .constraint = &kPositive}}},
    .support = &kOpenUnitInterval,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Kumaraswamy(p[0].value, p[1].value);
    },
};

Kumaraswamy::Kumaraswamy(const Array& concentration1, const Array& concentration0)
    : Distribution(make_ref<KumaraswamyRules>(concentration1, concentration0)) {}

}  // namespace aleator::distributions
