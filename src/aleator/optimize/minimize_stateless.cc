// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/minimize_stateless.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"
#include "aleator/transforms/transforms.h"

namespace aleator::optimize {
namespace {

struct State {
  Arrays parameters, optimizer, criterion;
  Array loss, has_converged, is_over, num_steps;
};

/// A step and whether there is another one after it.
State stepped(const State& s, const ValueAndGradients& now, const Array& step,
              const MinimizeStatelessOptions& o) {
  const OptimizerStep moved = o.optimizer.step(now.gradients, s.optimizer, s.parameters, step);
  State next{.parameters = moved.parameters,
             .optimizer = moved.state,
             .criterion = s.criterion,
             .loss = now.value,
             .has_converged = s.has_converged,
             .is_over = s.is_over,
             .num_steps = s.num_steps + 1};
  if (o.convergence_criterion) {
    std::tie(next.has_converged, next.criterion) = o.convergence_criterion.rules().one_step(
        {step, now.value, now.gradients, s.parameters}, s.criterion);
  }
  next.is_over = next.has_converged;
  return next;
}

State start_of(const Arrays& init, const Array& zero, const MinimizeStatelessOptions& o) {
  Arrays start;
  for (const Array& x : init) start.push_back(astype(as_floating(x), as_floating(x).dtype()));
  State state{.parameters = start,
              .optimizer = o.optimizer.init(start),
              .criterion = {},
              .loss = zero,
              .has_converged = astype(0, boolean),
              .is_over = astype(0, boolean),
              .num_steps = zeros({}, int64)};
  if (o.convergence_criterion)
    state.criterion = o.convergence_criterion.rules().bootstrap(zero, start, start);
  return state;
}

}  // namespace

StatelessTraining minimize_stateless(const StatelessLossFn& loss, const Arrays& init,
                                     const MinimizeStatelessOptions& o) {
  if (o.num_steps < 1)
    throw ValueError(text("minimize_stateless: num_steps must be at least 1, got ", o.num_steps));
  const Key key = o.key.value_or(Key(0));
  const auto one = [&](const State& s, const Array& step) {
    const auto of_step = [&](const Arrays& x) { return Arrays{loss(x, fold_in(key, step))}; };
    const ValueAndGradients now =
        value_and_grad_arrays("minimize_stateless", of_step, s.parameters);
    State stopped = s;
    stopped.is_over = astype(1, boolean);
    const Array is_usable = logical_and(logical_not(s.is_over), is_finite(now.value));
    return std::pair(choose(is_usable, stepped(s, now, step, o), stopped),
                     where(s.is_over, s.loss, now.value));
  };
  const Array zero = zeros_like(as_floating(loss(init, key)));
  const State first = start_of(init, astype(zero, zero.dtype()), o);
  const auto [last, losses] = scan(one, first, arange(o.num_steps, int64));
  return {last.parameters, losses, last.has_converged, last.num_steps};
}

}  // namespace aleator::optimize
