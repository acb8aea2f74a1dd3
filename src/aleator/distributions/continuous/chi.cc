// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/chi.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/exp_gamma.h"
#include "aleator/distributions/continuous/gamma.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"

#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

/// The variance V(z) = 2 z - 2 (Gamma(z + 1/2) / Gamma(z))^2 of df = 2 z without its cancellation:
/// by the recurrence (z + 1/2)^2 V(z) = z^2 V(z + 1) + z / 2, whose terms are positive, from the
/// asymptotic series in 1 / (z - 1/4), which the recurrence determines.
Array variance_of_half(const Array& z) {
  constexpr int kSteps = 12;
  constexpr double kSeries[] = {-1. / 16,
                                9. / 1024,
                                -153. / 32768,
                                21429. / 4194304,
                                -1268343. / 134217728,
                                227803437. / 8589934592,
                                -28918062729. / 274877906944};
  const Array is_small = z < static_cast<double>(kSteps);
  const Array near = where(is_small, z, 1.);
  const Array inverse = 1. / (where(is_small, near + static_cast<double>(kSteps), z) - 0.25);
  const Array square_of_inverse = square(inverse);
  Array series = kSeries[std::size(kSeries) - 1];
  for (std::size_t k = std::size(kSeries) - 1; k-- > 0;)
    series = kSeries[k] + square_of_inverse * series;
  const Array large = 0.5 + inverse * series;
  Array small = large;
  for (int i = kSteps - 1; i >= 0; --i) {
    const Array at = near + static_cast<double>(i);
    small = at * (at * small + 0.5) / square(at + 0.5);
  }
  return where(is_small, small, large);
}

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
  Array variance() const override {
    return astype(variance_of_half(0.5 * astype(df, float64)), dtype());
  }
  Array mode() const override { return sqrt(maximum(df - 1., 0.)); }
  Array entropy() const override {
    return lgamma(0.5 * df) + 0.5 * (df - std::numbers::ln2 - (df - 1.) * digamma(0.5 * df));
  }
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{0.5 * (std::numbers::ln2 + digamma(0.5 * df)), 0.25 * polygamma(1, 0.5 * df)};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    const Array raised = 0.5 * (df + power), is_finite = raised > 0.;
    const Array log_mean =
        0.5 * std::numbers::ln2 * power + lgamma(where(is_finite, raised, 1.)) - lgamma(0.5 * df);
    return where(is_finite, exp(log_mean), std::numeric_limits<double>::infinity());
  }
  /// Of all positive numbers whose entropy, mean logarithm and mean square are known.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const auto known = positive_moments(other);
    const auto mean_square = other.mean_of_power(2.);
    if (!known || !mean_square) return std::nullopt;
    return lgamma(0.5 * df) + (0.5 * df - 1.) * std::numbers::ln2 - (df - 1.) * known->of_log.mean +
           0.5 * *mean_square - known->entropy;
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
