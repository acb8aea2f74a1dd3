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

/// A solution on its way: `start` is the end of the last step, which began at `last_time`.
struct OdeProgress {
  OdeStart start;
  Array last_time;
  Arrays interpolant;
  Array num_steps;
};

/// How large an error is, 1 being what the tolerances allow.
class OdeNorm {
 public:
  explicit OdeNorm(const OdeOptions& options) : rtol_(options.rtol), atol_(options.atol) {}
  /// The root mean square of x / (atol + rtol scale).
  Array operator()(const Array& x, const Array& scale) const;
  double rtol() const { return rtol_; }

 private:
  double rtol_, atol_;
};

/// A method with steps of its own.
struct OdeMethod {
  OdeAttempt (*attempt)(const OdeSystem& system, const OdeStart& start) = nullptr;
  /// The state at a fraction of the last step; fraction 1 is its end.
  Array (*interpolate)(const Arrays& interpolant, const Array& fraction);
  Arrays (*rest)(const OdeStart& start);  ///< the interpolant before the first step
  double order = 0;                       ///< of the error estimate
  bool hits_solution_times = false;       ///< whether steps are cut short there
  /// A step with control of its own, of methods that remember more than one state in their
  /// interpolant; then there is no `attempt`.
  OdeProgress (*step)(const OdeNorm& norm, const OdeSystem& system,
                      const OdeProgress& progress) = nullptr;
};

OdeResults solve_ode(const char* who, const OdeMethod& method, const OdeProblem& problem,
                     const OdeOptions& options);

}  // namespace aleator::math
