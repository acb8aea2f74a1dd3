// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/bfgs.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"
#include "aleator/optimize/inverse_hessian.h"
#include "aleator/optimize/quasi_newton.h"

namespace aleator::optimize {
namespace {

constexpr const char* kWho = "bfgs_minimize";

struct State {
  SearchState search;
  Array inverse_hessian;
  Array has_moved;  // whether inverse_hessian knows of any move
};

/// H + (1 + y'Hy / s'y) s s' / s'y - (H y s' + s y' H) / s'y, where s'y > 0.
Array updated(const Array& h, const Array& s, const Array& y) {
  const Array product = dot(s, y), image = matmul(h, y);
  const Array cross = outer(image, s);
  return h + ((1. + dot(y, image) / product) * outer(s, s) - (cross + transpose(cross))) / product;
}

State step(const Objective& objective, const State& state, const BfgsOptions& options,
           const StoppingRule& rule) {
  const bool is_given = options.initial_inverse_hessian_estimate.has_value();
  const Array direction = -matmul(state.inverse_hessian, state.search.objective_gradient);
  const Array knows_curvature = is_given ? Array(true) : state.has_moved;
  const SearchState next =
      search_step(objective, state.search, direction, first_step(direction, knows_curvature), rule);
  const Array s = next.position - state.search.position;
  const Array y = next.objective_gradient - state.search.objective_gradient;
  const Array is_pair = has_curvature(s, y);
  return {next, where(is_pair, updated(state.inverse_hessian, s, y), state.inverse_hessian),
          logical_or(state.has_moved, is_pair)};
}

Array initial_estimate(const BfgsOptions& options, const Array& position) {
  const std::int64_t d = position.size();
  if (!options.initial_inverse_hessian_estimate) return eye(d, d, 0, position.dtype());
  const Array& estimate = *options.initial_inverse_hessian_estimate;
  if (estimate.shape() != Shape{d, d}) {
    throw ShapeError(text(kWho, ": initial_inverse_hessian_estimate must be a matrix, ",
                          Shape{d, d}, ", got shape ", estimate.shape()));
  }
  return astype(estimate, position.dtype());
}

}  // namespace

BfgsResults bfgs_minimize(const ValueAndGradientsFunction& value_and_gradients_function,
                          const Array& initial_position, const BfgsOptions& options) {
  const Array position = stop_gradient(checked_position(kWho, initial_position));
  const StoppingRule rule{options.tolerance,
                          options.x_tolerance,
                          options.f_relative_tolerance,
                          options.f_absolute_tolerance,
                          options.max_iterations,
                          options.max_line_search_iterations};
  rule.check(kWho);
  const Array estimate = initial_estimate(options, position);
  const auto outputs = [&](const Array& x) {
    const auto [value, gradient] = value_and_gradients_function(x);
    return Arrays{value, gradient};
  };
  const Objective objective(kWho, outputs, position);
  const State last =
      while_loop([&](const State& state) { return search_goes_on(state.search, rule); },
                 [&](const State& state) { return step(objective, state, options, rule); },
                 State{search_init(objective, position, rule), estimate, false});
  const SearchState& found = last.search;
  return stop_gradients(BfgsResults{
      found.converged, found.failed, found.num_iterations, found.num_objective_evaluations,
      found.position, found.objective_value, found.objective_gradient, last.inverse_hessian});
}

}  // namespace aleator::optimize
