// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/exponentially_modified_gaussian.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/distributions/line_quadrature.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

/// The standard member is a standard normal plus an exponential variable of this rate.
struct ExponentiallyModifiedGaussianRules final : LocationScaleRules {
  ExponentiallyModifiedGaussianRules(const Array& loc, const Array& scale, const Array& rate)
      : LocationScaleRules(ExponentiallyModifiedGaussian::family,
                           {{"loc", loc}, {"scale", scale}, {"rate", rate}}),
        r(parameter("rate") * this->scale) {}
  const Array r;

  Array standard_sample(const Key& key, const Shape& shape) const override {
    const auto [key_normal, key_exponential] = split<2>(key);
    return random::normal(key_normal, shape, dtype()) +
           random::exponential(key_exponential, shape, dtype()) / r;
  }
  /// log(exp(r^2 / 2 - r z) ndtr(z - r)). In the lower tail the square of z - r in log_ndtr, which
  /// cancels most of the exponent, is left out of both.
  Array log_tilted(const Array& z) const {
    const Array w = z - r, is_lower = w < 0.;
    const Array lower = logerfcx(-where(is_lower, w, -1.) / std::numbers::sqrt2) -
                        std::numbers::ln2 - 0.5 * square(where(is_lower, z, 0.));
    const Array y = where(is_lower, 0., z);
    const Array upper = r * (0.5 * r - y) + log_ndtr(where(is_lower, 0., w));
    return where(is_lower, lower, upper);
  }
  Array standard_log_prob(const Array& z) const override { return log(r) + log_tilted(z); }

  Array log_lower(const Array& z) const { return log_sub_exp(log_ndtr(z), log_tilted(z)); }
  Array log_upper(const Array& z) const { return log_add_exp(log_ndtr(-z), log_tilted(z)); }
  // By the smaller of the two tails.
  Array standard_log_cdf(const Array& z) const override {
    const Array upper = log_upper(z), is_upper = upper < -std::numbers::ln2;
    return where(is_upper, log1p(-exp(where(is_upper, upper, -1.))),
                 log_lower(where(is_upper, 0., z)));
  }
  Array standard_log_survival_function(const Array& z) const override {
    const Array upper = log_upper(z), is_upper = upper < -std::numbers::ln2;
    return where(is_upper, upper, log1p(-exp(log_lower(where(is_upper, 0., z)))));
  }
  Array standard_cdf(const Array& z) const override { return exp(standard_log_cdf(z)); }
  Array standard_survival_function(const Array& z) const override {
    return exp(standard_log_survival_function(z));
  }

  Array standard_mean() const override { return 1. / r; }
  Array standard_variance() const override { return 1. + square(1. / r); }
  Array standard_entropy() const override {
    return entropy_over_line(
        {.center = 0. * r, .width = ones_like(r), .left_rate = ones_like(r), .right_rate = r},
        [&](const Array& z) {
          return LogDensityAt{standard_log_prob(z), 0.};
        });
  }
  Array mode() const override { fail_not_implemented("mode"); }
};

}  // namespace

constinit const Family ExponentiallyModifiedGaussian::family{
    .name = "ExponentiallyModifiedGaussian",
    .parameters = {{{.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "rate", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return ExponentiallyModifiedGaussian(p[0].value, p[1].value, p[2].value);
    },
};

ExponentiallyModifiedGaussian::ExponentiallyModifiedGaussian(const Array& loc, const Array& scale,
                                                             const Array& rate)
    : Distribution(make_ref<ExponentiallyModifiedGaussianRules>(loc, scale, rate)) {}

}  // namespace aleator::distributions
