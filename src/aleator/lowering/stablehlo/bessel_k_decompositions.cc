// SPDX-License-Identifier: Apache-2.0
// Defines the modified Bessel functions of the second kind as operations on whole arrays.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/node.h"
#include "aleator/lowering/stablehlo/bessel_decompositions.h"
#include "aleator/lowering/stablehlo/rules.h"

#include <limits>
#include <numbers>

namespace aleator::stablehlo {

using namespace bessel;

namespace {
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
}  // namespace

namespace bessel {

Inside::Inside(const Arrays& p) {
  const Array has_order = logical_and(p[0] >= 0., p[0] < kInf);
  const Array is_inside = logical_and(has_order, logical_and(p[1] > 0., p[1] < kInf));
  v = where(is_inside, p[0], 1.);
  x = where(is_inside, p[1], 1.);
}

Array with_limits(const Arrays& p, const Array& inside, const Limits& limits) {
  const Array &v = p[0], &x = p[1];
  const Array is_valid =
      logical_and(logical_and(v >= 0., x >= 0.), logical_not(logical_and(v == kInf, x == kInf)));
  const Array ends = where(x == 0., limits.at_zero, where(x == kInf, limits.at_infinity, inside));
  return where(is_valid, where(v == kInf, limits.of_infinite_order, ends), kNan);
}

Array radius(const Array& v, const Array& x) {
  const Array large = maximum(v, x), ratio = minimum(v, x) / large;
  return large * sqrt(1. + square(ratio));
}

Saddle::Saddle(const Array& v, const Array& x) {
  r = radius(v, x);
  const Array ratio = v / x;
  shift = where(is_finite(ratio), asinh(ratio), log(2. * v) - log(x));
  log_scale = v * (v / (r + x)) - where(v == 0., 0., v * shift);
  step = 1. / sqrt(16. + 2. * r);
  right = 0.5 * (r + v);
  log_right = log(right);
  left = 0.5 * x * (x / (r + v));
  log_left = 2. * log(x) - log(r + v) - std::numbers::ln2;
}

namespace {

/// c (e^s - 1 - s) without cancellation, overflow or underflow.
Array scaled_excess(const Array& c, const Array& log_c, const Array& s) {
  const Array near = clip(s, -0.5, 0.5);
  Array series = ones_like(s);
  for (int n = 14; n >= 3; --n) series = 1. + series * near / static_cast<double>(n);
  return where(abs(s) < 0.5, c * (0.5 * square(near) * series), exp(log_c + s) - c * (1. + s));
}

Point point_at(const Saddle& at, const Array& s, Array& exponent) {
  exponent = scaled_excess(at.right, at.log_right, s) + scaled_excess(at.left, at.log_left, -s);
  const Array weight = exp(-exponent);
  const Array growth = where(abs(s) < 0.5, weight * expm1(s), exp(s - exponent) - weight);
  return {s, weight, growth};
}

}  // namespace

Arrays sums_over_nodes(const Saddle& at, const Callable<Arrays(const Point&)>& terms) {
  constexpr std::int64_t kMostNodes = 8'000;  // x = 1e-300 needs 6,000
  const double enough = at.r.dtype() == float32 ? 22 : 45;
  const Array zero = zeros_like(at.r), one = ones_like(at.r);
  Arrays start{strong_scalar(std::int64_t{1}), zero, one};
  for (const Array& term : terms({zero, one, zero})) start.push_back(term);
  const auto goes_on = [&](const Arrays& state) { return any(state[1] < enough); };
  const auto step = [&](const Arrays& state) {
    const Array s = astype(state[0], at.r.dtype()) * at.step;
    Array up, down;
    const Point after = point_at(at, s, up), before = point_at(at, -s, down);
    const Arrays first = terms(after), second = terms(before);
    Arrays next{state[0] + 1, minimum(up, down), state[2] + (after.weight + before.weight)};
    for (std::size_t i = 0; i < first.size(); ++i)
      next.push_back(state[3 + i] + (first[i] + second[i]));
    return next;
  };
  const Arrays sums = while_loop(goes_on, step, start, {.max_steps = kMostNodes});
  return {sums.begin() + 2, sums.end()};
}

/// d log K / dv, the mean of t, or where that would cancel the mean of t tanh(v t).
Array gradient_v_of_k(const Array& v, const Saddle& at) {
  const Array is_even = square(v) < 0.03 * at.r;
  const Arrays sums = sums_over_nodes(at, [&](const Point& p) {
    const Array t = at.shift + p.s;
    return Arrays{p.weight * where(is_even, t * tanh(v * t), p.s)};
  });
  const Array mean = sums[1] / sums[0];
  return where(is_even, mean, at.shift + mean);
}

}  // namespace bessel

namespace {

Array sum_of_weights(const Saddle& at) {
  return sums_over_nodes(at, [](const Point&) { return Arrays{}; })[0];
}

}  // namespace

Arrays decompose_bessel_kve(const Node&, const Arrays& p) {
  const Inside in(p);
  const Saddle at(in.v, in.x);
  // Half of the exponent at a time: the whole may overflow where the product does not.
  const Array half = exp(-0.5 * at.log_scale), factor = 0.5 * at.step * sum_of_weights(at);
  return {with_limits(p, half * factor * half, {kInf, 0., kInf})};
}

Arrays decompose_log_bessel_kve(const Node&, const Arrays& p) {
  const Inside in(p);
  const Saddle at(in.v, in.x);
  const Array value = log(0.5 * at.step * sum_of_weights(at)) - at.log_scale;
  return {with_limits(p, value, {kInf, -kInf, kInf})};
}

Arrays decompose_log_bessel_kve_gradient_v(const Node&, const Arrays& p) {
  const Inside in(p);
  const Array slope = gradient_v_of_k(in.v, Saddle(in.v, in.x));
  const Array defined = with_limits(p, slope, {kInf, 0., kInf});
  return {where(logical_and(p[0] == 0., p[1] >= 0.), 0., defined)};
}

/// The mean of 1 - cosh(t), or for small x the recurrence K' / K = v / x - K_(v+1) / K_v.
Arrays decompose_log_bessel_kve_gradient_z(const Node&, const Arrays& p) {
  const Inside in(p);
  const Saddle at(in.v, in.x);
  const Arrays sums = sums_over_nodes(at, [&](const Point& node) {
    const Array decay = 2. * node.weight * square(sinh(0.5 * (at.shift + node.s)));
    return Arrays{where(in.x > 1., decay, node.growth)};
  });
  const Array mean = sums[1] / sums[0], ratio = (at.r + in.v) * (1. + mean);
  const Array inside = where(in.x > 1., -mean, (in.v + in.x - ratio) / in.x);
  return {with_limits(p, inside, {-kInf, 0., -kInf})};
}

}  // namespace aleator::stablehlo
