// SPDX-License-Identifier: Apache-2.0
// Tests backward differentiation formulas: exact solutions, tolerances, stiffness, dense output,
// gradients.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace math;

const OdeOptions kTight{.rtol = 1e-9, .atol = 1e-11, .max_num_steps = 5000};

/// y' = -rate (y - cos t), which is stiff for large rates.
OdeProblem relaxation(const Array& rate, const Array& times) {
  const auto f = [](const Array& t, const Array& y, const Arrays& c) {
    return -c[0] * (y - cos(t));
  };
  return {.ode_fn = f, .initial_state = array({0.}), .solution_times = times, .constants = {rate}};
}
double exact_relaxation(double rate, double t) {
  return (rate * rate * (std::cos(t) - std::exp(-rate * t)) + rate * std::sin(t)) /
         (1 + rate * rate);
}

TEST(Bdf, FollowsExactSolutionsBetweenItsSteps) {
  const Array times = array({0., 0.01, 0.0101, 0.5, 3.});
  for (const double rate : {2., 50., 1e6}) {
    SCOPED_TRACE(rate);
    const OdeResults r = Bdf{kTight}.solve(relaxation(rate, times));
    EXPECT_TRUE(r.has_succeeded.item<bool>());
    for (int i = 0; i < 5; ++i)
      EXPECT_NEAR((r.states[{i, 0}].item()), exact_relaxation(rate, times[i].item()), 1e-8) << i;
  }
}

TEST(Bdf, ErrorsAndStepsFollowTheTolerance) {
  const auto f = [](const Array&, const Array& y, const Arrays&) { return y; };
  const OdeProblem problem{
      .ode_fn = f, .initial_state = array({1.}), .solution_times = array({3.})};
  double steps_before = 0;
  for (const double tolerance : {1e-4, 1e-6, 1e-8, 1e-10}) {
    const OdeResults r = Bdf{{.rtol = tolerance, .atol = 0, .max_num_steps = 5000}}.solve(problem);
    EXPECT_LT(std::abs(r.states[0].item() / std::exp(3.) - 1), 50 * tolerance);
    // At order 5 a hundredth of the tolerance takes 100^(1/6) = 2.2 times the steps; at a fixed low
    // order it would be 10 times (order 1) or 4.6 times (order 2).
    if (steps_before > 0) {
      EXPECT_LT(r.num_steps.item(), 2.5 * steps_before);
    }
    steps_before = r.num_steps.item();
  }
}

OdeProblem robertson(const Array& times) {
  const auto f = [](const Array&, const Array& y, const Arrays&) {
    const Array slow = 0.04 * y[0], middle = 1e4 * y[1] * y[2], fast = 3e7 * square(y[1]);
    return stack({middle - slow, slow - middle - fast, fast});
  };
  return {.ode_fn = f, .initial_state = array({1., 0., 0.}), .solution_times = times};
}

TEST(Bdf, StiffReactionsTakeFewSteps) {
  // Robertson's chemical reaction; values from Hairer and Wanner's test set at t = 40.
  const OdeResults r = Bdf{{.rtol = 1e-8, .atol = 1e-12}}.solve(robertson(array({40., 4e6})));
  expect_near(r.states[0], array({0.7158270688, 9.185534765e-6, 0.2841637457}), 5e-8);
  EXPECT_NEAR(sum(r.states[1]).item(), 1, 1e-7);
  EXPECT_LT(r.num_steps.item(), 900);  // SciPy takes 895
  const OdeResults given_up = Bdf{{.max_num_steps = 5}}.solve(robertson(array({40.})));
  EXPECT_FALSE(given_up.has_succeeded.item<bool>());
  EXPECT_TRUE(std::isnan((given_up.states[{0, 0}].item())));
}

TEST(Bdf, StatesOfAnyShape) {
  const auto f = [](const Array&, const Array& y, const Arrays&) { return -square(y); };
  const Array start = array({{1., 2.}, {0.5, 4.}});
  const OdeProblem problem{
      .ode_fn = f, .initial_state = start, .solution_times = array({0., 0.7, 2.})};
  const OdeResults r = Bdf{kTight}.solve(problem);
  for (int i = 0; i < 3; ++i)
    expect_near(r.states[i], start / (1. + start * problem.solution_times[i]), 1e-7);
}

TEST(Bdf, GradientsOfBothKinds) {
  const Array times = array({0.5, 1.2});
  for (const OdeGradient kind : {OdeGradient::adjoint, OdeGradient::through_steps}) {
    OdeOptions options = kTight;
    options.gradient = kind;
    options.max_num_steps = 400;
    const auto loss = [&](const Array& rate) {
      return sum(array({1., -2.}) *
                 squeeze(Bdf{options}.solve(relaxation(rate, times)).states, -1));
    };
    const auto exact = [](double rate) {
      return exact_relaxation(rate, 0.5) - 2 * exact_relaxation(rate, 1.2);
    };
    const double expected = (exact(3.001) - exact(2.999)) / 0.002;
    EXPECT_NEAR(grad(loss)(array({3.})[0]).item(), expected, 5e-8);
  }
}

TEST(Bdf, UnderVmapAndJit) {
  const Array times = array({0.5, 1.});
  const auto f = [&](const Array& rate) {
    return Bdf{{.rtol = 1e-6, .atol = 1e-8}}.solve(relaxation(rate, times)).states;
  };
  const Array rates = array({1., 40., 1000.});
  const Array expected = stack({f(rates[0]), f(rates[1]), f(rates[2])});
  expect_near(vmap(f)(rates), expected, 1e-10);
  expect_near(jit(f)(rates[1]), expected[1], 1e-10);
}

}  // namespace
}  // namespace aleator
