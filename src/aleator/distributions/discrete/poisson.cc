// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/poisson.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

struct PoissonRules final : DistributionRules {
  explicit PoissonRules(const PoissonParameters& p)
      : DistributionRules(Poisson::family, {{"rate", p.rate}, {"log_rate", p.log_rate}}) {}

  Array rate() const {
    return has_parameter("rate") ? parameter("rate") : exp(parameter("log_rate"));
  }

  /// k * log_rate, where 0 times infinity is 0.
  static Array product(const Array& k, const Array& log_rate) {
    const Array is_zero = logical_and(k == 0, is_inf(log_rate));
    return where(is_zero, 0., k * where(is_zero, 0., log_rate));
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return random::poisson(key, rate(), shape);
  }

  Array log_prob(const Array& k) const override {
    const Array log_power =
        has_parameter("rate") ? xlogy(k, parameter("rate")) : product(k, parameter("log_rate"));
    return log_power - rate() - lgamma(1. + k);
  }

  Array mean() const override { return rate(); }
  Array variance() const override { return rate(); }
  Array mode() const override { return floor(rate()); }
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
};

Poisson::Poisson(const PoissonParameters& parameters)
    : Distribution(make_ref<PoissonRules>(parameters)) {}

}  // namespace aleator::distributions
