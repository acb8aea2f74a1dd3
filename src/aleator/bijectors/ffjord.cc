// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/ffjord.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"
#include "aleator/transforms/inspect.h"
#include "aleator/transforms/transforms.h"

namespace aleator::bijectors {
namespace {

Array with_log_det(const Array& state, const Array& log_det) {
  return concatenate({state, expand_dims(log_det, -1)}, -1);
}
Array without_log_det(const Array& both) { return slice_axis(both, -1, 0, both.dim(-1) - 1); }
Array log_det_of(const Array& both) {
  return squeeze(slice_axis(both, -1, both.dim(-1) - 1, both.dim(-1)), -1);
}

struct FFJORDRules final : BijectorRules {
  explicit FFJORDRules(const FFJORDOptions& options) : o(options) {
    if (!o.state_time_derivative_fn)
      throw ValueError("FFJORD: state_time_derivative_fn is required");
    if (!(o.initial_time < o.final_time))
      throw ValueError(text("FFJORD: final_time must be after initial_time, got ", o.final_time,
                            " and ", o.initial_time));
    if (!o.ode_solve_fn)
      o.ode_solve_fn = [](const math::OdeProblem& problem) {
        return math::DormandPrince{{.rtol = 1e-5, .atol = 1e-5}}.solve(problem);
      };
  }
  FFJORDOptions o;
  using System = Callable<Array(const Array& time, const Array& state)>;

  Array derivative(const Array& time, const Array& state) const {
    const Array result = o.state_time_derivative_fn(time, state);
    if (result.shape() != state.shape())
      throw ShapeError(text("FFJORD: state_time_derivative_fn must return the shape of the state, ",
                            state.shape(), ", got ", result.shape()));
    return astype(result, state.dtype());
  }
  /// The state, and the logarithm of the determinant so far behind it.
  Array augmented(const Array& time, const Array& both) const {
    const Array state = without_log_det(both);
    const StateDerivative at_time = [&](const Array& z) { return derivative(time, z); };
    return with_log_det(at_time(state), o.trace_augmentation_fn(at_time, state));
  }
  /// The same in time that runs from the final to the initial one.
  System reversed(const System& system) const {
    return [system, end = o.final_time, start = o.initial_time](const Array& time, const Array& z) {
      return -system(end + start - time, z);
    };
  }
  /// The function is closed first: what it reads becomes constants of the equation, which its
  /// adjoint has gradients for.
  Array solution(const System& system, const Array& from) const {
    const Array state = astype(from, from.dtype());
    const ArrayType time{.dtype = state.dtype()};
    const ClosedFunction closed = close("FFJORD", {time, state.type()}, [&](const Arrays& x) {
      return Arrays{system(x[0], x[1])};
    });
    Arrays constants;
    std::vector<bool> is_constant;
    for (const Array& capture : closed.captures) {
      is_constant.push_back(is_floating(capture.dtype()) && !capture.is_known());
      if (is_constant.back()) constants.push_back(astype(capture, capture.dtype()));
    }
    const auto ode_fn = [&](const Array& t, const Array& z, const Arrays& values) {
      Arrays operands{t, z};
      std::size_t next = 0;
      for (std::size_t i = 0; i < is_constant.size(); ++i)
        operands.push_back(is_constant[i] ? values[next++] : closed.captures[i]);
      return call_function(closed.function, operands)[0];
    };
    const Array times = full({1}, astype(Array(o.final_time), state.dtype()));
    const Array states = o.ode_solve_fn({.ode_fn = ode_fn,
                                         .initial_time = o.initial_time,
                                         .initial_state = state,
                                         .solution_times = times,
                                         .constants = constants})
                             .states;
    return squeeze(states, 0);
  }
  System plain() const {
    return [this](const Array& t, const Array& z) { return derivative(t, z); };
  }
  System with_trace() const {
    return [this](const Array& t, const Array& z) { return augmented(t, z); };
  }
  static Array start(const Array& x) {
    return with_log_det(x, zeros(x.shape().slice(0, x.rank() - 1), x.dtype()));
  }

  std::string_view name() const override { return "FFJORD"; }
  Array forward(const Array& x) const override { return solution(plain(), x); }
  Array inverse(const Array& y) const override { return solution(reversed(plain()), y); }
  Array forward_log_det_jacobian(const Array& x) const override {
    return log_det_of(solution(with_trace(), start(x)));
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return log_det_of(solution(reversed(with_trace()), start(y)));
  }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return o.state_time_derivative_fn.leaves(); }
};

}  // namespace

Array trace_jacobian_exact(const StateDerivative& derivative, const Array& state) {
  const auto diagonal_entry = [&](const Array& unit) {
    const Array tangent = broadcast_to(unit, state.shape());
    return sum(unit * jvp(derivative, state, tangent).second, {.axes = {-1}});
  };
  const Array units = eye(state.dim(-1), -1, 0, state.dtype());
  return sum(vmap(diagonal_entry)(units), {.axes = {0}});
}

TraceAugmentationFn trace_jacobian_hutchinson(const TraceJacobianHutchinsonOptions& options) {
  if (options.num_probes < 1)
    throw ValueError(
        text("trace_jacobian_hutchinson: num_probes must be at least 1, got ", options.num_probes));
  return [options](const StateDerivative& derivative, const Array& state) {
    const auto estimate = [&](const Array& signs) {
      return sum(signs * jvp(derivative, state, signs).second, {.axes = {-1}});
    };
    const Array signs =
        random::rademacher(options.key, Shape{options.num_probes} + state.shape(), state.dtype());
    return mean(vmap(estimate)(signs), {.axes = {0}});
  };
}

FFJORD::FFJORD(const FFJORDOptions& options) : Bijector(make_ref<FFJORDRules>(options)) {}

}  // namespace aleator::bijectors
