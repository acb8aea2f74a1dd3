// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/search.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

#include <limits>

namespace aleator {
namespace {

constexpr std::int64_t kMaxDoublings = 1100;  // beyond the exponents of a double
constexpr std::int64_t kHalvings = 64;

struct Interval {
  Array low, high;
};

Array for_batch(const DistributionRules& rules, const Array& p) {
  return broadcast_to(astype(p, rules.dtype()),
                      broadcast_shapes(p.shape(), rules.batch_shape(), "quantile"));
}

/// Whether the quantile of p is at or below x, by the tail that keeps its digits.
Array is_reached(const DistributionRules& rules, const Array& x, const Array& p) {
  return where(p <= 0.5, rules.log_cdf(x) >= log(p), rules.log_survival_function(x) <= log1p(-p));
}

}  // namespace

Array search_quantile(const DistributionRules& rules, const Array& p) {
  rules.cdf(rules.inside());  // says so if there is none
  const Bijector onto = *rules.default_event_space_bijector();
  const Array q = stop_gradient(for_batch(rules, p));
  const auto reached = [&](const Array& z) { return is_reached(rules, onto.forward(z), q); };
  const auto widen = [&](const Interval& i) {
    return Interval{where(reached(i.low), 2. * i.low, i.low),
                    where(reached(i.high), i.high, 2. * i.high)};
  };
  const auto is_too_narrow = [&](const Interval& i) {
    return any(logical_and(logical_and(q > 0., q < 1.),
                           logical_or(reached(i.low), logical_not(reached(i.high)))));
  };
  const Interval start{full(q.shape(), astype(-1., q.dtype())),
                       full(q.shape(), astype(1., q.dtype()))};
  const Interval wide = while_loop(is_too_narrow, widen, start, {.max_steps = kMaxDoublings});
  const auto halve = [&](const Array&, const Interval& i) {
    const Array middle = 0.5 * (i.low + i.high), is_below = reached(middle);
    return Interval{where(is_below, i.low, middle), where(is_below, middle, i.high)};
  };
  const Interval end = fori_loop(0, kHalvings, halve, wide);
  const Array x = stop_gradient(onto.forward(0.5 * (end.low + end.high)));
  // log F(x) - log p over its slope, or the same of the upper tail.
  const Array is_lower = q <= 0.5;
  const Array tail = where(is_lower, rules.cdf(x), rules.survival_function(x));
  const Array target = where(is_lower, p, 1. - p);
  const Array density = stop_gradient(exp(rules.log_prob(x)));
  const Array step = where(is_lower, 1., -1.) * (tail - target) / density;
  const Array end_of_support = onto.forward(where(q <= 0., -std::numeric_limits<double>::infinity(),
                                                  std::numeric_limits<double>::infinity()));
  const Array is_inner = logical_and(logical_and(q > 0., q < 1.), is_finite(step));
  return where(logical_or(q <= 0., q >= 1.), end_of_support,
               where(is_inner, x - where(is_inner, step, 0.), x));
}

Array with_implicit_gradients(const DistributionRules& rules, const Array& draws) {
  const Array x = stop_gradient(draws), cdf = rules.cdf(x), survival = rules.survival_function(x);
  // By the smaller tail, whose derivative keeps its digits.
  const Array tail = where(cdf < survival, cdf, -survival);
  return x - (tail - stop_gradient(tail)) / stop_gradient(exp(rules.log_prob(x)));
}

Array search_discrete_quantile(const DistributionRules& rules, const Array& p) {
  rules.cdf(rules.inside());  // says so if there is none
  const Array q = stop_gradient(for_batch(rules, p));
  const double eps = rules.dtype() == float32 ? 0x1p-23 : 0x1p-52;
  const auto reached = [&](const Array& k) {
    // What rounding does to a probability must not move its quantile.
    return where(q <= 0.5, rules.cdf(k) >= q * (1. - 64. * eps),
                 rules.survival_function(k) <= (1. - q) * (1. + 64. * eps) + eps);
  };
  const auto widen = [&](const Interval& i) {
    const Array is_done = reached(i.high);
    return Interval{where(is_done, i.low, i.high), where(is_done, i.high, 2. * i.high + 1.)};
  };
  const Interval start{full(q.shape(), astype(-1., q.dtype())), zeros_like(q)};
  const Interval wide =
      while_loop([&](const Interval& i) { return any(logical_not(reached(i.high))); }, widen, start,
                 {.max_steps = kHalvings});
  const auto halve = [&](const Interval& i) {
    const Array middle = floor(0.5 * (i.low + i.high));
    const Array is_open = i.high - i.low > 1.;
    const Array is_below = reached(middle);
    return Interval{where(logical_and(is_open, logical_not(is_below)), middle, i.low),
                    where(logical_and(is_open, is_below), middle, i.high)};
  };
  const Array k = while_loop([](const Interval& i) { return any(i.high - i.low > 1.); }, halve,
                             wide, {.max_steps = 4 * kHalvings})
                      .high;
  // The quantile of 1 is the end of the support, or the last count that has mass.
  const Array is_last = rules.survival_function(k) == 0.;
  return where(logical_and(q >= 1., logical_not(is_last)), stop_gradient(rules.largest()), k);
}

}  // namespace aleator
