// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/sinh_arcsinh.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/line_quadrature.h"
#include "aleator/math/special.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct SinhArcsinhRules final : MonotoneRules {
  SinhArcsinhRules(const Array& loc_value, const Array& scale_value, const Array& skewness_value,
                   const Array& tailweight_value)
      : MonotoneRules(SinhArcsinh::family, {{"loc", loc_value},
                                            {"scale", scale_value},
                                            {"skewness", skewness_value},
                                            {"tailweight", tailweight_value}}),
        loc(parameter("loc")),
        skewness(parameter("skewness")),
        tailweight(parameter("tailweight")),
        size(2. * parameter("scale") / sinh(tailweight * std::asinh(2.))),
        normal(Normal(zeros_like(loc), ones_like(loc))) {}
  const Array loc, skewness, tailweight;
  const Array size;  ///< the factor of the hyperbolic sine
  const Distribution normal;

  const Distribution& base() const override { return normal; }
  Array from_base(const Array& z) const override {
    return loc + size * sinh(tailweight * (asinh(z) + skewness));
  }
  Array angle(const Array& x) const { return asinh((x - loc) / size) / tailweight - skewness; }
  Array to_base(const Array& x) const override { return sinh(angle(x)); }
  Array log_derivative(const Array& x) const override {
    return log_cosh(angle(x)) - 0.5 * log1psquare((x - loc) / size) - log(tailweight * size);
  }
  // Far out, where its square overflows, slopes would be differences of infinities.
  Array log_prob(const Array& x) const override {
    const Array is_far = abs(angle(x)) > (dtype() == float32 ? 40. : 300.);
    return where(is_far, -std::numeric_limits<double>::infinity(),
                 MonotoneRules::log_prob(where(is_far, loc, x)));
  }
  /// Of the normal variable z = sinh(v) and the mean of the logarithm of the map's slope, by v.
  Array entropy() const override {
    const Array one = ones_like(tailweight);
    const Array mean_log =
        integral_over_line({.center = 0. * one, .width = one, .left_rate = one, .right_rate = one},
                           [&](const Array& v) {
                             const Array z = sinh(clip(v, -10., 10.));
                             const Array log_slope = 0.5 * log1psquare(z);
                             return exp(log_slope - 0.5 * square(z)) *
                                    (log_cosh(tailweight * (v + skewness)) - log_slope);
                           });
    return normal.entropy() + log(tailweight * size) + mean_log / std::sqrt(2 * std::numbers::pi);
  }
  bool has_same_map(const MonotoneRules&) const override { return false; }
};

}  // namespace

constinit const Family SinhArcsinh::family{
    .name = "SinhArcsinh",
    .parameters = {{{.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "skewness"},
                    {.name = "tailweight", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return SinhArcsinh(p[0].value, p[1].value, p[2].value, p[3].value);
    },
};

SinhArcsinh::SinhArcsinh(const Array& loc, const Array& scale, const Array& skewness,
                         const Array& tailweight)
    : Distribution(make_ref<SinhArcsinhRules>(loc, scale, skewness, tailweight)) {}

}  // namespace aleator::distributions
