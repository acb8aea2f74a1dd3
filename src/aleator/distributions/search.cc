// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/search.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
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
/// An interval that is made wider where it is not wide enough yet.
struct Widening {
  Array low, high, is_open;
};

Array for_batch(const DistributionRules& rules, const Array& p) {
  return broadcast_to(astype(p, rules.dtype()),
                      broadcast_shapes(p.shape(), rules.batch_shape(), "quantile"));
}

/// The first x along `onto` that is reached, where there is one: `is_inner`, of the result's shape.
/// Both ends are looked at in one call, and in one place: what `is_at` computes is compiled twice.
template <class Reached>
Array first_reached(const Bijector& onto, Dtype dtype, const Array& is_inner, Reached is_at) {
  const auto reached = [&](const Array& z) { return is_at(onto.forward(z)); };
  const auto widen = [&](const Widening& w) {
    const Array is_past = reached(stack({w.low, w.high}));
    const Array is_low_past = is_past[{0}], is_high_past = is_past[{1}];
    return Widening{where(is_low_past, 2. * w.low, w.low), where(is_high_past, w.high, 2. * w.high),
                    logical_and(is_inner, logical_or(is_low_past, logical_not(is_high_past)))};
  };
  const Widening start{full(is_inner.shape(), astype(-1., dtype)),
                       full(is_inner.shape(), astype(1., dtype)), is_inner};
  const Widening wide = while_loop([](const Widening& w) { return any(w.is_open); }, widen, start,
                                   {.max_steps = kMaxDoublings});
  const auto halve = [&](const Array&, const Interval& i) {
    const Array middle = 0.5 * (i.low + i.high), is_below = reached(middle);
    return Interval{where(is_below, i.low, middle), where(is_below, middle, i.high)};
  };
  const Interval end = fori_loop(0, kHalvings, halve, Interval{wide.low, wide.high});
  return stop_gradient(onto.forward(0.5 * (end.low + end.high)));
}

/// x with a step where it is finite.
Array with_step(const Array& x, const Array& step) {
  const Array is_step = is_finite(step);
  return where(is_step, x - where(is_step, step, 0.), x);
}

}  // namespace

Array search_quantile(const DistributionRules& rules, const Array& p) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const Array is_low = p <= 0., is_high = p >= 1.;
  const Array inner = where(logical_or(is_low, is_high), 0.5, p);
  return search_quantile(rules, where(is_low, -kInfinity, where(is_high, 0., log(inner))),
                         where(is_high, -kInfinity, where(is_low, 0., log1p(-inner))));
}

Array search_quantile_complement(const DistributionRules& rules, const Array& q) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const Array is_low = q >= 1., is_high = q <= 0.;
  const Array inner = where(logical_or(is_low, is_high), 0.5, q);
  return search_quantile(rules, where(is_low, -kInfinity, where(is_high, 0., log1p(-inner))),
                         where(is_high, -kInfinity, where(is_low, 0., log(inner))));
}

Array search_quantile(const DistributionRules& rules, const Array& log_below,
                      const Array& log_above) {
  rules.cdf(rules.inside());  // says so if there is none
  const Bijector onto = *rules.default_event_space_bijector();
  const Array below = stop_gradient(for_batch(rules, log_below)),
              above = stop_gradient(for_batch(rules, log_above));
  const Array is_lower = below <= above;  // the tail that keeps its digits
  const Array is_inner = logical_and(is_finite(below), is_finite(above));
  const auto reached = [&](const Array& at) {
    return where(is_lower, rules.log_cdf(at) >= below, rules.log_survival_function(at) <= above);
  };
  const Array x = first_reached(onto, rules.dtype(), is_inner, reached);
  // Newton's step for the tail itself, by logarithms: (tail - target) / density.
  const Array log_tail = where(is_lower, rules.log_cdf(x), rules.log_survival_function(x));
  const Array miss = -expm1(where(is_lower, log_below, log_above) - log_tail);
  const Array slope = stop_gradient(exp(rules.log_prob(x) - log_tail));
  const Array end_of_support = onto.forward(where(
      is_lower, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()));
  return where(is_inner, with_step(x, where(is_lower, miss, -miss) / slope), end_of_support);
}

Array with_implicit_gradients(const DistributionRules& rules, const Array& draws) {
  const Array x = stop_gradient(draws), cdf = rules.cdf(x), survival = rules.survival_function(x);
  // By the smaller tail, whose derivative keeps its digits.
  const Array tail = where(cdf < survival, cdf, -survival);
  return x - (tail - stop_gradient(tail)) / stop_gradient(exp(rules.log_prob(x)));
}

namespace {

/// The interval when no element is open.
template <class Widen>
Interval widened(Widen widen, const Interval& start) {
  const Widening end = while_loop([](const Widening& w) { return any(w.is_open); }, widen,
                                  Widening{start.low, start.high, full(start.low.shape(), true)},
                                  {.max_steps = kHalvings});
  return {end.low, end.high};
}

/// Below 0 too, as far as there is mass.
template <class Reached>
Interval widened_below(const DistributionRules& rules, const Interval& start, Reached reached) {
  const auto widen = [&](const Widening& w) {
    const Array is_too_high = logical_and(reached(w.low), rules.cdf(w.low) > 0.);
    return Widening{where(is_too_high, 2. * w.low - 1., w.low), where(is_too_high, w.low, w.high),
                    is_too_high};
  };
  return widened(widen, start);
}

/// Whether -1 is in the support, or may be.
bool has_negative_counts(const DistributionRules& rules) {
  const std::optional<Array> is_inside = rules.is_in_support(-1.);
  return !is_inside || !is_inside->is_known() || any(*is_inside).item<bool>();
}

/// The smallest whole number that is reached; `shape_of` has the dtype and shape of the result.
template <class Reached>
Array first_reached_count(const DistributionRules& rules, const Array& shape_of, Reached reached) {
  const auto widen = [&](const Widening& w) {
    const Array is_done = reached(w.high);
    return Widening{where(is_done, w.low, w.high), where(is_done, w.high, 2. * w.high + 1.),
                    logical_not(is_done)};
  };
  const Interval start{full(shape_of.shape(), astype(-1., shape_of.dtype())), zeros_like(shape_of)};
  const Interval above = widened(widen, start);
  const Interval wide = has_negative_counts(rules) ? widened_below(rules, above, reached) : above;
  const auto halve = [&](const Interval& i) {
    const Array middle = floor(0.5 * (i.low + i.high));
    const Array is_open = i.high - i.low > 1.;
    const Array is_below = reached(middle);
    return Interval{where(logical_and(is_open, logical_not(is_below)), middle, i.low),
                    where(logical_and(is_open, is_below), middle, i.high)};
  };
  return while_loop([](const Interval& i) { return any(i.high - i.low > 1.); }, halve, wide,
                    {.max_steps = 4 * kHalvings})
      .high;
}

double epsilon_of(const DistributionRules& rules) {
  return rules.dtype() == float32 ? 0x1p-23 : 0x1p-52;
}

/// What must lie below a quantile: where there is no first number, some mass.
double least_mass(const DistributionRules& rules) {
  if (!has_negative_counts(rules)) return 0;
  return rules.dtype() == float32 ? std::numeric_limits<float>::min()
                                  : std::numeric_limits<double>::min();
}

/// The quantile of 1 is the end of the support, or the last count that has mass.
Array up_to_largest(const DistributionRules& rules, const Array& k, const Array& is_end) {
  const Array is_last = rules.survival_function(k) == 0.;
  return where(logical_and(is_end, logical_not(is_last)), stop_gradient(rules.largest()), k);
}

}  // namespace

Array search_discrete_quantile(const DistributionRules& rules, const Array& p) {
  rules.cdf(rules.inside());  // says so if there is none
  const Array q = stop_gradient(for_batch(rules, p));
  const double eps = epsilon_of(rules), least = least_mass(rules);
  const auto reached = [&](const Array& k) {
    // What rounding does to a probability must not move its quantile.
    return where(q <= 0.5, rules.cdf(k) >= maximum(q * (1. - 64. * eps), least),
                 rules.survival_function(k) <= (1. - q) * (1. + 64. * eps) + eps);
  };
  return up_to_largest(rules, first_reached_count(rules, q, reached), q >= 1.);
}

Array search_discrete_quantile_complement(const DistributionRules& rules, const Array& above) {
  rules.cdf(rules.inside());  // says so if there is none
  const Array q = stop_gradient(for_batch(rules, above));
  const double eps = epsilon_of(rules), least = least_mass(rules);
  const auto reached = [&](const Array& k) {
    return where(q >= 0.5, rules.cdf(k) >= maximum((1. - q) * (1. - 64. * eps) - eps, least),
                 rules.survival_function(k) <= where(q <= 0., eps, q * (1. + 64. * eps)));
  };
  return up_to_largest(rules, first_reached_count(rules, q, reached), q <= 0.);
}

}  // namespace aleator
