// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/quasi_newton.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"
#include "aleator/optimize/linesearch.h"

namespace aleator::optimize {
namespace {

Array is_usable(const Array& value, const Array& gradient) {
  return logical_and(is_finite(value), all(is_finite(gradient)));
}

Array largest(const Array& x) { return max(abs(x)); }

struct Direction {
  Array direction, slope;
};

/// Rounding can spoil a direction where the Hessian is nearly singular; the gradient always leads
/// down.
Direction descent(const Array& direction, const Array& gradient) {
  const Array slope = dot(direction, gradient);
  const Array is_descent = logical_and(slope < 0., all(is_finite(direction)));
  return {where(is_descent, direction, -gradient),
          where(is_descent, slope, -dot(gradient, gradient))};
}

Array is_converged(const SearchState& before, const SearchState& after, const StoppingRule& rule) {
  const Array by_gradient = largest(after.objective_gradient) <= rule.tolerance;
  const Array by_position = largest(after.position - before.position) <= rule.x_tolerance;
  const Array change = abs(after.objective_value - before.objective_value);
  const Array by_value =
      logical_or(change <= rule.f_relative_tolerance * abs(before.objective_value),
                 change <= rule.f_absolute_tolerance);
  return logical_or(by_gradient, logical_or(by_position, by_value));
}

/// `state` where a line search found nothing better, else its results.
SearchState accept(const SearchState& state, const HagerZhangResults& search,
                   const Array& direction, const StoppingRule& rule) {
  const Array position = state.position + search.left.x * direction;
  // Also a search that ended early may have found a lower value.
  const Array is_lower = logical_and(search.left.x > 0., search.left.f < state.objective_value);
  const Array is_accepted = logical_and(
      logical_or(search.converged, is_lower),
      logical_and(is_usable(search.left.f, search.full_gradient), all(is_finite(position))));
  SearchState next = state;
  next.position = where(is_accepted, position, state.position);
  next.objective_value = where(is_accepted, search.left.f, state.objective_value);
  next.objective_gradient = where(is_accepted, search.full_gradient, state.objective_gradient);
  next.failed = logical_not(is_accepted);
  next.converged = logical_and(is_accepted, is_converged(state, next, rule));
  next.num_iterations = state.num_iterations + 1;
  next.num_objective_evaluations = state.num_objective_evaluations + search.func_evals;
  return next;
}

}  // namespace

void StoppingRule::check(const char* who) const {
  if (!(tolerance >= 0 && x_tolerance >= 0 && f_relative_tolerance >= 0 &&
        f_absolute_tolerance >= 0)) {
    throw ValueError(text(who, ": tolerances must not be negative, got tolerance ", tolerance,
                          ", x_tolerance ", x_tolerance, ", f_relative_tolerance ",
                          f_relative_tolerance, ", f_absolute_tolerance ", f_absolute_tolerance));
  }
  if (max_iterations < 0 || max_line_search_iterations < 1) {
    throw ValueError(text(who,
                          ": max_iterations must not be negative and "
                          "max_line_search_iterations must be at least 1, got ",
                          max_iterations, " and ", max_line_search_iterations));
  }
}

SearchState search_init(const Objective& objective, const Array& position,
                        const StoppingRule& rule) {
  const Arrays start = objective(position);
  const Array is_start = is_usable(start[0], start[1]);
  return {.converged = logical_and(is_start, largest(start[1]) <= rule.tolerance),
          .failed = logical_not(is_start),
          .num_iterations = zeros({}, int64),
          .num_objective_evaluations = ones({}, int64),
          .position = position,
          .objective_value = start[0],
          .objective_gradient = start[1]};
}

Array search_goes_on(const SearchState& state, const StoppingRule& rule) {
  return logical_and(logical_not(logical_or(state.converged, state.failed)),
                     state.num_iterations < rule.max_iterations);
}

SearchState search_step(const Objective& objective, const SearchState& state,
                        const Array& direction, const Array& initial_step_size,
                        const StoppingRule& rule) {
  const Array goes_on = search_goes_on(state, rule);
  const Direction d = descent(direction, state.objective_gradient);
  const auto along = [&](const Array& step) {
    const Arrays value = objective(state.position + step * d.direction);
    return LineValue{value[0], dot(value[1], d.direction), value[1]};
  };
  const HagerZhangResults search =
      hager_zhang(along, {state.objective_value, d.slope, state.objective_gradient},
                  {.initial_step_size = initial_step_size,
                   .converged = logical_not(goes_on),
                   .max_iterations = rule.max_line_search_iterations});
  return choose(goes_on, accept(state, search, d.direction, rule), state);
}

Array first_step(const Array& direction, const Array& knows_curvature) {
  const Array length = sqrt(dot(direction, direction));
  return where(knows_curvature, 1., 1. / maximum(length, 1.));
}

}  // namespace aleator::optimize
