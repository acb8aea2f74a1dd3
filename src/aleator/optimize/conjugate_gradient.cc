// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/conjugate_gradient.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/optimize/choose.h"
#include "aleator/optimize/quasi_newton.h"

namespace aleator::optimize {
namespace {

constexpr const char* kWho = "conjugate_gradient_minimize";

struct State {
  SearchState search;
  Array direction, step_size;  // along the direction, of the last move
};

Array length(const Array& x) { return sqrt(dot(x, x)); }

/// The direction after a move: conjugate to the one before, about.
Array next_direction(const SearchState& before, const SearchState& after, const Array& direction) {
  const Array& g = after.objective_gradient;
  const Array change = g - before.objective_gradient, product = dot(direction, change);
  const Array weight = dot(change - 2. * direction * dot(change, change) / product, g) / product;
  const Array least = -1. / (length(direction) * minimum(0.01, length(before.objective_gradient)));
  const Array conjugate = -g + maximum(weight, least) * direction;
  return where(all(is_finite(conjugate)), conjugate, -g);
}

}  // namespace

ConjugateGradientResults conjugate_gradient_minimize(
    const ValueAndGradientsFunction& value_and_gradients_function, const Array& initial_position,
    const ConjugateGradientOptions& o) {
  const Array position = stop_gradient(checked_position(kWho, initial_position));
  const StoppingRule rule{o.tolerance,
                          o.x_tolerance,
                          o.f_relative_tolerance,
                          o.f_absolute_tolerance,
                          o.max_iterations,
                          o.max_line_search_iterations};
  rule.check(kWho);
  const Objective objective(
      kWho,
      [&](const Array& x) {
        const auto [value, gradient] = value_and_gradients_function(x);
        return Arrays{value, gradient};
      },
      position);
  const SearchState first = search_init(objective, position, rule);
  const Array g = first.objective_gradient;
  const auto advance = [&](const State& s) {
    const SearchState after = search_step(objective, s.search, s.direction, s.step_size, rule);
    const Array direction = next_direction(s.search, after, s.direction);
    // The next move is about as long as the last one.
    const Array moved = length(after.position - s.search.position);
    const Array step = moved / length(direction);
    return State{after, direction, where(logical_and(is_finite(step), step > 0.), step, 1.)};
  };
  const State last = while_loop([&](const State& s) { return search_goes_on(s.search, rule); },
                                advance, State{first, -g, 1. / maximum(length(g), 1.)});
  const SearchState& r = last.search;
  return stop_gradients(ConjugateGradientResults{r.converged, r.failed, r.num_iterations,
                                                 r.num_objective_evaluations, r.position,
                                                 r.objective_value, r.objective_gradient});
}

}  // namespace aleator::optimize
