// SPDX-License-Identifier: Apache-2.0
// Defines DormandPrince.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/math/ode/driver.h"

namespace aleator::math {
namespace {

/// Rows of the Runge-Kutta tableau; the last one gives the solution.
constexpr double kTableau[6][6] = {
    {1. / 5},
    {3. / 40, 9. / 40},
    {44. / 45, -56. / 15, 32. / 9},
    {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
    {9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
    {35. / 384, 0., 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84}};
constexpr double kTimes[6] = {1. / 5, 3. / 10, 4. / 5, 8. / 9, 1., 1.};
/// The difference of the solutions of orders 5 and 4.
constexpr double kError[7] = {71. / 57600,      0.,        -71. / 16695, 71. / 1920,
                              -17253. / 339200, 22. / 525, -1. / 40};
/// The last term of the interpolating polynomial.
constexpr double kDense[7] = {-12715105075. / 11282082432,  0.,
                              87487479700. / 32700410799,   -10690763975. / 1880347072,
                              701980252875. / 199316789632, -1453857185. / 822651844,
                              69997945. / 29380423};

/// The sum of coefficients times slopes; zeros are left out.
Array combined(const double* coefficients, const Arrays& slopes) {
  Array total;
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    if (coefficients[i] == 0) continue;
    const Array term = coefficients[i] * slopes[i];
    total = total.has_value() ? total + term : term;
  }
  return total;
}

OdeAttempt attempt(const OdeSystem& system, const OdeStart& s) {
  Arrays slopes{s.slope};
  Array state = s.state;
  for (int stage = 0; stage < 6; ++stage) {
    state = s.state + s.size * combined(kTableau[stage], slopes);
    slopes.push_back(system(s.time + kTimes[stage] * s.size, state));
  }
  const Array change = state - s.state, bend = s.size * slopes[0] - change;
  const Arrays interpolant{s.state, change, bend, change - s.size * slopes[6] - bend,
                           s.size * combined(kDense, slopes)};
  return {state, slopes[6], s.size * combined(kError, slopes), interpolant};
}

Array interpolate(const Arrays& p, const Array& x) {
  const Array rest = 1. - x;
  return p[0] + x * (p[1] + rest * (p[2] + x * (p[3] + rest * p[4])));
}

Arrays rest(const OdeStart& start) {
  const Array none = zeros_like(start.state);
  return {start.state, none, none, none, none};
}

constexpr OdeMethod kDormandPrince{attempt, interpolate, rest, 5, false, nullptr};

}  // namespace

OdeResults DormandPrince::solve(const OdeProblem& problem) const {
  return solve_ode("DormandPrince", kDormandPrince, problem, options);
}

}  // namespace aleator::math
