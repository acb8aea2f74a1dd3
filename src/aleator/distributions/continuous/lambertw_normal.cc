// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/lambertw_normal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/bijectors/lambertw_tail.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/distributions/line_quadrature.h"
#include "aleator/distributions/wrappers/transformed_distribution.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct LambertWNormalRules final : MonotoneRules {
  explicit LambertWNormalRules(const LambertWNormalParameters& p)
      : MonotoneRules(LambertWNormal::family,
                      {{"loc", p.loc}, {"scale", p.scale}, {"tailweight", p.tailweight}}),
        loc(parameter("loc")),
        scale(parameter("scale")),
        tailweight(parameter("tailweight")),
        normal(Normal(loc, scale)),
        tail(bijectors::LambertWTail({.shift = loc, .scale = scale, .tailweight = tailweight})) {}
  const Array loc, scale, tailweight;
  const Distribution normal;
  const Bijector tail;

  const Distribution& base() const override { return normal; }
  Array from_base(const Array& z) const override { return tail.forward(z); }
  Array to_base(const Array& x) const override { return tail.inverse(x); }
  Array log_derivative(const Array& x) const override { return tail.inverse_log_det_jacobian(x); }
  bool has_same_map(const MonotoneRules& other) const override {
    return is_known_equal(tailweight, other.parameter("tailweight")) &&
           is_known_equal(loc, other.parameter("loc")) &&
           is_known_equal(scale, other.parameter("scale"));
  }
  Array mean() const override {
    return where(tailweight < 1., loc, std::numeric_limits<double>::quiet_NaN());
  }
  Array variance() const override {
    const Array has_variance = tailweight < 0.5;
    const Array rest = 1. - 2. * where(has_variance, tailweight, 0.);
    return where(has_variance, square(scale) / (rest * sqrt(rest)),
                 where(tailweight < 1., std::numeric_limits<double>::infinity(),
                       std::numeric_limits<double>::quiet_NaN()));
  }
  /// Of the normal variable z and the mean of the logarithm of the map's slope, delta z^2 / 2 +
  /// log(1 + delta z^2), by log |z|.
  Array entropy() const override {
    const Array one = ones_like(tailweight);
    const Array mean_log = integral_over_line(
        {.center = 0. * one, .width = one, .left_rate = one, .right_rate = one},
        [&](const Array& s) {
          const Array z = exp(minimum(s, 40.)), density = exp(s - 0.5 * square(z));
          return density * log1p(tailweight * square(z));
        });
    const double factor = 2 / std::sqrt(2 * std::numbers::pi);  // both signs of z
    return normal.entropy() + 0.5 * tailweight + factor * mean_log;
  }
  Array mode() const override { return loc; }
};

}  // namespace

constinit const Family LambertWNormal::family{
    .name = "LambertWNormal",
    .parameters = {{{.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "tailweight", .constraint = &kNonnegative}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return LambertWNormal({.loc = p[0].value, .scale = p[1].value, .tailweight = p[2].value});
    },
};

LambertWNormal::LambertWNormal(const LambertWNormalParameters& parameters)
    : Distribution(make_ref<LambertWNormalRules>(parameters)) {}

Distribution LambertWDistribution(const LambertWDistributionParameters& p) {
  return TransformedDistribution(
      p.distribution,
      bijectors::LambertWTail({.shift = p.shift, .scale = p.scale, .tailweight = p.tailweight}));
}

}  // namespace aleator::distributions
