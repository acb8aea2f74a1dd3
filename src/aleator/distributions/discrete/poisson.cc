// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/poisson.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/discrete/count_sums.h"
#include "aleator/distributions/discrete/log_expected_ratio.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct PoissonRules final : DistributionRules {
  explicit PoissonRules(const PoissonParameters& p)
      : DistributionRules(Poisson::family, {{"rate", p.rate}, {"log_rate", p.log_rate}}) {}

  Array rate() const {
    return has_parameter("rate") ? parameter("rate") : exp(parameter("log_rate"));
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return random::poisson(key, rate(), shape);
  }

  // k log(rate) - rate - log(k!) loses its digits to cancellation where counts are large; here
  // terms cancel to the order of k - rate, as in Loader (2000), "Fast and accurate computation of
  // binomial probabilities".
  Array log_prob(const Array& k) const override {
    const Array is_zero = k == 0, count = where(is_zero, 1., k), mean = rate();
    const Array expected = where(is_zero, 1., mean), distance = expected - count;
    const Array log_ratio = has_parameter("rate")
                                ? log_expected_ratio(expected, -log(count), count, distance)
                                : log_expected_ratio_by_log(parameter("log_rate"), count, distance);
    const Array log_density = (count * log_ratio - distance) - stirling_error(count) -
                              0.5 * (std::log(2 * std::numbers::pi) + log(count));
    return where(is_zero, -mean, log_density);
  }

  /// A tail inside, its limits outside.
  template <class Tail>
  static Array tail(const Array& k, double below, double above, Tail inside) {
    const Array value = inside(stop_gradient(floor(clip(k, 0., 1e300)) + 1.));
    return where(is_nan(k), k, where(k < 0, below, where(is_inf(k), above, value)));
  }
  Array cdf(const Array& k) const override {
    return tail(k, 0, 1, [&](const Array& a) { return igammac(a, rate()); });
  }
  Array survival_function(const Array& k) const override {
    return tail(k, 1, 0, [&](const Array& a) { return igamma(a, rate()); });
  }
  Array log_cdf(const Array& k) const override {
    return tail(k, -std::numeric_limits<double>::infinity(), 0,
                [&](const Array& a) { return log_igammac(a, rate()); });
  }
  Array log_survival_function(const Array& k) const override {
    return tail(k, 0, -std::numeric_limits<double>::infinity(),
                [&](const Array& a) { return log_igamma(a, rate()); });
  }

  Array mean() const override { return rate(); }
  Array variance() const override { return rate(); }
  Array mode() const override { return floor(rate()); }
  Array entropy() const override {
    const Array mean = rate();
    return sum_over_counts({mean, sqrt(mean), std::numeric_limits<double>::infinity()},
                           [&](const Array& k) {
                             const Array log_density = log_prob(k);
                             const Array has_mass = log_density > -700.;
                             return where(has_mass, -exp(log_density) * log_density, 0.);
                           });
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const PoissonRules*>(&other);
    if (!q) return std::nullopt;
    const Array is_zero = rate() == 0;  // then the ratio may be 0 / 0
    return xlogy(rate(), where(is_zero, 1., rate() / q->rate())) - rate() + q->rate();
  }
};

}  // namespace

constinit const Family Poisson::family{
    .name = "Poisson",
    .parameters = {{{.name = "rate", .constraint = &kNonnegative, .alternative = 1},
                    {.name = "log_rate", .alternative = 1}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[0].name == "rate" ? Poisson({.rate = p[0].value})
                                 : Poisson({.log_rate = p[0].value});
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      return {{"rate", aleator::mean(x, {.axes = {0}})}};
    },
};

Poisson::Poisson(const PoissonParameters& parameters)
    : Distribution(make_ref<PoissonRules>(parameters)) {}

}  // namespace aleator::distributions
