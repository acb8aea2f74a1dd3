// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/ode/driver.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/transforms/transforms.h"

#include <limits>

namespace aleator::math {
namespace {

/// One solution's method and bounds.
struct Solver {
  const OdeMethod& method;
  const OdeOptions& options;

  Array norm(const Array& x, const Array& scale) const { return OdeNorm(options)(x, scale); }

  Array first_size(const OdeStart& at) const {
    if (options.first_step_size)
      return full({}, astype(*options.first_step_size, at.state.dtype()));
    const Array size = norm(at.state, abs(at.state)), slope = norm(at.slope, abs(at.state));
    const Array is_tiny = logical_or(size < 1e-5, slope < 1e-5);
    return where(is_tiny, 1e-6, 0.01 * size / where(is_tiny, 1., slope));
  }

  OdeProgress begin(const OdeSystem& system, const Array& time, const Array& state) const {
    OdeStart start{time, state, system(time, state), zeros({}, state.dtype())};
    start.size = stop_gradient(first_size(start));
    return {start, time - 1., method.rest(start), zeros({}, int64)};
  }

  /// One attempt; the old values where its error is too large.
  OdeProgress step(const OdeSystem& system, const OdeProgress& p, const Array& target) const {
    if (method.step) return method.step(OdeNorm(options), system, p);
    OdeStart start = p.start;
    const Array left = target - start.time;
    const Array is_cut = logical_and(left <= start.size, method.hits_solution_times);
    start.size = where(is_cut, left, start.size);
    const OdeAttempt attempt = method.attempt(system, start);
    const Array larger = maximum(abs(start.state), abs(attempt.state));
    const Array ratio = stop_gradient(norm(attempt.error, larger));
    const Array accepts = ratio <= 1.;  // NaN is not
    const Array by =
        where(ratio >= 0., 0.9 * power(maximum(ratio, 1e-10), -1. / method.order), 0.2);
    const Array size = stop_gradient(start.size * clip(by, 0.2, 10.));
    const auto choose = [&](const Array& next, const Array& old) {
      return where(accepts, next, old);
    };
    OdeProgress next{
        {choose(where(is_cut, target, start.time + start.size), start.time),
         choose(attempt.state, start.state), choose(attempt.slope, start.slope),
         where(logical_and(is_cut, accepts), maximum(size, stop_gradient(p.start.size)), size)},
        choose(start.time, p.last_time),
        {},
        p.num_steps + 1};
    for (std::size_t i = 0; i < p.interpolant.size(); ++i)
      next.interpolant.push_back(choose(attempt.interpolant[i], p.interpolant[i]));
    return next;
  }

  OdeProgress advance(const OdeSystem& system, const OdeProgress& from, const Array& target) const {
    const auto goes_on = [&](const OdeProgress& p) { return p.start.time < target; };
    const auto body = [&](const OdeProgress& p) { return step(system, p, target); };
    return while_loop(goes_on, body, from, {.max_steps = options.max_num_steps});
  }

  /// The state at the target; NaN where that was not reached.
  Array state_at(const OdeProgress& p, const Array& target) const {
    const Array fraction = (target - p.last_time) / (p.start.time - p.last_time);
    const Array state = reshape(method.interpolate(p.interpolant, fraction), p.start.state.shape());
    return where(p.start.time >= target, state, std::numeric_limits<double>::quiet_NaN());
  }
};

/// States and number of steps.
Arrays solve_forward(const Solver& solver, const OdeSystem& system, const Array& initial_time,
                     const Array& initial_state, const Array& times) {
  const auto body = [&](const OdeProgress& p, const Array& target) {
    const OdeProgress next = solver.advance(system, p, target);
    return std::pair(next, solver.state_at(next, target));
  };
  const auto [last, states] = scan(body, solver.begin(system, initial_time, initial_state), times);
  return {states, last.num_steps};
}

/// The parts of a flat vector that have these shapes and dtypes: the vector has the dtype of the
/// state, constants may have others.
Arrays unpacked(const Array& flat, const Arrays& like) {
  Arrays parts;
  std::int64_t start = 0;
  for (const Array& one : like) {
    const Array part = reshape(slice_axis(flat, 0, start, start + one.size()), one.shape());
    parts.push_back(astype(part, one.dtype()));
    start += one.size();
  }
  return parts;
}
Array packed(const Arrays& parts) {
  Arrays flat;
  for (const Array& part : parts) flat.push_back(astype(ravel(part), parts[0].dtype()));
  return concatenate(flat);
}

/// The adjoint of (state, constants) carried back from one time to an earlier one: with a the
/// cotangent of the state, da/dt = -(df/dy)' a and dg/dt = -(df/dc)' a, in reversed time.
Arrays adjoint_between(const Solver& solver, const OdeFunction& f, const Arrays& from,
                       const std::pair<Array, Array>& times, const Arrays& constants) {
  const OdeSystem backwards = [&](const Array& reversed_time, const Array& flat) {
    const Arrays parts = unpacked(flat, from);
    const auto own = [&](const Arrays& y) {
      return Arrays{f(-reversed_time, y[0], rest_of(y, 1))};
    };
    const Linearized linear = vjp_arrays(own, joined({{parts[0]}, constants}));
    const Arrays pulled = linear.pull({parts[1]});
    return packed(joined({{-linear.outputs[0]}, pulled}));
  };
  const OdeProgress start = solver.begin(backwards, -times.first, packed(from));
  const OdeProgress end = solver.advance(backwards, start, -times.second);
  return unpacked(solver.state_at(end, -times.second), from);
}

/// Arguments are the initial time and state, the solution times, the constants.
Arrays adjoint_cotangents(const Solver& solver, const OdeFunction& f, const Arrays& arguments,
                          const Arrays& states_and_cotangents) {
  const Array &initial_time = arguments[0], &initial_state = arguments[1], &times = arguments[2];
  const Array &states = states_and_cotangents[0], &cotangents = states_and_cotangents[1];
  const Arrays constants = rest_of(arguments, 3);
  const Array earlier =
      concatenate({reshape(initial_time, {1}), slice_axis(times, 0, 0, times.dim(0) - 1)});
  Arrays carry{zeros_like(initial_state)};
  for (const Array& c : constants) carry.push_back(zeros_like(c));
  const auto body = [&](const Arrays& now, const Arrays& entry) {
    const Array &time = entry[0], &before = entry[1], &state = entry[2], &cotangent = entry[3];
    Arrays from = now;
    from[0] = now[0] + cotangent;
    const Array of_time = sum(cotangent * f(time, state, constants));
    const Arrays back =
        adjoint_between(solver, f, joined({{state}, from}), {time, before}, constants);
    return std::pair(rest_of(back, 1), Arrays{of_time});
  };
  const auto [first, of_times] =
      scan_arrays(body, carry, {times, earlier, states, cotangents}, {.is_reverse = true});
  const Array of_start = -sum(first[0] * f(initial_time, initial_state, constants));
  return joined({{of_start, first[0], of_times[0]}, rest_of(first, 1)});
}

void check_options(const char* who, const OdeOptions& o) {
  const bool is_valid = o.rtol >= 0 && o.atol >= 0 && o.rtol + o.atol > 0 && o.max_num_steps > 0 &&
                        o.first_step_size.value_or(1) > 0;
  if (is_valid) return;
  throw ValueError(text(who,
                        ": rtol and atol must not be negative nor both 0, max_num_steps and "
                        "first_step_size positive, got ",
                        o.rtol, ", ", o.atol, ", ", o.max_num_steps, " and ",
                        o.first_step_size.value_or(0)));
}

/// Initial time and state, solution times, constants, in the dtype of the state.
Arrays arguments_of(const char* who, const OdeProblem& problem) {
  check_holds(who, problem.initial_state);
  const Array state = as_floating(problem.initial_state);
  const Array strong = astype(state, state.dtype());
  if (problem.solution_times.rank() != 1 || problem.solution_times.dim(0) < 1 ||
      problem.initial_time.rank() != 0) {
    throw ShapeError(text(who,
                          ": initial_time must be a scalar and solution_times a vector that is "
                          "not empty, got shapes ",
                          problem.initial_time.shape(), " and ", problem.solution_times.shape()));
  }
  Arrays arguments{astype(problem.initial_time, state.dtype()), strong,
                   astype(problem.solution_times, state.dtype())};
  for (const Array& c : problem.constants)
    arguments.push_back(astype(as_floating(c), as_floating(c).dtype()));
  const Shape slope = problem.ode_fn(arguments[0], strong, rest_of(arguments, 3)).shape();
  if (slope != state.shape()) {
    throw ShapeError(
        text(who, ": ode_fn must return the shape of the state, ", state.shape(), ", got ", slope));
  }
  return arguments;
}

}  // namespace

Array OdeNorm::operator()(const Array& x, const Array& scale) const {
  return sqrt(mean(square(x / (atol_ + rtol_ * scale))));
}

OdeResults solve_ode(const char* who, const OdeMethod& method, const OdeProblem& problem,
                     const OdeOptions& options) {
  check_options(who, options);
  const Arrays arguments = arguments_of(who, problem);
  const OdeFunction f = problem.ode_fn;
  const auto forward = [&](const Arrays& x) {
    const Arrays constants = rest_of(x, 3);
    const OdeSystem system = [&](const Array& t, const Array& y) { return f(t, y, constants); };
    return solve_forward({method, options}, system, x[0], x[1], x[2]);
  };
  const auto with_adjoint = [&](const Arrays& x) {
    const Arrays results = forward(x);
    const ArraysFunction pull = [&, x, results](const Arrays& cotangents) {
      return adjoint_cotangents({method, options}, f, x, {results[0], cotangents[0]});
    };
    return std::pair(results, pull);
  };
  const Arrays results = options.gradient == OdeGradient::adjoint
                             ? custom_gradient_arrays(with_adjoint, arguments)
                             : forward(arguments);
  return {arguments[2], results[0], stop_gradient(results[1]),
          all(logical_not(is_nan(stop_gradient(results[0]))))};
}

}  // namespace aleator::math
