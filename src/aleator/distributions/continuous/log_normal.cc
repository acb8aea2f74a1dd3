// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/log_normal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

struct LogNormalRules final : MonotoneRules {
  LogNormalRules(const Array& loc_value, const Array& scale_value)
      : MonotoneRules(LogNormal::family, {{"loc", loc_value}, {"scale", scale_value}}),
        loc(parameter("loc")),
        scale(parameter("scale")),
        normal(Normal(loc, scale)) {}
  const Array loc, scale;
  const Distribution normal;

  const Distribution& base() const override { return normal; }
  Array from_base(const Array& z) const override { return exp(z); }
  Array to_base(const Array& x) const override { return log(maximum(x, 0.)); }
  Array log_derivative(const Array& x) const override { return -log(x); }

  Array mean() const override { return exp(loc + 0.5 * square(scale)); }
  Array variance() const override { return expm1(square(scale)) * exp(2. * loc + square(scale)); }
  Array stddev() const override {
    return sqrt(expm1(square(scale))) * exp(loc + 0.5 * square(scale));
  }
  Array mode() const override { return exp(loc - square(scale)); }
  Array entropy() const override { return normal.entropy() + loc; }
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{loc, square(scale)};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    return exp(power * loc + 0.5 * square(power * scale));
  }
  /// Of all positive numbers whose entropy and moments of the logarithm are known.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const auto known = positive_moments(other);
    if (!known || !known->of_log.variance) return std::nullopt;
    const Array& mean_log = known->of_log.mean;
    const Array distance = *known->of_log.variance + square(mean_log - loc);
    return 0.5 * std::log(2 * std::numbers::pi) + log(scale) + mean_log +
           0.5 * distance / square(scale) - known->entropy;
  }
};

}  // namespace

constinit const Family LogNormal::family{
    .name = "LogNormal",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return LogNormal(p[0].value, p[1].value);
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      const Array z = log(x);
      return {{"loc", aleator::mean(z, {.axes = {0}})},
              {"scale", aleator::stddev(z, {.axes = {0}})}};
    },
};

LogNormal::LogNormal(const Array& loc, const Array& scale)
    : Distribution(make_ref<LogNormalRules>(loc, scale)) {}

}  // namespace aleator::distributions
