// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/lbfgs_step.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/optimize/inverse_hessian.h"
#include "aleator/optimize/quasi_newton.h"

namespace aleator::optimize {
namespace {

StoppingRule rule_of(const LbfgsOptions& options) {
  return {options.tolerance,
          options.x_tolerance,
          options.f_relative_tolerance,
          options.f_absolute_tolerance,
          options.max_iterations,
          options.max_line_search_iterations};
}

SearchState search_state(const LbfgsResults& state) {
  return {state.converged,         state.failed,
          state.num_iterations,    state.num_objective_evaluations,
          state.position,          state.objective_value,
          state.objective_gradient};
}

LbfgsResults results_of(const SearchState& state, const CorrectionPairs& pairs) {
  return {state.converged,          state.failed,
          state.num_iterations,     state.num_objective_evaluations,
          state.position,           state.objective_value,
          state.objective_gradient, pairs.position_deltas,
          pairs.gradient_deltas};
}

/// The multiple of the identity that fits the newest pair; 1 before there is one.
Array scale_of(const CorrectionPairs& pairs) {
  const Array s = pairs.position_deltas[-1], y = pairs.gradient_deltas[-1];
  const Array squares = dot(y, y), is_pair = squares > 0.;
  return where(is_pair, dot(s, y) / where(is_pair, squares, 1.), 1.);
}

Array newton_direction(const LbfgsResults& state, const LbfgsOptions& options) {
  const CorrectionPairs pairs{state.position_deltas, state.gradient_deltas};
  const auto initial = [&](const Array& x) {
    const std::optional<Array>& given = options.initial_inverse_hessian_estimate;
    if (!given) return scale_of(pairs) * x;
    const Array estimate = astype(*given, x.dtype());
    return estimate.rank() == 2 ? matmul(estimate, x) : estimate * x;
  };
  return -multiply_by_inverse_hessian(pairs, initial, state.objective_gradient);
}

void check_estimate(const char* who, const Array& estimate, const Array& position) {
  const std::int64_t d = position.size();
  if (estimate.shape() == Shape{d} || estimate.shape() == Shape{d, d}) return;
  throw ShapeError(text(who, ": initial_inverse_hessian_estimate must be a diagonal, ", Shape{d},
                        ", or a matrix, ", Shape{d, d}, ", got shape ", estimate.shape()));
}

}  // namespace

void check_lbfgs(const char* who, const LbfgsOptions& options, const Array& position) {
  if (options.num_correction_pairs < 1) {
    throw ValueError(
        text(who, ": num_correction_pairs must be at least 1, got ", options.num_correction_pairs));
  }
  rule_of(options).check(who);
  if (options.initial_inverse_hessian_estimate)
    check_estimate(who, *options.initial_inverse_hessian_estimate, position);
}

LbfgsResults lbfgs_init(const Objective& objective, const Array& position,
                        const LbfgsOptions& options) {
  const Array no_pairs =
      zeros(Shape{options.num_correction_pairs, position.size()}, position.dtype());
  return results_of(search_init(objective, position, rule_of(options)), {no_pairs, no_pairs});
}

Array lbfgs_goes_on(const LbfgsResults& state, const LbfgsOptions& options) {
  return search_goes_on(search_state(state), rule_of(options));
}

LbfgsResults lbfgs_step(const Objective& objective, const LbfgsResults& state,
                        const LbfgsOptions& options) {
  const Array direction = newton_direction(state, options);
  const Array knows_curvature =
      options.initial_inverse_hessian_estimate ? Array(true) : any(state.gradient_deltas[-1] != 0.);
  const SearchState next = search_step(objective, search_state(state), direction,
                                       first_step(direction, knows_curvature), rule_of(options));
  const Array moved = next.position - state.position;
  const Array changed = next.objective_gradient - state.objective_gradient;
  const CorrectionPairs old{state.position_deltas, state.gradient_deltas};
  const CorrectionPairs pushed = push(old, moved, changed);
  const Array is_pair = has_curvature(moved, changed);  // no move is no pair
  return results_of(next, {where(is_pair, pushed.position_deltas, old.position_deltas),
                           where(is_pair, pushed.gradient_deltas, old.gradient_deltas)});
}

}  // namespace aleator::optimize
