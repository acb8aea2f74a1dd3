// SPDX-License-Identifier: Apache-2.0
// Defines the FFJORD bijector, a flow along an ordinary differential equation, and estimates of the
// trace that its density needs.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/conditioned_bijector.h"
#include "aleator/math/ode/solver.h"
#include "aleator/random/key.h"

namespace aleator::bijectors {

/// dy/dt by time, a scalar, and states of shape [..., n], each row for itself. The arrays that a
/// function object shows by visit_leaves, a network's Variables, are the flow's parameters.
class StateTimeDerivativeFn {
 public:
  StateTimeDerivativeFn() = default;
  template <class F>
  requires std::is_invocable_r_v<Array, const F&, const Array&, const Array&> StateTimeDerivativeFn(
      const F& f)
      : function_(f), leaves_(leaves_of(f)) {}
  explicit operator bool() const { return static_cast<bool>(function_); }
  Array operator()(const Array& time, const Array& state) const { return function_(time, state); }
  Arrays leaves() const { return leaves_ ? leaves_() : Arrays{}; }

 private:
  Callable<Array(const Array&, const Array&)> function_;
  Callable<Arrays()> leaves_;
};

/// dy/dt of states [..., n] at one time.
using StateDerivative = Callable<Array(const Array& state)>;
/// The trace of its matrix of derivatives for each row, [...].
using TraceAugmentationFn = Callable<Array(const StateDerivative&, const Array& state)>;

/// By n products with the matrix of derivatives.
Array trace_jacobian_exact(const StateDerivative& derivative, const Array& state);

struct TraceJacobianHutchinsonOptions {
  Key key = required("key");
  std::int64_t num_probes = 1;  ///< products with the matrix of derivatives
};
/// The mean of v' J v over vectors v of signs, which are drawn once for all times (Hutchinson
/// 1989).
TraceAugmentationFn trace_jacobian_hutchinson(const TraceJacobianHutchinsonOptions& options);

/// A solution of the differential equation.
using OdeSolveFn = Callable<math::OdeResults(const math::OdeProblem&)>;

struct FFJORDOptions {
  StateTimeDerivativeFn state_time_derivative_fn = {};
  TraceAugmentationFn trace_augmentation_fn = trace_jacobian_exact;
  double initial_time = 0.;
  double final_time = 1.;        ///< after initial_time
  OdeSolveFn ode_solve_fn = {};  ///< default: DormandPrince, both tolerances 1e-5
};

/// y = z(final_time) of the solution of dz/dt = state_time_derivative_fn(t, z) from
/// z(initial_time) = x, for vectors on the last axis. The inverse goes backwards in time, and
///
///   log |det dy/dx| = integral of trace(d state_time_derivative_fn / dz) along the solution.
///
/// All rows take the steps of one solution. Values and determinants are as precise as the solver is
/// told to be. Gradients reach x and all that the function reads, by the adjoint equation with the
/// default solver: in memory that does not grow with the number of steps.
///
/// W. Grathwohl, R. Chen, J. Bettencourt, I. Sutskever and D. Duvenaud (2019), "FFJORD: free-form
/// continuous dynamics for scalable reversible generative models".
class FFJORD : public Bijector {
 public:
  explicit FFJORD(const FFJORDOptions& options);
};

}  // namespace aleator::bijectors
