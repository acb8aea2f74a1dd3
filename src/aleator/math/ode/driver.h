// SPDX-License-Identifier: Apache-2.0
// Declares what the methods for differential equations share: steps of controlled size from one
// solution time to the next, and the adjoint equation.
#pragma once

#include "aleator/math/ode/solver.h"

namespace aleator::math {

/// dy/dt of (t, y), the constants being fixed.
using OdeSystem = Callable<Array(const Array& time, const Array& state)>;

/// What a method makes of one step.
struct OdeAttempt {
  Array state;         ///< at the end of the step
  Array slope;         ///< there
  Array error;         ///< estimate of the error of `state`
  Arrays interpolant;  ///< from which `interpolate` gives states inside the step
};
struct OdeStart {
  Array time, state, slope, size;
};

/// A method with steps of its own.
struct OdeMethod {
  OdeAttempt (*attempt)(const OdeSystem& system, const OdeStart& start);
  /// The state at a fraction of the step; fraction 1 is its end.
  Array (*interpolate)(const Arrays& interpolant, const Array& fraction);
  Arrays (*rest)(const Array& state);  ///< the interpolant of a state that stays where it is
  double order;                        ///< of the error estimate
  bool hits_solution_times;            ///< whether steps are cut short there
};

OdeResults solve_ode(const char* who, const OdeMethod& method, const OdeProblem& problem,
                     const OdeOptions& options);

}  // namespace aleator::math
