// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/chi.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/exp_gamma.h"
#include "aleator/distributions/continuous/gamma.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/math/special.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

/// The square root of twice a gamma variable.
struct ChiRules final : MonotoneRules {
  explicit ChiRules(const ChiParameters& p)
      : MonotoneRules(Chi::family, {{"df", p.df}}),
        df(parameter("df")),
        gamma(Gamma({.concentration = 0.5 * df, .rate = 1.})) {}
  const Array df;
  const Distribution gamma;

  const Distribution& base() const override { return gamma; }
  Array from_base(const Array& z) const override { return sqrt(2. * z); }
  Array to_base(const Array& x) const override { return 0.5 * square(maximum(x, 0.)); }
  Array log_derivative(const Array& x) const override { return log(x); }
  Array log_prob(const Array& x) const override {
    return (df - 1.) * log(x) - 0.5 * square(x) - (0.5 * df - 1.) * std::numbers::ln2 -
           lgamma(0.5 * df);
  }

  // By logarithms, since the square of a small quantile is smaller than any number.
  Array quantile(const Array& p) const override {
    const Distribution log_gamma = ExpGamma({.concentration = 0.5 * df, .rate = 1.});
    return std::numbers::sqrt2 * exp(0.5 * log_gamma.rules().quantile(p));
  }

  Array quantile_complement(const Array& q) const override {
    return DistributionRules::quantile_complement(q);
  }

  Array mean() const override { return std::numbers::sqrt2 * exp(log_gamma_difference_of_half()); }
  /// lgamma(df / 2 + 1 / 2) - lgamma(df / 2).
  Array log_gamma_difference_of_half() const {
    return 0.5 * std::log(std::numbers::pi) - lbeta(0.5, 0.5 * df);
  }
  // In float64, for what cancels.
  Array variance() const override {
    const Array wide = astype(df, float64);
    const Array log_mean = 0.5 * std::log(2 * std::numbers::pi) - lbeta(0.5, 0.5 * wide);
    return astype(wide - exp(2. * log_mean), dtype());
  }
  Array mode() const override { return sqrt(maximum(df - 1., 0.)); }
  Array entropy() const override {
    return lgamma(0.5 * df) + 0.5 * (df - std::numbers::ln2 - (df - 1.) * digamma(0.5 * df));
  }
};

}  // namespace

constinit const Family Chi::family{
    .name = "Chi",
    .parameters = {{{.name = "df", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Chi({.df = p[0].value});
    },
};

Chi::Chi(const ChiParameters& parameters) : Distribution(make_ref<ChiRules>(parameters)) {}

}  // namespace aleator::distributions
