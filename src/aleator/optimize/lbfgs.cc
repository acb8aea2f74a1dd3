// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/lbfgs.h"

#include "aleator/array/ops/control.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"
#include "aleator/optimize/lbfgs_step.h"

namespace aleator::optimize {
namespace {

constexpr const char* kWho = "lbfgs_minimize";

Objective objective_of(const ValueAndGradientsFunction& f, const Array& position) {
  const auto outputs = [&](const Array& x) {
    const auto [value, gradient] = f(x);
    return Arrays{value, gradient};
  };
  return {kWho, outputs, position};
}

LbfgsResults iterate(const Objective& objective, const LbfgsResults& start,
                     const LbfgsOptions& options) {
  const LbfgsState last =
      while_loop([&](const LbfgsState& state) { return lbfgs_goes_on(state, options); },
                 [&](const LbfgsState& state) { return lbfgs_step(objective, state, options); },
                 lbfgs_state(start));
  return stop_gradients(lbfgs_results(last));
}

}  // namespace

LbfgsResults lbfgs_minimize(const ValueAndGradientsFunction& value_and_gradients_function,
                            const Array& initial_position, const LbfgsOptions& options) {
  const Array position = stop_gradient(checked_position(kWho, initial_position));
  check_lbfgs(kWho, options, position);
  const Objective objective = objective_of(value_and_gradients_function, position);
  return iterate(objective, lbfgs_init(objective, position, options), options);
}

LbfgsResults lbfgs_minimize(const ValueAndGradientsFunction& value_and_gradients_function,
                            const LbfgsResults& previous_optimizer_results,
                            const LbfgsOptions& options) {
  const LbfgsResults start = stop_gradients(previous_optimizer_results);
  const Array position = checked_position(kWho, start.position);
  check_lbfgs(kWho, options, position);
  const Shape pairs{options.num_correction_pairs, position.size()};
  if (start.position_deltas.shape() != pairs || start.gradient_deltas.shape() != pairs) {
    throw ShapeError(text(kWho, ": previous_optimizer_results must have correction pairs of shape ",
                          pairs, " for these options, got ", start.position_deltas.shape(), " and ",
                          start.gradient_deltas.shape()));
  }
  return iterate(objective_of(value_and_gradients_function, position), start, options);
}

}  // namespace aleator::optimize
