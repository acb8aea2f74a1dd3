// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/generalized_pareto.h"

#include "aleator/array/ops/special.h"
#include "aleator/bijectors/box_cox.h"
#include "aleator/bijectors/interval.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Of y = box_cox(z, concentration), which is a standard exponential variable.
struct GeneralizedParetoRules final : HalfLocationScaleRules {
  GeneralizedParetoRules(const Array& loc, const Array& scale, const Array& concentration)
      : HalfLocationScaleRules(GeneralizedPareto::family,
                               {{"loc", loc}, {"scale", scale}, {"concentration", concentration}}),
        c(parameter("concentration")) {}
  const Array c;

  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(logical_and(x >= loc, c * standardized(x) > -1.), is_finite(x));
  }
  Array inside() const override { return loc + 0.5 * scale / maximum(1., -c); }
  std::optional<Bijector> default_event_space_bijector() const override {
    const Array has_end = c < 0.;
    const Array high = where(has_end, loc - scale / where(has_end, c, 1.), kInfinity);
    return bijectors::Interval({.low = loc + zeros_like(high), .high = high});
  }

  /// 0 below the support, infinite above it, without slopes.
  Array exponential(const Array& z) const {
    const Array is_inside = logical_and(z >= 0., c * z > -1.);
    return where(is_inside, box_cox(where(is_inside, z, 0.), c), where(z < 0., 0., kInfinity));
  }
  Array standard_sample(const Key& key, const Shape& shape) const override {
    return inverse_box_cox(random::exponential(key, shape, dtype()), c);
  }
  Array standard_log_prob(const Array& z) const override { return -(1. + c) * box_cox(z, c); }
  Array standard_cdf(const Array& z) const override { return -expm1(-exponential(z)); }
  Array standard_survival_function(const Array& z) const override { return exp(-exponential(z)); }
  Array standard_log_survival_function(const Array& z) const override { return -exponential(z); }
  Array standard_quantile(const Array& p) const override { return inverse_box_cox(-log1p(-p), c); }
  Array standard_quantile_complement(const Array& q) const override {
    return inverse_box_cox(-log(q), c);
  }

  Array standard_mean() const override {
    const Array has_mean = c < 1.;
    return where(has_mean, 1. / (1. - where(has_mean, c, 0.)), kInfinity);
  }
  Array standard_variance() const override {
    const Array has_variance = c < 0.5, b = where(has_variance, c, 0.);
    return where(has_variance, 1. / (square(1. - b) * (1. - 2. * b)), kInfinity);
  }
  /// The upper end, where the density grows towards it.
  Array standard_mode() const override {
    const Array is_growing = c < -1.;
    return where(is_growing, -1. / where(is_growing, c, 1.), 0.);
  }
  Array standard_entropy() const override { return 1. + c; }
};

}  // namespace

constinit const Family GeneralizedPareto::family{
    .name = "GeneralizedPareto",
    .parameters = {{{.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "concentration"}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return GeneralizedPareto(p[0].value, p[1].value, p[2].value);
    },
};

GeneralizedPareto::GeneralizedPareto(const Array& loc, const Array& scale,
                                     const Array& concentration)
    : Distribution(make_ref<GeneralizedParetoRules>(loc, scale, concentration)) {}

}  // namespace aleator::distributions
