// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/exponential.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/continuous/gamma.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

struct ExponentialRules final : DistributionRules {
  explicit ExponentialRules(const Array& rate)
      : DistributionRules(Exponential::family, {{"rate", rate}}), rate(parameter("rate")) {}
  const Array rate;

  std::optional<Distribution> in_wider_family() const override {
    return Gamma({.concentration = ones_like(rate), .rate = rate});
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return random::exponential(key, shape, dtype()) / rate;
  }

  Array log_prob(const Array& x) const override { return log(rate) - rate * x; }
  // Below the support the tails are constant.
  Array cdf(const Array& x) const override { return -expm1(-rate * maximum(x, 0.)); }
  Array log_cdf(const Array& x) const override {
    const Array is_below = x <= 0;
    return where(is_below, -std::numeric_limits<double>::infinity(),
                 log1mexp(rate * where(is_below, 1., x)));
  }
  Array survival_function(const Array& x) const override { return exp(-rate * maximum(x, 0.)); }
  Array log_survival_function(const Array& x) const override { return -rate * maximum(x, 0.); }
  Array quantile(const Array& p) const override { return -log1p(-p) / rate; }
  Array quantile_complement(const Array& q) const override { return -log(q) / rate; }

  Array mean() const override { return 1. / rate; }
  Array variance() const override { return 1. / square(rate); }
  Array stddev() const override { return 1. / rate; }
  Array mode() const override { return zeros_like(rate); }
  Array entropy() const override { return 1. - log(rate); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const ExponentialRules*>(&other);
    if (!q) return std::nullopt;
    const Array ratio = q->rate / rate;
    return ratio - 1. - log(ratio);
  }
  /// Of all positive numbers with a known entropy, by their mean.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    if (other.family().support->low < 0) return std::nullopt;
    const std::optional<KnownMoments> known = known_moments(other);
    if (!known) return std::nullopt;
    return rate * known->mean - log(rate) - known->entropy;
  }
};

}  // namespace

constinit const Family Exponential::family{
    .name = "Exponential",
    .parameters = {{{.name = "rate", .constraint = &kPositive}}},
    .support = &kNonnegative,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Exponential({.rate = p[0].value});
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      return {{"rate", 1. / aleator::mean(x, {.axes = {0}})}};
    },
};

Exponential::Exponential(const ExponentialParameters& parameters)
    : Distribution(make_ref<ExponentialRules>(parameters.rate)) {}

}  // namespace aleator::distributions
