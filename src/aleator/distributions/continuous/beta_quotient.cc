// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/beta_quotient.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/beta_quotient_tail.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// log of the integral of t^(a - 1) (1 - t)^(b - 1) (1 - c t)^e over t from 0 to 1, for a, b > 0,
/// e >= -1 and 0 <= c <= 1; of numbers.
Array log_integral(const Array& a, const Array& b, const Array& e, const Array& c) {
  constexpr std::int64_t kNum = 401;
  constexpr double kReach = 11, kStep = 2 * kReach / (kNum - 1);
  const BetaHill hill = beta_hill(a, b, e, c);
  const Array &center = hill.center, &width = hill.width;
  const Array u = kStep * astype(arange(kNum) - (kNum - 1) / 2, center.dtype());
  const Array s = center + width * sinh(u);
  const Array from_end = sigmoid(-s);  // 1 - t
  const Array base = (1. - c) + c * from_end;
  const Array log_values = a * log_sigmoid(s) + b * log_sigmoid(-s) +
                           e * log(maximum(base, std::numeric_limits<double>::min())) +
                           log(width * cosh(u) * kStep);
  return logsumexp(log_values, {.axes = {0}});
}

struct BetaQuotientRules final : DistributionRules {
  explicit BetaQuotientRules(const BetaQuotientParameters& p)
      : DistributionRules(BetaQuotient::family,
                          {{"concentration1_numerator", p.concentration1_numerator},
                           {"concentration0_numerator", p.concentration0_numerator},
                           {"concentration1_denominator", p.concentration1_denominator},
                           {"concentration0_denominator", p.concentration0_denominator}}),
        a1(parameter("concentration1_numerator")),
        b1(parameter("concentration0_numerator")),
        a2(parameter("concentration1_denominator")),
        b2(parameter("concentration0_denominator")) {}
  const Array a1, b1, a2, b2;

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_x, key_y] = split<2>(key);
    const Array x = random::beta(key_x, a1, b1, shape), y = random::beta(key_y, a2, b2, shape);
    return above_zero(minimum(x / above_zero(y), std::numeric_limits<float>::max()));
  }
  Array log_prob(const Array& w) const override {
    const Array is_small = w <= 1.;
    // A plain number takes the dtype of the parameters.
    const Array ratio = astype(where(is_small, w, 1. / where(is_small, 1., w)), (w * a1).dtype());
    // One value at a time, whose points then stay in the cache.
    const Array integral = map_elements(log_integral, a1 + a2, where(is_small, b2, b1),
                                        where(is_small, b1, b2) - 1., ratio);
    const Array exponent = where(is_small, a1 - 1., -(a2 + 1.));
    return exponent * log(w) + integral - lbeta(a1, b1) - lbeta(a2, b2);
  }
  BetaQuotientTail tail(const Array& w) const {
    return beta_quotient_tail({.a1 = a1, .b1 = b1, .a2 = a2, .b2 = b2}, w);
  }
  /// A probability by the tail that is known, and its logarithm.
  static Array of(const Array& is_known, const Array& log_known) {
    return where(is_known, exp(log_known), -expm1(log_known));
  }
  static Array log_of(const Array& is_known, const Array& log_known) {
    return where(is_known, log_known, log1p(-exp(log_known)));
  }
  Array cdf(const Array& w) const override {
    const BetaQuotientTail known = tail(w);
    return of(known.is_lower, known.log_probability);
  }
  Array survival_function(const Array& w) const override {
    const BetaQuotientTail known = tail(w);
    return of(logical_not(known.is_lower), known.log_probability);
  }
  Array log_cdf(const Array& w) const override {
    const BetaQuotientTail known = tail(w);
    return log_of(known.is_lower, known.log_probability);
  }
  Array log_survival_function(const Array& w) const override {
    const BetaQuotientTail known = tail(w);
    return log_of(logical_not(known.is_lower), known.log_probability);
  }
  /// Of 1 / y and of its square.
  Array mean() const override {
    const Array has_mean = a2 > 1., a = where(has_mean, a2, 2.);
    const Array inverse = (a + b2 - 1.) / (a - 1.);
    return where(has_mean, a1 / (a1 + b1) * inverse, kInfinity);
  }
  Array variance() const override {
    const Array has_variance = a2 > 2., a = where(has_variance, a2, 3.);
    const Array x = a1 / (a1 + b1), y = (a + b2 - 1.) / (a - 1.);
    const Array of_x = x * (b1 / (a1 + b1)) / (a1 + b1 + 1.), of_y = y * b2 / ((a - 1.) * (a - 2.));
    return where(has_variance, of_x * of_y + of_x * square(y) + of_y * square(x), kInfinity);
  }
};

}  // namespace

constinit const Family BetaQuotient::family{
    .name = "BetaQuotient",
    .parameters = {{{.name = "concentration1_numerator", .constraint = &kPositive},
                    {.name = "concentration0_numerator", .constraint = &kPositive},
                    {.name = "concentration1_denominator", .constraint = &kPositive},
                    {.name = "concentration0_denominator", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return BetaQuotient({.concentration1_numerator = p[0].value,
                           .concentration0_numerator = p[1].value,
                           .concentration1_denominator = p[2].value,
                           .concentration0_denominator = p[3].value});
    },
};

BetaQuotient::BetaQuotient(const BetaQuotientParameters& parameters)
    : Distribution(make_ref<BetaQuotientRules>(parameters)) {}

}  // namespace aleator::distributions
