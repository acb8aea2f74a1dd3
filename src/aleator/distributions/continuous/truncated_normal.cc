// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/truncated_normal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/continuous/truncated_location_scale.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct TruncatedNormalRules final : TruncatedLocationScaleRules {
  TruncatedNormalRules(const Array& loc, const Array& scale, const Array& low, const Array& high)
      : TruncatedLocationScaleRules(TruncatedNormal::family, loc, scale, low, high),
        is_mirrored(a > 0.),
        log_low(log_ndtr(where(is_mirrored, -b, a))),
        log_high(log_ndtr(where(is_mirrored, -a, b))),
        log_mass(log_sub_exp(log_high, log_low)) {}
  const Array is_mirrored;  ///< intervals above the mean are looked at from the other side
  const Array log_low, log_high, log_mass;

  Array sample(const Key& key, const Shape& shape) const override {
    const Array z = random::truncated_normal(key, a, b, shape);
    return clip(loc + scale * z, low, high);
  }
  Array log_prob(const Array& x) const override {
    return -0.5 * square(standardized(x)) - 0.5 * std::log(2 * std::numbers::pi) - log(scale) -
           log_mass;
  }

  /// log P(lower end <= z' <= z) of the unmirrored or mirrored variable.
  Array log_below(const Array& z) const {
    const Array from = where(is_mirrored, -b, a), is_inside = z > from;
    const Array log_at = log_ndtr(where(is_inside, z, from + 1.));
    return where(is_inside, log_sub_exp(log_at, log_low) - log_mass,
                 -std::numeric_limits<double>::infinity());
  }
  Array log_above(const Array& z) const {
    const Array to = where(is_mirrored, -a, b), is_inside = z < to;
    const Array at = where(is_inside, z, where(is_finite(to), to - 1., 0.));
    // Both ends by the tail that has digits there.
    const Array lower = log_sub_exp(log_high, log_ndtr(at)) - log_mass;
    const Array upper = log_sub_exp(log_ndtr(-at), log_ndtr(-to)) - log_mass;
    return where(is_inside, where(at > 0., upper, lower), -std::numeric_limits<double>::infinity());
  }
  /// The logarithm of a probability that is known, as that of its complement is: by the smaller.
  static Array from_tails(const Array& log_own, const Array& log_other) {
    const Array is_small = log_own < log_other;
    return where(is_small, log_own, log1p(-exp(where(is_small, -1., log_other))));
  }
  Array log_cdf(const Array& x) const override {
    const Array z = standardized(clip(x, low, high));
    return from_tails(where(is_mirrored, log_above(-z), log_below(z)),
                      where(is_mirrored, log_below(-z), log_above(z)));
  }
  Array log_survival_function(const Array& x) const override {
    const Array z = standardized(clip(x, low, high));
    return from_tails(where(is_mirrored, log_below(-z), log_above(z)),
                      where(is_mirrored, log_above(-z), log_below(z)));
  }
  Array cdf(const Array& x) const override { return exp(log_cdf(x)); }
  Array survival_function(const Array& x) const override { return exp(log_survival_function(x)); }
  Array quantile(const Array& p) const override {
    const Array q = where(is_mirrored, 1. - p, p);
    const Array share = exp(log_low - log_high);
    const Array z = ndtri_exp(log_high + log(q + (1. - q) * share));
    return clip(loc + scale * where(is_mirrored, -z, z), low, high);
  }

  /// phi(z) / mass, 0 at infinity.
  Array hazard(const Array& z) const {
    const Array inner = where(is_finite(z), z, 0.);
    return where(is_finite(z),
                 exp(-0.5 * square(inner) - log_mass) / std::sqrt(2 * std::numbers::pi), 0.);
  }
  Array weighted_hazard(const Array& z) const { return where(is_finite(z), z, 0.) * hazard(z); }
  Array standard_mean() const { return hazard(a) - hazard(b); }
  Array mean() const override { return loc + scale * standard_mean(); }
  Array variance() const override {
    return square(scale) * (1. + weighted_hazard(a) - weighted_hazard(b) - square(standard_mean()));
  }
  Array entropy() const override {
    return 0.5 * std::log(2 * std::numbers::pi * std::numbers::e) + log(scale) + log_mass +
           0.5 * (weighted_hazard(a) - weighted_hazard(b));
  }
  /// E -log of a normal density, in its second moment around that one's mean.
  Array cross_entropy_with_normal(const Array& other_loc, const Array& other_scale) const {
    return 0.5 * std::log(2 * std::numbers::pi) + log(other_scale) +
           0.5 * (variance() + square(mean() - other_loc)) / square(other_scale);
  }
  /// Infinite where the other one's interval does not hold this one's.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    if (&other.family() == &Normal::family)
      return cross_entropy_with_normal(other.parameter("loc"), other.parameter("scale")) -
             entropy();
    const auto* q = dynamic_cast<const TruncatedNormalRules*>(&other);
    if (!q) return std::nullopt;
    const Array is_within = logical_and(low >= q->low, high <= q->high);
    return where(is_within, cross_entropy_with_normal(q->loc, q->scale) + q->log_mass - entropy(),
                 std::numeric_limits<double>::infinity());
  }
};

}  // namespace

constinit const Family TruncatedNormal::family =
    truncated_location_scale_family<TruncatedNormal>("TruncatedNormal");

TruncatedNormal::TruncatedNormal(const Array& loc, const Array& scale, const Array& low,
                                 const Array& high)
    : Distribution(make_ref<TruncatedNormalRules>(loc, scale, low, high)) {}

}  // namespace aleator::distributions
