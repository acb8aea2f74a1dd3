// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/continuous_bernoulli.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/known_moments.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

/// B_2k / (2k)!: 1 / m - 1 / (exp(m) - 1) is 1/2 - the sum of these times m^(2k - 1).
constexpr double kBernoulli[] = {
    0.08333333333333333,   -0.001388888888888889,  3.306878306878307e-05,  -8.267195767195768e-07,
    2.08767569878681e-08,  -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13,
    8.586062056277845e-15, -2.174868698558062e-16, 5.5090028283602295e-18, -1.3954464685812522e-19,
    3.534707039629467e-21, -8.953517427037546e-23, 2.267952452337683e-24,  -5.744790668872202e-26};
constexpr int kNumTerms = 16;
constexpr double kNearest = 2;  // where they reach the last bit of a double

/// log((1 - exp(-y)) / y) for y >= 0.
Array log_share(const Array& y) {
  const Array is_near = y < kNearest, near = where(is_near, y, 0.), far = where(is_near, 4., y);
  Array series = 0.;  // the integral of the series above
  for (int k = kNumTerms; k >= 1; --k) series = series * square(near) + kBernoulli[k - 1] / (2 * k);
  return where(is_near, series * square(near) - 0.5 * near, log1mexp(far) - log(far));
}

/// x is the distance from the end with the larger density, or 1 minus it; the distance is an
/// exponential variable of rate m = |logits| given that it is below 1.
struct ContinuousBernoulliRules final : DistributionRules {
  explicit ContinuousBernoulliRules(const ContinuousBernoulliParameters& p)
      : DistributionRules(ContinuousBernoulli::family, {{"probs", p.probs}, {"logits", p.logits}}),
        logits(has_parameter("probs") ? logit(parameter("probs")) : parameter("logits")),
        is_rising(logits > 0.),
        m(where(is_rising, logits, -logits)) {}
  const Array logits, is_rising, m;

  Array distance(const Array& x) const { return where(is_rising, 1. - x, x); }
  Array sample(const Key& key, const Shape& shape) const override {
    return quantile(random::uniform(key, shape, dtype()));
  }
  Array log_prob(const Array& x) const override { return -m * distance(x) - log_share(m); }

  /// log of the probabilities below and above the distance.
  Array log_below(const Array& d) const { return log(d) + log_share(m * d) - log_share(m); }
  /// Where the density rises x is what is left of 1 beyond the distance, with all its digits.
  Array log_above(const Array& x) const {
    const Array d = distance(x), rest = where(is_rising, x, 1. - x);
    return log(rest) - m * d + log_share(m * rest) - log_share(m);
  }
  /// The logarithm of a probability, as its complement's is: by the smaller.
  static Array from_tails(const Array& log_own, const Array& log_other) {
    const Array is_small = log_own < log_other;
    return where(is_small, log_own, log1p(-exp(where(is_small, -1., log_other))));
  }
  // Beyond the ends the tails are constant; no slopes are taken there.
  Array log_cdf(const Array& x) const override {
    const Array is_inner = logical_or(logical_and(x > 0., x < 1.), is_nan(x));
    const Array inner = where(is_inner, x, 0.5);
    const Array below = log_below(distance(inner)), above = log_above(inner);
    const Array log_tail =
        from_tails(where(is_rising, above, below), where(is_rising, below, above));
    return where(is_inner, log_tail, where(x <= 0., -std::numeric_limits<double>::infinity(), 0.));
  }
  Array log_survival_function(const Array& x) const override {
    const Array is_inner = logical_or(logical_and(x > 0., x < 1.), is_nan(x));
    const Array inner = where(is_inner, x, 0.5);
    const Array below = log_below(distance(inner)), above = log_above(inner);
    const Array log_tail =
        from_tails(where(is_rising, below, above), where(is_rising, above, below));
    return where(is_inner, log_tail, where(x <= 0., 0., -std::numeric_limits<double>::infinity()));
  }
  Array cdf(const Array& x) const override { return exp(log_cdf(x)); }
  Array survival_function(const Array& x) const override { return exp(log_survival_function(x)); }

  // log(1 + p (exp(logits) - 1)) / logits, near logits = 0 by its series.
  Array quantile(const Array& p) const override {
    const Array is_near = m<1e-5, is_far = logits> 30.;
    const Array near = where(is_near, logits, 0.);
    const Array l = where(is_near, 1., logits), inner = where(is_far, 1., l);
    const Array straight = p * (1. + 0.5 * near * (1. - p) * (1. + near * (1. - 2. * p) / 3.));
    const Array curved = log1p(p * expm1(inner)) / inner;
    const Array far = 1. + log(p + (1. - p) * exp(-l)) / l;
    return clip(where(is_near, straight, where(is_far, far, curved)), 0., 1.);
  }

  /// The mean and the variance of the distance.
  Array mean_distance() const {
    const Array is_near = m < kNearest, near = where(is_near, m, 0.), far = where(is_near, 4., m);
    Array series = 0.;
    for (int k = kNumTerms; k >= 1; --k) series = series * square(near) + kBernoulli[k - 1];
    return where(is_near, 0.5 - series * near, 1. / far - exp(-far) / -expm1(-far));
  }
  Array mean() const override {
    const Array d = mean_distance();
    return where(is_rising, 1. - d, d);
  }
  Array variance() const override {
    const Array is_near = m < kNearest, near = where(is_near, m, 0.), far = where(is_near, 4., m);
    Array series = 0.;
    for (int k = kNumTerms; k >= 1; --k)
      series = series * square(near) + kBernoulli[k - 1] * (2 * k - 1);
    return where(is_near, series, square(1. / far) - exp(-far) / square(expm1(-far)));
  }
  Array mode() const override { return where(is_rising, 1., 0.); }
  Array entropy() const override { return m * mean_distance() + log_share(m); }
  /// Of all numbers between 0 and 1 with a known entropy, by their mean.
  std::optional<Array> kl_divergence_from(const DistributionRules& other) const override {
    const Constraint& support = *other.family().support;
    if (support.low < 0 || support.high > 1) return std::nullopt;
    const auto known = known_moments(other);
    if (!known) return std::nullopt;
    return m * where(is_rising, 1. - known->mean, known->mean) + log_share(m) - known->entropy;
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const ContinuousBernoulliRules*>(&other);
    if (!q) return std::nullopt;
    const Array d = where(q->is_rising, 1. - mean(), mean());
    return q->m * d + log_share(q->m) - entropy();
  }
};

}  // namespace

constinit const Family ContinuousBernoulli::family{
    .name = "ContinuousBernoulli",
    .parameters = {{{.name = "probs", .constraint = &kOpenUnitInterval, .alternative = 1},
                    {.name = "logits", .alternative = 1}}},
    .support = &kUnitInterval,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[0].name == "probs" ? ContinuousBernoulli({.probs = p[0].value})
                                  : ContinuousBernoulli({.logits = p[0].value});
    },
};

ContinuousBernoulli::ContinuousBernoulli(const ContinuousBernoulliParameters& parameters)
    : Distribution(make_ref<ContinuousBernoulliRules>(parameters)) {}

}  // namespace aleator::distributions
