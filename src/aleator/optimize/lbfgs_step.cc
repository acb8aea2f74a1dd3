// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/lbfgs_step.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"
#include "aleator/optimize/inverse_hessian.h"
#include "aleator/optimize/linesearch.h"

namespace aleator::optimize {
namespace {

Array is_usable(const Array& value, const Array& gradient) {
  return logical_and(is_finite(value), all(is_finite(gradient)));
}

Array largest(const Array& x) { return max(abs(x)); }

/// The multiple of the identity that fits the newest pair; 1 before there is one.
Array scale_of(const CorrectionPairs& pairs) {
  const Array s = pairs.position_deltas[-1], y = pairs.gradient_deltas[-1];
  const Array squares = dot(y, y), is_pair = squares > 0.;
  return where(is_pair, dot(s, y) / where(is_pair, squares, 1.), 1.);
}

struct Direction {
  Array direction, slope;
};

Direction direction_of(const LbfgsResults& state, const LbfgsOptions& options) {
  const CorrectionPairs pairs{state.position_deltas, state.gradient_deltas};
  const auto initial = [&](const Array& x) {
    const std::optional<Array>& given = options.initial_inverse_hessian_estimate;
    if (!given) return scale_of(pairs) * x;
    const Array estimate = astype(*given, x.dtype());
    return estimate.rank() == 2 ? matmul(estimate, x) : estimate * x;
  };
  const Array& gradient = state.objective_gradient;
  const Array newton = -multiply_by_inverse_hessian(pairs, initial, gradient);
  const Array slope = dot(newton, gradient);
  // Rounding can spoil the direction where H is nearly singular; the gradient always leads down.
  const Array is_descent = logical_and(slope < 0., all(is_finite(newton)));
  return {where(is_descent, newton, -gradient), where(is_descent, slope, -dot(gradient, gradient))};
}

/// 1, but a move of at most length 1 where nothing is known of the curvature.
Array first_step(const LbfgsResults& state, const Array& direction, const LbfgsOptions& options) {
  const Array one = ones({}, direction.dtype());
  if (options.initial_inverse_hessian_estimate) return one;
  const Array length = sqrt(dot(direction, direction));
  const Array is_known = any(state.gradient_deltas[-1] != 0.);
  return where(is_known, one, 1. / maximum(length, 1.));
}

Array is_converged(const LbfgsResults& before, const LbfgsResults& after,
                   const LbfgsOptions& options) {
  const Array by_gradient = largest(after.objective_gradient) <= options.tolerance;
  const Array by_position = largest(after.position - before.position) <= options.x_tolerance;
  const Array change = abs(after.objective_value - before.objective_value);
  const Array by_value =
      logical_or(change <= options.f_relative_tolerance * abs(before.objective_value),
                 change <= options.f_absolute_tolerance);
  return logical_or(by_gradient, logical_or(by_position, by_value));
}

void check_estimate(const char* who, const Array& estimate, const Array& position) {
  const std::int64_t d = position.size();
  if (estimate.shape() == Shape{d} || estimate.shape() == Shape{d, d}) return;
  throw ShapeError(text(who, ": initial_inverse_hessian_estimate must be a diagonal, ", Shape{d},
                        ", or a matrix, ", Shape{d, d}, ", got shape ", estimate.shape()));
}

/// `state` where a search found nothing better, else its results.
LbfgsResults accept(const LbfgsResults& state, const HagerZhangResults& search,
                    const Array& direction, const LbfgsOptions& options) {
  const Array position = state.position + search.left.x * direction;
  // Also a search that ended early may have found a lower value.
  const Array is_lower = logical_and(search.left.x > 0., search.left.f < state.objective_value);
  const Array is_accepted = logical_and(
      logical_or(search.converged, is_lower),
      logical_and(is_usable(search.left.f, search.full_gradient), all(is_finite(position))));
  LbfgsResults next = state;
  next.position = where(is_accepted, position, state.position);
  next.objective_value = where(is_accepted, search.left.f, state.objective_value);
  next.objective_gradient = where(is_accepted, search.full_gradient, state.objective_gradient);
  const Array moved = next.position - state.position;
  const Array changed = next.objective_gradient - state.objective_gradient;
  const CorrectionPairs old{state.position_deltas, state.gradient_deltas};
  const CorrectionPairs pushed = push(old, moved, changed);
  const Array is_pair = has_curvature(moved, changed);
  next.position_deltas = where(is_pair, pushed.position_deltas, old.position_deltas);
  next.gradient_deltas = where(is_pair, pushed.gradient_deltas, old.gradient_deltas);
  next.failed = logical_not(is_accepted);
  next.converged = logical_and(is_accepted, is_converged(state, next, options));
  return next;
}

}  // namespace

void check_lbfgs(const char* who, const LbfgsOptions& options, const Array& position) {
  if (options.num_correction_pairs < 1) {
    throw ValueError(
        text(who, ": num_correction_pairs must be at least 1, got ", options.num_correction_pairs));
  }
  if (!(options.tolerance >= 0 && options.x_tolerance >= 0 && options.f_relative_tolerance >= 0 &&
        options.f_absolute_tolerance >= 0)) {
    throw ValueError(text(who, ": tolerances must not be negative, got tolerance ",
                          options.tolerance, ", x_tolerance ", options.x_tolerance,
                          ", f_relative_tolerance ", options.f_relative_tolerance,
                          ", f_absolute_tolerance ", options.f_absolute_tolerance));
  }
  if (options.max_iterations < 0 || options.max_line_search_iterations < 1) {
    throw ValueError(text(who,
                          ": max_iterations must not be negative and "
                          "max_line_search_iterations must be at least 1, got ",
                          options.max_iterations, " and ", options.max_line_search_iterations));
  }
  if (options.initial_inverse_hessian_estimate)
    check_estimate(who, *options.initial_inverse_hessian_estimate, position);
}

LbfgsResults lbfgs_init(const Objective& objective, const Array& position,
                        const LbfgsOptions& options) {
  const Arrays start = objective(position);
  const Array is_start = is_usable(start[0], start[1]);
  const Array no_pairs =
      zeros(Shape{options.num_correction_pairs, position.size()}, position.dtype());
  return {.converged = logical_and(is_start, largest(start[1]) <= options.tolerance),
          .failed = logical_not(is_start),
          .num_iterations = zeros({}, int64),
          .num_objective_evaluations = ones({}, int64),
          .position = position,
          .objective_value = start[0],
          .objective_gradient = start[1],
          .position_deltas = no_pairs,
          .gradient_deltas = no_pairs};
}

Array lbfgs_goes_on(const LbfgsResults& state, const LbfgsOptions& options) {
  return logical_and(logical_not(logical_or(state.converged, state.failed)),
                     state.num_iterations < options.max_iterations);
}

LbfgsResults lbfgs_step(const Objective& objective, const LbfgsResults& state,
                        const LbfgsOptions& options) {
  const Array goes_on = lbfgs_goes_on(state, options);
  const Direction d = direction_of(state, options);
  const auto along = [&](const Array& step) {
    const Arrays value = objective(state.position + step * d.direction);
    return LineValue{value[0], dot(value[1], d.direction), value[1]};
  };
  const HagerZhangResults search =
      hager_zhang(along, {state.objective_value, d.slope, state.objective_gradient},
                  {.initial_step_size = first_step(state, d.direction, options),
                   .converged = logical_not(goes_on),
                   .max_iterations = options.max_line_search_iterations});
  LbfgsResults next = accept(state, search, d.direction, options);
  next.num_iterations = state.num_iterations + 1;
  next.num_objective_evaluations = state.num_objective_evaluations + search.func_evals;
  return choose(goes_on, next, state);
}

}  // namespace aleator::optimize
