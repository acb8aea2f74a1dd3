// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/bates.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/interval.h"
#include "aleator/math/quadrature.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>

namespace aleator::distributions {
namespace {

constexpr std::int64_t kMaxCount = 256;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// f_n(y - j) for j = 0, ..., n - 1 along a new last axis: the values of all pieces of a spline of
/// order n that are not zero, by f_k(y) = (y f_{k-1}(y) + (k - y) f_{k-1}(y - 1)) / (k - 1).
Array spline_values(const Array& y, std::int64_t n) {
  const Array shifted = expand_dims(y, -1) - astype(arange(n), y.dtype());
  const Array first =
      where(logical_and(shifted >= 0., shifted < 1.), ones_like(shifted), zeros_like(shifted));
  const auto raise = [&](const Array& i, const Array& f) {
    const Array k = astype(i, shifted.dtype());
    // f_{k-1}(y - j - 1) stands beside it; the last has no neighbour inside the support.
    const Array next = concatenate({slice_axis(f, -1, 1, n), 0. * slice_axis(f, -1, 0, 1)}, -1);
    return (shifted * f + (k - shifted) * next) / (k - 1.);
  };
  return fori_loop(2, n + 1, raise, first);
}

struct BatesRules final : DistributionRules {
  explicit BatesRules(const BatesParameters& p)
      : DistributionRules(Bates::family,
                          {{"total_count", p.total_count}, {"low", p.low}, {"high", p.high}}),
        num(p.total_count),
        n(static_cast<double>(p.total_count)),
        low(parameter("low")),
        high(parameter("high")) {
    if (num < 1 || num > kMaxCount)
      throw ValueError(text("Bates: total_count must be from 1 to ", kMaxCount, ", got ", num));
    check_interval("Bates", low, high);
  }
  const std::int64_t num;
  const double n;
  const Array low, high;

  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(x >= low, x <= high);
  }
  Array inside() const override { return 0.5 * low + 0.5 * high; }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::Interval({.low = low, .high = high});
  }

  Array sample(const Key& key, const Shape& shape) const override {
    const Array u = random::uniform(key, shape + Shape{num}, dtype());
    return low + (high - low) * aleator::mean(u, {.axes = {-1}});
  }
  /// The nearer half by y in 0..n / 2, which both halves have alike.
  Array folded(const Array& x) const {
    return n * minimum((x - low) / (high - low), (high - x) / (high - low));
  }
  /// log of a function of y that is y**power / power! up to 1, where it may underflow.
  template <class F>
  static Array log_of(const Array& y, double power, F f) {
    const Array is_zero = y <= 0., is_near = y < 1.;
    const Array inner = where(logical_or(is_zero, logical_not(is_near)), 1., y);
    const Array near = power == 0 ? 0. * inner : power * log(inner) - lgamma(Array(power + 1));
    const Array far = log(f(where(is_near, 1., y)));
    return where(is_near, where(is_zero, power == 0 ? 0. : -kInfinity, near), far);
  }
  Array log_prob(const Array& x) const override {
    const auto density = [&](const Array& y) {
      return squeeze(slice_axis(spline_values(y, num), -1, 0, 1), -1);
    };
    return log_of(folded(x), n - 1, density) + std::log(n) - log(high - low);
  }

  /// P(sum of the uniform numbers <= y) is the sum of f_{n+1}(y - j) over j = 0, 1, ...
  Array tail(const Array& y) const { return sum(spline_values(y, num + 1), {.axes = {-1}}); }
  Array is_upper(const Array& x) const { return x - low > high - x; }
  /// The smaller tail at x, and its logarithm.
  Array smaller(const Array& x) const { return tail(maximum(folded(x), 0.)); }
  Array log_smaller(const Array& x) const {
    return log_of(folded(x), n, [&](const Array& y) { return tail(y); });
  }
  Array cdf(const Array& x) const override {
    const Array t = smaller(x);
    return where(is_upper(x), 1. - t, t);
  }
  Array survival_function(const Array& x) const override {
    const Array t = smaller(x);
    return where(is_upper(x), t, 1. - t);
  }
  Array log_cdf(const Array& x) const override {
    const Array t = log_smaller(x), is_large = is_upper(x);
    return where(is_large, log1p(-exp(where(is_large, t, -1.))), t);
  }
  Array log_survival_function(const Array& x) const override {
    const Array t = log_smaller(x), is_large = logical_not(is_upper(x));
    return where(is_large, log1p(-exp(where(is_large, t, -1.))), t);
  }
  Array mean() const override { return 0.5 * low + 0.5 * high; }
  Array variance() const override { return square(high - low) / (12. * n); }
  Array mode() const override { return mean(); }
  /// That of the sum of n uniform numbers, by Gauss-Legendre on each piece but the first and the
  /// last, where the density is a power and the integral known: within 1e-15.
  Array entropy() const override {
    constexpr std::int64_t kNumNodes = 24;
    const double log_factorial = std::lgamma(n);  // of n - 1
    const double ends = 2 * std::exp(-std::lgamma(n + 1)) * ((n - 1) / n + log_factorial);
    const math::QuadratureRule rule = math::gauss_legendre(kNumNodes);
    const Array f = spline_values(n - 0.5 + 0.5 * rule.nodes, num);
    const Array inner = num > 2 ? slice_axis(f, -1, 1, num - 1) : zeros({kNumNodes, 1});
    const Array pieces = sum(0.5 * expand_dims(rule.weights, -1) * xlogy(inner, inner));
    return astype(where(num == 1, 0., ends - pieces) - std::log(n), dtype()) + log(high - low);
  }
};

}  // namespace

constinit const Family Bates::family{
    .name = "Bates",
    .parameters = {{{.name = "total_count", .kind = ParameterKind::integer},
                    {.name = "low"},
                    {.name = "high", .is_trainable = false}}},
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Bates(
          {.total_count = integer_value(family, p[0]), .low = p[1].value, .high = p[2].value});
    },
};

Bates::Bates(const BatesParameters& parameters) : Distribution(make_ref<BatesRules>(parameters)) {}

}  // namespace aleator::distributions
