// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/roots.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/transforms/transforms.h"

#include <cmath>
#include <limits>

namespace aleator::math {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// f and its derivative, element by element.
std::pair<Array, Array> with_slope(const ScalarFunction& f, const Array& x) {
  const auto [values, slopes] =
      jvp_arrays([&](const Arrays& a) { return Arrays{f(a[0])}; }, {x}, {ones_like(x)});
  return {values[0], slopes[0]};
}

/// The value of x with the derivative of x - f(x) / f'(x). Where the slope is 0 there is none.
Array newton_derivative(const ScalarFunction& f, const Array& x) {
  const auto [value, slope] = with_slope(f, x);
  const Array is_regular = logical_and(is_finite(slope), slope != 0.);
  const Array step = where(is_regular, value / where(is_regular, slope, 1.), 0.);
  return x - (step - stop_gradient(step));
}

/// What a search returns: its root as a constant, with the derivative of the implicit function.
RootSearchResults results(const ScalarFunction& f, const Array& root, const Array& num_iterations) {
  const Array found = newton_derivative(f, newton_derivative(f, stop_gradient(root)));
  return {found, f(found), stop_gradient(num_iterations)};
}

/// Arguments in one floating dtype and shape, also that of f.
Arrays bracket_of(const char* who, const ScalarFunction& f, const Array& low, const Array& high) {
  const Arrays ends = match(who, as_floating(low), as_floating(high));
  const Shape shape = broadcast_shapes(ends[0].shape(), f(ends[0]).shape(), who);
  Arrays result;
  for (const Array& end : ends)
    result.push_back(stop_gradient(broadcast_to(astype(end, end.dtype()), shape)));
  return result;
}

void check_options(const char* who, double position_tolerance, double value_tolerance,
                   std::int64_t max_iterations) {
  if (position_tolerance >= 0 && value_tolerance >= 0 && max_iterations >= 0) return;
  throw ValueError(text(who, ": tolerances and max_iterations must not be negative, got ",
                        position_tolerance, ", ", value_tolerance, " and ", max_iterations));
}

/// Positions within tolerance of x cannot be told apart.
Array resolution(const Array& x, double position_tolerance) {
  const double spacing = x.dtype() == float32
                             ? static_cast<double>(std::numeric_limits<float>::epsilon())
                             : std::numeric_limits<double>::epsilon();
  return 2. * spacing * abs(x) + position_tolerance;
}

/// A search in progress: a is the newest point, the root lies between a and b, c is the point that
/// b or a replaced.
struct Chandrupatla {
  Array a, b, c, value_a, value_b, value_c, fraction, is_done, iteration;

  Array best() const { return where(abs(value_a) < abs(value_b), a, b); }
  Array best_value() const { return where(abs(value_a) < abs(value_b), value_a, value_b); }
};

/// Where to look next, as a fraction of the way from a to b: by interpolation if the values are on
/// a curve that is monotone enough.
Array next_fraction(const Chandrupatla& s, const Array& limit) {
  const Array xi = (s.a - s.b) / (s.c - s.b);
  const Array phi = (s.value_a - s.value_b) / (s.value_c - s.value_b);
  const Array can_interpolate = logical_and(square(phi) < xi, square(1. - phi) < 1. - xi);
  const Array first = s.value_a / (s.value_b - s.value_a) * s.value_c / (s.value_b - s.value_c);
  const Array second = (s.c - s.a) / (s.b - s.a) * s.value_a / (s.value_c - s.value_a) * s.value_b /
                       (s.value_c - s.value_b);
  return clip(where(can_interpolate, first + second, 0.5), limit, 1. - limit);
}

Chandrupatla step(const ScalarFunction& f, const Chandrupatla& s,
                  const BracketedRootOptions& options) {
  const Array x = s.a + s.fraction * (s.b - s.a), value = f(x);
  const Array is_same_side = sign(value) == sign(s.value_a);
  Chandrupatla next{.a = x,
                    .b = where(is_same_side, s.b, s.a),
                    .c = where(is_same_side, s.a, s.b),
                    .value_a = value,
                    .value_b = where(is_same_side, s.value_b, s.value_a),
                    .value_c = where(is_same_side, s.value_a, s.value_b),
                    .fraction = s.fraction,
                    .is_done = s.is_done,
                    .iteration = s.iteration + 1};
  const Array limit = resolution(next.best(), options.position_tolerance) / abs(next.b - next.a);
  next.is_done = logical_or(limit > 0.5, abs(next.best_value()) <= options.value_tolerance);
  next.fraction = next_fraction(next, minimum(limit, 0.5));
  const auto keep = [&](const Array& old, const Array& now) { return where(s.is_done, old, now); };
  return {keep(s.a, next.a),
          keep(s.b, next.b),
          keep(s.c, next.c),
          keep(s.value_a, next.value_a),
          keep(s.value_b, next.value_b),
          keep(s.value_c, next.value_c),
          keep(s.fraction, next.fraction),
          logical_or(s.is_done, next.is_done),
          next.iteration};
}

/// A bracketed Newton search in progress; the root lies between low and high.
struct Newton {
  Array low, high, sign_low, x, is_done, iteration;
};

Newton step(const ScalarFunction& f, const Newton& s, const BracketedRootOptions& options) {
  const auto [value, slope] = with_slope(f, s.x);
  const Array is_left = sign(value) == s.sign_low;
  const Array low = where(is_left, s.x, s.low), high = where(is_left, s.high, s.x);
  const Array newton = s.x - value / slope, middle = low + 0.5 * (high - low);
  const Array least = minimum(low, high), largest = maximum(low, high);
  const Array is_inside = logical_and(newton > least, newton < largest);
  // Every third step halves the bracket, whatever Newton's steps do to one of its ends.
  const Array is_turn = remainder(s.iteration, 3) == 2;
  const Array tolerance = resolution(s.x, options.position_tolerance);
  const Array is_small = logical_and(is_inside, abs(newton - s.x) <= tolerance);
  const Array next =
      where(logical_and(is_inside, logical_or(logical_not(is_turn), is_small)), newton, middle);
  const Array is_root = abs(value) <= options.value_tolerance;
  const Array is_done =
      logical_or(logical_or(is_root, is_small), abs(high - low) <= 2. * tolerance);
  const auto keep = [&](const Array& old, const Array& now) { return where(s.is_done, old, now); };
  return {keep(s.low, low),
          keep(s.high, high),
          s.sign_low,
          keep(s.x, where(is_root, s.x, next)),
          logical_or(s.is_done, is_done),
          s.iteration + 1};
}

}  // namespace

RootSearchResults find_root_chandrupatla(const ScalarFunction& objective_fn, const Array& low,
                                         const Array& high, const BracketedRootOptions& options) {
  const char* who = "find_root_chandrupatla";
  check_options(who, options.position_tolerance, options.value_tolerance, options.max_iterations);
  const Arrays ends = bracket_of(who, objective_fn, low, high);
  const Array at_low = stop_gradient(objective_fn(ends[0]));
  const Array at_high = stop_gradient(objective_fn(ends[1]));
  const Array is_bracket = sign(at_low) * sign(at_high) <= 0.;
  const Array is_at_end = logical_or(at_low == 0., at_high == 0.);
  const Chandrupatla start{ends[1],
                           ends[0],
                           ends[0],
                           at_high,
                           at_low,
                           at_low,
                           full(ends[0].shape(), astype(0.5, ends[0].dtype())),
                           logical_or(logical_not(is_bracket), is_at_end),
                           zeros({}, int64)};
  const auto goes_on = [&](const Chandrupatla& s) {
    return logical_and(any(logical_not(s.is_done)), s.iteration < options.max_iterations);
  };
  const auto body = [&](const Chandrupatla& s) { return step(objective_fn, s, options); };
  const Chandrupatla last = while_loop(goes_on, body, start);
  const RootSearchResults found = results(objective_fn, last.best(), last.iteration);
  return {where(is_bracket, found.estimated_root, kNan),
          where(is_bracket, found.objective_at_estimated_root, kNan), found.num_iterations};
}

RootSearchResults find_root_newton(const ScalarFunction& objective_fn, const Array& low,
                                   const Array& high, const BracketedRootOptions& options) {
  const char* who = "find_root_newton";
  check_options(who, options.position_tolerance, options.value_tolerance, options.max_iterations);
  const Arrays ends = bracket_of(who, objective_fn, low, high);
  const Array at_low = stop_gradient(objective_fn(ends[0]));
  const Array at_high = stop_gradient(objective_fn(ends[1]));
  const Array is_bracket = sign(at_low) * sign(at_high) <= 0.;
  const Array middle = where(at_low == 0., ends[0],
                             where(at_high == 0., ends[1], ends[0] + 0.5 * (ends[1] - ends[0])));
  const Array is_at_end = logical_or(at_low == 0., at_high == 0.);
  const Newton start{ends[0],
                     ends[1],
                     sign(at_low),
                     middle,
                     logical_or(logical_not(is_bracket), is_at_end),
                     zeros({}, int64)};
  const auto goes_on = [&](const Newton& s) {
    return logical_and(any(logical_not(s.is_done)), s.iteration < options.max_iterations);
  };
  const auto body = [&](const Newton& s) { return step(objective_fn, s, options); };
  const Newton last = while_loop(goes_on, body, start);
  const RootSearchResults found = results(objective_fn, last.x, last.iteration);
  return {where(is_bracket, found.estimated_root, kNan),
          where(is_bracket, found.objective_at_estimated_root, kNan), found.num_iterations};
}

RootSearchResults find_root_secant(const ScalarFunction& objective_fn,
                                   const Array& initial_position, const SecantOptions& options) {
  const char* who = "find_root_secant";
  check_options(who, options.position_tolerance, options.value_tolerance, options.max_iterations);
  const Array first = as_floating(initial_position);
  const Arrays points = bracket_of(
      who, objective_fn, first, options.next_position.value_or(first + 1e-4 * (1. + abs(first))));
  const auto body = [&](const Arrays& s) {
    const Array &before = s[0], &now = s[1], &value_before = s[2], &value = s[3];
    const Array slope = (value - value_before) / (now - before);
    const Array move = value / slope, next = now - move;
    const Array stays = logical_or(s[4], logical_not(is_finite(next)));
    const Array at_next = where(stays, value, objective_fn(where(stays, now, next)));
    const Array is_done = logical_or(abs(move) <= options.position_tolerance,
                                     abs(at_next) <= options.value_tolerance);
    return Arrays{where(stays, before, now),         where(stays, now, next),
                  where(stays, value_before, value), at_next,
                  logical_or(stays, is_done),        s[5] + 1};
  };
  const Array value_0 = objective_fn(points[0]), value_1 = objective_fn(points[1]);
  const auto goes_on = [&](const Arrays& s) {
    return Arrays{logical_and(any(logical_not(s[4])), s[5] < options.max_iterations)};
  };
  const Arrays last =
      while_arrays(goes_on, body,
                   {points[0], points[1], stop_gradient(value_0), stop_gradient(value_1),
                    stop_gradient(abs(value_1) <= options.value_tolerance), zeros({}, int64)});
  return results(objective_fn, last[1], last[5]);
}

std::pair<Array, Array> bracket_root(const ScalarFunction& objective_fn, std::int64_t num_points,
                                     std::int64_t rank) {
  if (num_points < 4)
    throw ValueError(text("bracket_root: num_points must be 4 or more, got ", num_points));
  const std::int64_t half = num_points / 2;
  const Array magnitudes = exp(linspace(std::log(1e-300), std::log(1e300), half));
  const Array grid = concatenate({-reverse(magnitudes, {0}), magnitudes});
  Shape shape{2 * half};
  for (std::int64_t axis = 0; axis < rank; ++axis) shape = shape + Shape{1};
  const Array values = stop_gradient(objective_fn(reshape(grid, shape)));
  const Array signs = sign(values);
  const Array changes =
      slice_axis(signs, 0, 0, 2 * half - 1) * slice_axis(signs, 0, 1, 2 * half) <= 0.;
  const Array first = argmax(astype(changes, int64), 0), is_found = any(changes, {.axes = {0}});
  return {where(is_found, take(grid, first), kNan), where(is_found, take(grid, first + 1), kNan)};
}

}  // namespace aleator::math
