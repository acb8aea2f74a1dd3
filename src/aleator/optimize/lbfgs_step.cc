// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/lbfgs_step.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

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

Array newton_direction(const CorrectionHistory& history, const Array& gradient,
                       const LbfgsOptions& options) {
  const auto initial = [&](const Array& x) {
    const std::optional<Array>& given = options.initial_inverse_hessian_estimate;
    if (!given) return history.scale * x;
    const Array estimate = astype(*given, x.dtype());
    return estimate.rank() == 2 ? matmul(estimate, x) : estimate * x;
  };
  return -multiply_by_inverse_hessian(history, initial, gradient);
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

LbfgsState lbfgs_state(const LbfgsResults& results) {
  return {search_state(results), history_of({results.position_deltas, results.gradient_deltas})};
}

LbfgsResults lbfgs_results(const LbfgsState& state) {
  return results_of(state.search, pairs_of(remembered(state.history)));
}

Array lbfgs_goes_on(const LbfgsState& state, const LbfgsOptions& options) {
  return search_goes_on(state.search, rule_of(options));
}

LbfgsState lbfgs_step(const Objective& objective, const LbfgsState& state,
                      const LbfgsOptions& options) {
  const SearchState& at = state.search;
  CorrectionHistory history = remembered(state.history);
  const Array direction = newton_direction(history, at.objective_gradient, options);
  const Array knows_curvature =
      options.initial_inverse_hessian_estimate ? Array(true) : history.has_pairs;
  const SearchState next = search_step(objective, at, direction,
                                       first_step(direction, knows_curvature), rule_of(options));
  history.position_delta = next.position - at.position;
  history.gradient_delta = next.objective_gradient - at.objective_gradient;
  return {next, history};
}

LbfgsResults lbfgs_step(const Objective& objective, const LbfgsResults& results,
                        const LbfgsOptions& options) {
  return lbfgs_results(lbfgs_step(objective, lbfgs_state(results), options));
}

}  // namespace aleator::optimize
