// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/generalized_extreme_value.h"

#include "aleator/array/ops/special.h"
#include "aleator/bijectors/box_cox.h"
#include "aleator/bijectors/interval.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Riemann's zeta function at 2, 3, ...
constexpr double kZeta[] = {
    1.6449340668482264, 1.2020569031595942, 1.0823232337111381, 1.03692775514337,
    1.0173430619844492, 1.008349277381923,  1.0040773561979444, 1.0020083928260821,
    1.000994575127818,  1.0004941886041194, 1.000246086553308,  1.0001227133475785,
    1.0000612481350588, 1.000030588236307,  1.0000152822594086, 1.0000076371976379,
    1.000003817293265,  1.0000019082127165, 1.0000009539620338, 1.0000004769329869,
    1.0000002384505027, 1.000000119219926,  1.000000059608189,  1.0000000298035034};
constexpr double kNearest = 0.1;  // where their series in concentration reach a double

/// lgamma(1 - c) / c for c < 1: egamma + sum of zeta(k) c^(k - 1) / k.
Array log_gamma_slope(const Array& c) {
  const Array is_near = abs(c) < kNearest, near = where(is_near, c, 0.),
              far = where(is_near, -1., c);
  Array series = 0.;
  for (int k = 25; k >= 2; --k) series = (series + kZeta[k - 2] / k) * near;
  return where(is_near, std::numbers::egamma + series, lgamma(1. - far) / far);
}

/// (lgamma(1 - 2 c) - 2 lgamma(1 - c)) / c^2 for c < 1/2.
Array log_gamma_curvature(const Array& c) {
  const Array is_near = abs(c) < kNearest, near = where(is_near, c, 0.),
              far = where(is_near, -1., c);
  Array series = 0.;
  for (int k = 25; k >= 2; --k)
    series = series * near + kZeta[k - 2] * (static_cast<double>(1 << k) - 2) / k;
  return where(is_near, series, (lgamma(1. - 2. * far) - 2. * lgamma(1. - far)) / square(far));
}

/// Of y = box_cox(z, concentration), which is a standard Gumbel variable.
struct GeneralizedExtremeValueRules final : LocationScaleRules {
  GeneralizedExtremeValueRules(const Array& loc, const Array& scale, const Array& concentration)
      : LocationScaleRules(GeneralizedExtremeValue::family,
                           {{"loc", loc}, {"scale", scale}, {"concentration", concentration}}),
        c(parameter("concentration")) {}
  const Array c;

  /// The end of the support on the side where the concentration puts one, else `other`.
  Array end_where(const Array& has_end, double other) const {
    return where(has_end, loc - scale / where(has_end, c, 1.), other);
  }
  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(c * standardized(x) > -1., is_finite(x));
  }
  Array inside() const override { return loc; }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::Interval(
        {.low = end_where(c > 0., -kInfinity), .high = end_where(c < 0., kInfinity)});
  }

  /// Beyond an end it is infinite, without slope.
  Array gumbel(const Array& z) const {
    const Array is_inside = c * z > -1.;
    return where(is_inside, box_cox(where(is_inside, z, 0.), c),
                 where(c > 0., -kInfinity, kInfinity));
  }
  Array standard_sample(const Key& key, const Shape& shape) const override {
    return inverse_box_cox(random::gumbel(key, shape, dtype()), c);
  }
  Array standard_log_prob(const Array& z) const override {
    // Far below, where exp(-y) overflows, slopes would be differences of infinities.
    const Array is_far = box_cox(z, c) < (dtype() == float32 ? -80. : -700.);
    const Array y = box_cox(where(is_far, 0., z), c);
    return where(is_far, -kInfinity, -(1. + c) * y - exp(-y));
  }
  Array standard_cdf(const Array& z) const override { return exp(-exp(-gumbel(z))); }
  Array standard_log_cdf(const Array& z) const override { return -exp(-gumbel(z)); }
  Array standard_survival_function(const Array& z) const override {
    return -expm1(-exp(-gumbel(z)));
  }
  // Where exp(-y) is too small to be told from its limit, the slope is one too.
  Array standard_log_survival_function(const Array& z) const override {
    const Array y = gumbel(z), is_far = y > 40.;
    return where(is_far, -y, log1mexp(exp(-where(is_far, 0., y))));
  }
  Array standard_quantile(const Array& p) const override {
    return inverse_box_cox(-log(-log(p)), c);
  }

  Array standard_mean() const override {
    const Array has_mean = c < 1., b = where(has_mean, c, 0.), slope = log_gamma_slope(b);
    return where(has_mean, slope * expm1_over(b * slope), kInfinity);
  }
  Array standard_variance() const override {
    const Array has_variance = c < 0.5, b = where(has_variance, c, 0.);
    const Array curvature = log_gamma_curvature(b);
    return where(has_variance,
                 exp(2. * b * log_gamma_slope(b)) * curvature * expm1_over(square(b) * curvature),
                 kInfinity);
  }
  /// The end, where the density grows towards it.
  Array standard_mode() const override {
    const Array is_inner = c > -1., b = where(is_inner, c, 0.);
    return where(is_inner, inverse_box_cox(-log1p(b), b), -1. / where(is_inner, 1., c));
  }
  Array standard_entropy() const override { return std::numbers::egamma * (1. + c) + 1.; }
};

}  // namespace

constinit const Family GeneralizedExtremeValue::family{
    .name = "GeneralizedExtremeValue",
    .parameters = {{{.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "concentration"}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return GeneralizedExtremeValue(p[0].value, p[1].value, p[2].value);
    },
};

GeneralizedExtremeValue::GeneralizedExtremeValue(const Array& loc, const Array& scale,
                                                 const Array& concentration)
    : Distribution(make_ref<GeneralizedExtremeValueRules>(loc, scale, concentration)) {}

}  // namespace aleator::distributions
