// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/normal_inverse_gaussian.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/distributions/continuous/inverse_gaussian.h"
#include "aleator/distributions/line_quadrature.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct NormalInverseGaussianRules final : DistributionRules {
  NormalInverseGaussianRules(const Array& loc_value, const Array& scale_value,
                             const Array& tailweight_value, const Array& skewness_value)
      : DistributionRules(NormalInverseGaussian::family, {{"loc", loc_value},
                                                          {"scale", scale_value},
                                                          {"tailweight", tailweight_value},
                                                          {"skewness", skewness_value}}),
        loc(parameter("loc")),
        scale(parameter("scale")),
        tailweight(parameter("tailweight")),
        skewness(parameter("skewness")),
        c(sqrt((tailweight - skewness) * (tailweight + skewness))) {
    const Array is_valid = abs(skewness) < tailweight;
    if (is_valid.is_known() && !all(is_valid).item<bool>())
      throw ValueError(
          text("NormalInverseGaussian: parameter 'skewness' must be between "
               "-tailweight and tailweight, got skewness = ",
               skewness, " and tailweight = ", tailweight));
  }
  const Array loc, scale, tailweight, skewness;
  const Array c;  ///< the root of the difference of their squares

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_variance, key_normal] = split<2>(key);
    const Distribution variances = InverseGaussian(scale / c, square(scale));
    const Array v = variances.rules().sample(key_variance, shape);
    return loc + skewness * v + sqrt(v) * random::normal(key_normal, shape, dtype());
  }
  // Far out, where squares overflow, the density is 0, without slopes.
  Array log_prob(const Array& x) const override {
    const Array is_far = abs((x - loc) / scale) > (dtype() == float32 ? 1e15 : 1e150);
    const Array y = where(is_far, 0., x - loc);
    const Array ratio = y / scale, q = scale * sqrt(1. + square(ratio)), z = tailweight * q;
    const Array log_density = log(tailweight * scale / q) - std::log(std::numbers::pi) +
                              log_bessel_kve(1., z) + scale * c + skewness * y - z;
    return where(is_far, -std::numeric_limits<double>::infinity(), log_density);
  }
  /// log P(sign (X - x) < 0), the mean of normal tails over the variances v = scale / c exp(t),
  /// whose density by t is sqrt(k / (2 pi)) exp(-t / 2 - k (cosh(t) - 1)), k = scale c: by the
  /// trapezoidal rule, which converges geometrically. Beyond the last nodes all is below what can
  /// be held.
  Array log_tail(const Array& x, const Array& sign) const {
    constexpr int kNumSteps = 100;  // to each side
    const auto each = [](const Array& of_element) { return expand_dims(of_element, -1); };
    const Array k = scale * c, w = 800. / k;
    const Array step =
        stop_gradient(log1p(w + sqrt(w * (w + 2.)))) / static_cast<double>(kNumSteps);
    const Array t = each(step) * astype(arange(-double{kNumSteps}, kNumSteps + 1.), dtype());
    const Array v = each(scale / c) * exp(t);
    const Array log_weight = -0.5 * t - each(k) * 2. * square(sinh(0.5 * t)) +
                             each(0.5 * (log(k) - std::log(2 * std::numbers::pi)) + log(step));
    const Array z = each(sign) * (each(x - loc) - each(skewness) * v) / sqrt(v);
    return minimum(logsumexp(log_weight + log_ndtr(z), {.axes = {-1}}), 0.);
  }
  /// The tail away from the mean, and whether that is the lower one; the other is what is left.
  struct Tail {
    Array log, is_lower;
  };
  Tail outer(const Array& x) const {
    const Array is_lower = x < mean();
    return {log_tail(x, where(is_lower, 1., -1.)), is_lower};
  }
  static Array log_of(const Array& is_own, const Array& log_tail) {
    return where(is_own, log_tail, log1mexp(where(is_own, -1., log_tail)));
  }
  static Array of(const Array& is_own, const Array& log_tail) {
    return where(is_own, exp(log_tail), -expm1(log_tail));
  }
  Array log_cdf(const Array& x) const override {
    const Tail t = outer(x);
    return log_of(t.is_lower, t.log);
  }
  Array log_survival_function(const Array& x) const override {
    const Tail t = outer(x);
    return log_of(logical_not(t.is_lower), t.log);
  }
  Array cdf(const Array& x) const override {
    const Tail t = outer(x);
    return of(t.is_lower, t.log);
  }
  Array survival_function(const Array& x) const override {
    const Tail t = outer(x);
    return of(logical_not(t.is_lower), t.log);
  }
  /// The core of the density has the width `scale` or that of a normal one, and lies between loc
  /// and the mean; the tails are exponential.
  Array entropy() const override {
    const Array k = scale * c;
    const Array near_mean = k / (k + 1.);
    return entropy_over_line({.center = loc + near_mean * (mean() - loc),
                              .width = minimum(scale, sqrt(variance())),
                              .left_rate = tailweight + skewness,
                              .right_rate = tailweight - skewness},
                             [&](const Array& x) {
                               return LogDensityAt{log_prob(x), 0.};
                             });
  }
  Array mean() const override { return loc + scale * skewness / c; }
  Array variance() const override { return scale / c * square(tailweight / c); }
};

}  // namespace

constinit const Family NormalInverseGaussian::family{
    .name = "NormalInverseGaussian",
    .parameters = {{{.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "tailweight", .constraint = &kPositive},
                    {.name = "skewness", .is_trainable = false}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return NormalInverseGaussian(p[0].value, p[1].value, p[2].value, p[3].value);
    },
};

NormalInverseGaussian::NormalInverseGaussian(const Array& loc, const Array& scale,
                                             const Array& tailweight, const Array& skewness)
    : Distribution(make_ref<NormalInverseGaussianRules>(loc, scale, tailweight, skewness)) {}

}  // namespace aleator::distributions
