// SPDX-License-Identifier: Apache-2.0
// Declares solvers of ordinary differential equations: DormandPrince, Rosenbrock, Bdf. Names are
// TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"

#include <optional>

namespace aleator::math {

/// dy/dt as a function of time (a scalar), state (an array of any shape) and constants.
using OdeFunction = Callable<Array(const Array& time, const Array& state, const Arrays& constants)>;

struct OdeProblem {
  OdeFunction ode_fn = {};
  Array initial_time = 0.;
  Array initial_state = required("initial_state");
  Array solution_times = required("solution_times");  ///< a vector, ascending, from initial_time on
  Arrays constants = {};  ///< floating parameters of ode_fn that gradients are wanted for
};

enum class OdeGradient {
  /// Reverse mode solves the adjoint equation backwards, with the same tolerances, in memory that
  /// does not grow with the number of steps (Pontryagin; Chen et al. 2018). Gradients reach
  /// initial_state, the times and `constants`, nothing else that ode_fn captures. Forward mode
  /// transposes the adjoint, which costs max_num_steps.
  adjoint,
  /// Derivatives of the steps that were taken, step sizes being constants: forward mode, reverse
  /// mode (which keeps max_num_steps states) and captured arrays. Their error is that of the
  /// solution.
  through_steps
};

struct OdeOptions {
  double rtol = 1e-3;  ///< the error of a step is at most atol + rtol |y|, root mean square
  double atol = 1e-6;
  std::optional<double> first_step_size = {};  ///< default: from the size of y and dy/dt
  std::int64_t max_num_steps = 1000;           ///< between neighbouring solution times
  OdeGradient gradient = OdeGradient::adjoint;
};

struct OdeResults {
  Array times;
  Array states;         ///< [num_times, ...]; NaN from the time that max_num_steps did not reach
  Array num_steps;      ///< int64, rejected ones included
  Array has_succeeded;  ///< bool
};

/// The explicit Runge-Kutta pair of order 5(4), with solution times interpolated to fourth order:
/// for equations that are not stiff. (Dormand and Prince 1980; Hairer, Norsett and Wanner, Solving
/// Ordinary Differential Equations I, II.5-6.)
struct DormandPrince {
  OdeOptions options = {};
  OdeResults solve(const OdeProblem& problem) const;
};

/// The Rosenbrock method RODAS of order 4(3), L-stable, with the Jacobian by automatic
/// differentiation: for stiff equations of moderate size. Steps end at solution times. (Hairer and
/// Wanner, Solving Ordinary Differential Equations II, IV.7.)
struct Rosenbrock {
  OdeOptions options = {};
  OdeResults solve(const OdeProblem& problem) const;
};

/// Backward differentiation formulas of orders 1 to 5, chosen with the step size as the solution
/// goes (in the form of numerical differentiation formulas, with steps of quasi-constant size),
/// with the Jacobian by automatic differentiation and solution times interpolated: for stiff
/// equations, where a step costs one factorization instead of RODAS's one and five more solutions.
/// The orders 3 to 5 are not for eigenvalues near the imaginary axis. (Shampine and Reichelt 1997,
/// The MATLAB ODE suite; Hairer and Wanner, Solving Ordinary Differential Equations II, V.1.)
struct Bdf {
  OdeOptions options = {};
  OdeResults solve(const OdeProblem& problem) const;
};

}  // namespace aleator::math
