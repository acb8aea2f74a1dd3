// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/normal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kHalfLog2Pi = 0.918938533204672742;

struct NormalRules final : DistributionRules {
  NormalRules(const Array& loc, const Array& scale)
      : DistributionRules(Normal::family, {{"loc", loc}, {"scale", scale}}),
        loc(parameter("loc")),
        scale(parameter("scale")) {}
  const Array loc, scale;

  Array standardized(const Array& x) const { return (x - loc) / scale; }

  Array sample(const Key& key, const Shape& shape) const override {
    return loc + scale * random::normal(key, shape, dtype());
  }

  Array log_prob(const Array& x) const override {
    return -0.5 * square(standardized(x)) - log(scale) - kHalfLog2Pi;
  }
  Array cdf(const Array& x) const override { return ndtr(standardized(x)); }
  Array log_cdf(const Array& x) const override { return log_ndtr(standardized(x)); }
  Array survival_function(const Array& x) const override { return ndtr(-standardized(x)); }
  Array log_survival_function(const Array& x) const override { return log_ndtr(-standardized(x)); }
  Array quantile(const Array& p) const override { return loc + scale * ndtri(p); }
  Array quantile_complement(const Array& q) const override { return loc - scale * ndtri(q); }

  Array mean() const override { return loc; }
  Array variance() const override { return square(scale); }
  Array stddev() const override { return scale; }
  Array mode() const override { return loc; }
  Array entropy() const override { return 0.5 + kHalfLog2Pi + log(scale); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const NormalRules*>(&other);
    if (!q) return std::nullopt;
    const Array ratio = scale / q->scale;
    return 0.5 * (square((loc - q->loc) / q->scale) + square(ratio) - 1.) - log(ratio);
  }
  /// Of all numbers with a known entropy, by their mean and variance.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const std::optional<KnownMoments> known = known_moments(other);
    if (!known) return std::nullopt;
    // A mean that does not exist comes with squares of infinite mean.
    const Array has_none = logical_and(is_nan(known->mean), logical_not(is_nan(known->entropy)));
    const Array distance = where(
        has_none, std::numeric_limits<double>::infinity(),
        where(has_none, 1., known->variance) + square(where(has_none, loc, known->mean) - loc));
    return 0.5 * distance / square(scale) + kHalfLog2Pi + log(scale) - known->entropy;
  }
};

}  // namespace

constinit const Family Normal::family{
    .name = "Normal",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Normal(p[0].value, p[1].value);
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      return {{"loc", aleator::mean(x, {.axes = {0}})},
              {"scale", aleator::stddev(x, {.axes = {0}})}};
    },
};

Normal::Normal(const Array& loc, const Array& scale)
    : Distribution(make_ref<NormalRules>(loc, scale)) {}

}  // namespace aleator::distributions
