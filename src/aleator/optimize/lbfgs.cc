// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/lbfgs.h"

#include "aleator/array/ops/control.h"
#include "aleator/optimize/choose.h"
#include "aleator/optimize/lbfgs_step.h"

namespace aleator::optimize {

LbfgsResults lbfgs_minimize(const ValueAndGradientsFunction& value_and_gradients_function,
                            const Array& initial_position, const LbfgsOptions& options) {
  const char* who = "lbfgs_minimize";
  const Array position = stop_gradient(checked_position(who, initial_position));
  check_lbfgs(who, options, position);
  const auto outputs = [&](const Array& x) {
    const auto [value, gradient] = value_and_gradients_function(x);
    return Arrays{value, gradient};
  };
  const Objective objective(who, outputs, position);
  const LbfgsResults last =
      while_loop([&](const LbfgsResults& state) { return lbfgs_goes_on(state, options); },
                 [&](const LbfgsResults& state) { return lbfgs_step(objective, state, options); },
                 lbfgs_init(objective, position, options));
  return stop_gradients(last);
}

}  // namespace aleator::optimize
