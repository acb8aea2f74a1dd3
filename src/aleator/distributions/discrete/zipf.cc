// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/zipf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"
#include "aleator/transforms/transforms.h"

#include <cmath>
#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

constinit const Constraint kAboveOne{
    .description = "above 1",
    .contains = [](const Array& x) { return x > 1; },
    .inside = 2,
};

struct Attempt {
  Array number, count, is_accepted;
};

/// L. Devroye (1986), "Non-uniform random variate generation", X.6.1: rejection from the integer
/// part of a Pareto variable. Counts beyond the doubles are not drawn.
Array one_zipf(const random::Stream& stream, const Array& power) {
  const Array is_valid = logical_and(power > 1., is_finite(power));
  const Array excess = where(is_valid, power - 1., 1.), b = expm1(excess * 0.693147180559945309);
  const auto attempt = [&](const Attempt& s) {
    const Array u = stream.uniform(s.number), v = stream.uniform(s.number + 1);
    const Array x = floor(exp(-log(u) / excess)), is_large = x > 1e300;
    const Array count = where(is_large, 1., x);
    // t - 1 for t = (1 + 1 / count)^excess.
    const Array growth = expm1(excess * log1p(1. / count));
    const Array is_accepted = v * count * growth / b <= (1. + growth) / (1. + b);
    return Attempt{s.number + 2, count, logical_and(is_accepted, logical_not(is_large))};
  };
  const Array count =
      while_loop([](const Attempt& s) { return logical_not(s.is_accepted); }, attempt,
                 Attempt{strong_scalar(std::int32_t{0}), ones_like(power), astype(false, boolean)})
          .count;
  return where(is_valid, count, std::numeric_limits<double>::quiet_NaN());
}

/// zeta(s) by the formula of Euler and Maclaurin, which has derivatives of all orders in s.
Array sum_of_powers(const Array& s) {
  constexpr double kNum = 16;
  // B_2j / (2 j)!
  constexpr double kCoefficients[] = {1. / 12,          -1. / 720,     1. / 30240,
                                      -1. / 1209600,    1. / 47900160, -691. / 1307674368000.,
                                      1. / 74724249600.};
  Array total = 1. + 0. * s;
  for (double k = 2; k < kNum; ++k) total = total + exp(-s * std::log(k));
  const Array last = exp(-s * std::log(kNum));
  Array correction = kNum / (s - 1.) + 0.5, rising = s / kNum;
  double j = 1;
  for (const double coefficient : kCoefficients) {
    correction = correction + coefficient * rising;
    rising = rising * (s + j) * (s + j + 1.) / (kNum * kNum);
    j += 2;
  }
  return total + last * correction;
}

struct ZipfRules final : DistributionRules {
  explicit ZipfRules(const Array& value)
      : DistributionRules(Zipf::family, {{"power", value}}), power(parameter("power")) {}
  const Array power;

  std::optional<Array> is_in_support(const Array& k) const override {
    return logical_and(kNonnegativeInteger.contains(k), k >= 1.);
  }
  Array inside() const override { return 1.; }
  Array sample(const Key& key, const Shape& shape) const override {
    return astype(random::each_element(key, shape, one_zipf, power), dtype());
  }
  Array log_prob(const Array& k) const override { return -power * log(k) - log(zeta(power, 1.)); }
  /// The share of the sum beyond k, for k >= 1.
  Array tail(const Array& k) const { return zeta(power, floor(k) + 1.) / zeta(power, 1.); }
  /// A function of the tail inside, its limits outside.
  template <class F>
  Array outside_or(const Array& k, double below, double above, F of_tail) const {
    const Array is_outside = logical_or(logical_or(k < 1., is_inf(k)), is_nan(k));
    const Array value = of_tail(tail(stop_gradient(where(is_outside, 1., minimum(k, 1e300)))));
    return where(is_nan(k), k, where(k < 1., below, where(is_inf(k), above, value)));
  }
  Array cdf(const Array& k) const override {
    return outside_or(k, 0, 1, [](const Array& t) { return 1. - t; });
  }
  Array survival_function(const Array& k) const override {
    return outside_or(k, 1, 0, [](const Array& t) { return t; });
  }
  Array log_cdf(const Array& k) const override {
    return outside_or(k, -kInfinity, 0, [](const Array& t) { return log1p(-t); });
  }
  Array log_survival_function(const Array& k) const override {
    return outside_or(k, 0, -kInfinity, [](const Array& t) { return log(t); });
  }

  Array mean() const override {
    const Array has_mean = power > 2., s = where(has_mean, power, 3.);
    return where(has_mean, zeta(s - 1., 1.) / zeta(s, 1.), kInfinity);
  }
  Array variance() const override {
    const Array has_variance = power > 3., s = where(has_variance, power, 4.);
    const Array first = zeta(s - 1., 1.) / zeta(s, 1.);
    return where(has_variance, zeta(s - 2., 1.) / zeta(s, 1.) - square(first), kInfinity);
  }
  Array mode() const override { return ones_like(power); }
  Array mean_log() const {
    const auto log_sum = [](const Arrays& s) { return Arrays{log(sum_of_powers(s[0]))}; };
    return -jvp_arrays(log_sum, {power}, {ones_like(power)}).second[0];
  }
  Array entropy() const override { return power * mean_log() + log(zeta(power, 1.)); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const ZipfRules*>(&other);
    if (!q) return std::nullopt;
    return (q->power - power) * mean_log() + log(zeta(q->power, 1.)) - log(zeta(power, 1.));
  }
};

}  // namespace

constinit const Family Zipf::family{
    .name = "Zipf",
    .parameters = {{{.name = "power", .constraint = &kAboveOne}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution { return Zipf(p[0].value); },
};

Zipf::Zipf(const Array& power) : Distribution(make_ref<ZipfRules>(power)) {}

}  // namespace aleator::distributions
