// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/two_piece_normal.h"

#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

struct TwoPieceNormalRules final : LocationScaleRules {
  TwoPieceNormalRules(const Array& loc, const Array& scale, const Array& skewness)
      : LocationScaleRules(TwoPieceNormal::family,
                           {{"loc", loc}, {"scale", scale}, {"skewness", skewness}}),
        k(parameter("skewness")),
        lower(1. / (1. + square(k))),
        upper(1. / (1. + square(1. / k))) {}
  const Array k;
  const Array lower, upper;  ///< the probabilities of the halves

  /// The number below 0 that is as many standard deviations of its side away as z.
  Array below(const Array& z) const { return where(z < 0., z * k, -z / k); }

  Array standard_sample(const Key& key, const Shape& shape) const override {
    return standard_quantile(random::uniform(key, shape, dtype()));
  }
  Array standard_log_prob(const Array& z) const override {
    return 0.5 * std::log(2 / std::numbers::pi) - log(k + 1. / k) - 0.5 * square(below(z));
  }
  /// The probability beyond z on its side, and its logarithm.
  Array tail(const Array& z) const { return 2. * where(z < 0., lower, upper) * ndtr(below(z)); }
  Array log_tail(const Array& z) const {
    return std::numbers::ln2 + log(where(z < 0., lower, upper)) + log_ndtr(below(z));
  }
  Array standard_cdf(const Array& z) const override {
    const Array t = tail(z);
    return where(z < 0., t, 1. - t);
  }
  Array standard_survival_function(const Array& z) const override {
    const Array t = tail(z);
    return where(z < 0., 1. - t, t);
  }
  Array standard_log_cdf(const Array& z) const override {
    return where(z < 0., log_tail(z), log1p(-tail(z)));
  }
  Array standard_log_survival_function(const Array& z) const override {
    return where(z < 0., log1p(-tail(z)), log_tail(z));
  }
  Array standard_quantile(const Array& p) const override {
    const Array is_lower = p < lower;
    const Array z = ndtri(0.5 * where(is_lower, p / lower, minimum((1. - p) / upper, 1.)));
    return where(is_lower, z / k, -z * k);
  }

  Array standard_mean() const override {
    return std::sqrt(2 / std::numbers::pi) * (k + 1.) * (k - 1.) / k;
  }
  Array standard_variance() const override {
    return (1 - 2 / std::numbers::pi) * square((k + 1.) * (k - 1.) / k) + 1.;
  }
  Array standard_entropy() const override {
    return 0.5 + 0.5 * std::log(std::numbers::pi / 2) + log(k + 1. / k);
  }
};

}  // namespace

constinit const Family TwoPieceNormal::family{
    .name = "TwoPieceNormal",
    .parameters = {{{.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "skewness", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return TwoPieceNormal(p[0].value, p[1].value, p[2].value);
    },
};

TwoPieceNormal::TwoPieceNormal(const Array& loc, const Array& scale, const Array& skewness)
    : Distribution(make_ref<TwoPieceNormalRules>(loc, scale, skewness)) {}

}  // namespace aleator::distributions
