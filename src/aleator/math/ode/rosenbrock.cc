// SPDX-License-Identifier: Apache-2.0
// Defines Rosenbrock, the method RODAS.
#include "aleator/array/ops/decomposition.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/math/ode/driver.h"
#include "aleator/transforms/transforms.h"

namespace aleator::math {
namespace {

constexpr double kGamma = 0.25;
/// Of the stages: time, factor of the time derivative, earlier stages in the state, and in the
/// slope.
struct Stage {
  double time, slope_factor, state[5], slope[5];
};
constexpr Stage kStages[6] = {
    {0., 0.25, {}, {}},
    {0.386, -0.1043, {1.544}, {-5.6688}},
    {0.21,
     0.1035,
     {0.9466785280815826, 0.2557011698983284},
     {-2.430093356833875, -0.2063599157091915}},
    {0.63,
     -0.0362,
     {3.314825187068521, 2.896124015972201, 0.9986419139977817},
     {-0.1073529058151375, -9.594562251023355, -20.47028614809616}},
    {1.,
     0.,
     {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
     {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160}},
    {1.,
     0.,
     {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1.},
     {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
      -6.058818238834054}}};

Array lu_solved(const LuFactors& f, const Array& b) {
  const Array forward =
      solve_triangular(f.lower_upper, take(b, f.permutation), {.is_unit_diagonal = true});
  return solve_triangular(f.lower_upper, forward, {.is_lower = false});
}

/// start + the sum of coefficients times stages.
Array with_stages(Array start, const double* coefficients, const Arrays& stages) {
  for (std::size_t j = 0; j < stages.size(); ++j) start = start + coefficients[j] * stages[j];
  return start;
}

/// Stages solve (1 / (gamma h) - J) k = slope at the stage + sum of slope[j] k[j] / h + factor h
/// df/dt. The last one is the difference of the solutions of orders 4 and 3.
OdeAttempt attempt(const OdeSystem& system, const OdeStart& s) {
  const Shape shape = s.state.shape();
  const auto flat = [&](const Arrays& x) {
    return Arrays{ravel(system(x[0], reshape(x[1], shape)))};
  };
  const Array y = ravel(s.state);
  const Array jacobian = jacobian_arrays(
      [&](const Arrays& x) {
        return flat({s.time, x[0]});
      },
      {y})[0];
  const Array by_time = jvp_arrays(
                            [&](const Arrays& x) {
                              return flat({x[0], y});
                            },
                            {s.time}, {ones_like(s.time)})
                            .second[0];
  const Array identity = eye(y.size(), y.size(), 0, y.dtype());
  const LuFactors factors = lu(identity / (kGamma * s.size) - jacobian);
  Arrays stages;
  Array end = y;
  for (const Stage& stage : kStages) {
    const Array state = with_stages(y, stage.state, stages);
    const Array time = s.time + stage.time * s.size;
    const Array slope = stages.empty() ? ravel(s.slope) : flat({time, state})[0];
    const Array history = with_stages(zeros_like(y), stage.slope, stages) / s.size;
    stages.push_back(lu_solved(factors, slope + history + (stage.slope_factor * s.size) * by_time));
    end = state + stages.back();
  }
  const Array state = reshape(end, shape);
  return {state, system(s.time + s.size, state), reshape(stages.back(), shape), {state}};
}

Array interpolate(const Arrays& p, const Array&) { return p[0]; }
Arrays rest(const OdeStart& start) { return {start.state}; }

constexpr OdeMethod kRosenbrock{attempt, interpolate, rest, 4, true, nullptr};

}  // namespace

OdeResults Rosenbrock::solve(const OdeProblem& problem) const {
  return solve_ode("Rosenbrock", kRosenbrock, problem, options);
}

}  // namespace aleator::math
