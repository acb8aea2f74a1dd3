// SPDX-License-Identifier: Apache-2.0
// Tests solvers of differential equations: exact solutions, orders, stiffness, gradients.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace math;

/// A damped oscillation: y'' = -k y - c y'.
Array oscillation(const Array&, const Array& y, const Arrays& c) {
  return stack({y[1], -c[0] * y[0] - c[1] * y[1]});
}

OdeProblem oscillator(const Array& start, const Array& times, const Array& k, const Array& c) {
  return {
      .ode_fn = oscillation, .initial_state = start, .solution_times = times, .constants = {k, c}};
}

double exact_position(double t) {  // k = 4, c = 0.4, from rest at 1
  const double w = std::sqrt(4 - 0.04);
  return std::exp(-0.2 * t) * (std::cos(w * t) + 0.2 / w * std::sin(w * t));
}

const OdeOptions kTight{.rtol = 1e-10, .atol = 1e-12, .max_num_steps = 5000};

TEST(Ode, FollowsExactSolutions) {
  const Array times = array({0., 0.3, 0.31, 2., 10.});
  const OdeProblem problem = oscillator(array({1., 0.}), times, 4., 0.4);
  const OdeResults explicit_one = DormandPrince{kTight}.solve(problem);
  const OdeResults implicit_one = Rosenbrock{kTight}.solve(problem);
  EXPECT_TRUE(explicit_one.has_succeeded.item<bool>());
  for (int i = 0; i < 5; ++i) {
    const double expected = exact_position(times[i].item());
    EXPECT_NEAR((explicit_one.states[{i, 0}].item()), expected, 2e-9) << i;
    EXPECT_NEAR((implicit_one.states[{i, 0}].item()), expected, 2e-9) << i;
  }
}

TEST(Ode, DependsOnTime) {
  // y' = -50 (y - cos t): the time derivative matters to the implicit method.
  const auto f = [](const Array& t, const Array& y, const Arrays&) { return -50. * (y - cos(t)); };
  const OdeProblem problem{
      .ode_fn = f, .initial_state = array({0.}), .solution_times = array({1.5})};
  const double expected =
      (2500 * std::cos(1.5) + 50 * std::sin(1.5) - 2500 * std::exp(-75.)) / 2501;
  EXPECT_NEAR((DormandPrince{kTight}.solve(problem).states[{0, 0}].item()), expected, 1e-9);
  EXPECT_NEAR((Rosenbrock{kTight}.solve(problem).states[{0, 0}].item()), expected, 1e-9);
}

TEST(Ode, ErrorsFollowTheTolerance) {
  const auto f = [](const Array&, const Array& y, const Arrays&) { return y; };
  const OdeProblem problem{
      .ode_fn = f, .initial_state = array({1.}), .solution_times = array({3.})};
  for (const double tolerance : {1e-4, 1e-6, 1e-8, 1e-10}) {
    const OdeOptions options{.rtol = tolerance, .atol = 0, .max_num_steps = 5000};
    const double e = std::exp(3.);
    EXPECT_LT(std::abs(DormandPrince{options}.solve(problem).states[0].item() / e - 1),
              30 * tolerance);
    EXPECT_LT(std::abs(Rosenbrock{options}.solve(problem).states[0].item() / e - 1),
              30 * tolerance);
  }
}

TEST(Ode, StiffEquationsTakeFewImplicitSteps) {
  // Robertson's chemical reaction; values from Hairer and Wanner's test set at t = 40.
  const auto f = [](const Array&, const Array& y, const Arrays&) {
    const Array slow = 0.04 * y[0], middle = 1e4 * y[1] * y[2], fast = 3e7 * square(y[1]);
    return stack({middle - slow, slow - middle - fast, fast});
  };
  const OdeProblem problem{
      .ode_fn = f, .initial_state = array({1., 0., 0.}), .solution_times = array({40.})};
  const OdeResults r = Rosenbrock{{.rtol = 1e-8, .atol = 1e-12}}.solve(problem);
  expect_near(r.states[0], array({0.7158270688, 9.185534765e-6, 0.2841637457}), 2e-9);
  EXPECT_LT(r.num_steps.item(), 400);
  const OdeResults given_up = DormandPrince{{.max_num_steps = 300}}.solve(problem);
  EXPECT_FALSE(given_up.has_succeeded.item<bool>());
  EXPECT_TRUE(std::isnan((given_up.states[{0, 0}].item())));
}

Array final_positions(const Arrays& x, const OdeOptions& options, bool is_stiff) {
  const OdeProblem p{.ode_fn = oscillation,
                     .initial_time = x[4],
                     .initial_state = x[0],
                     .solution_times = x[1],
                     .constants = {x[2], x[3]}};
  return is_stiff ? Rosenbrock{options}.solve(p).states : DormandPrince{options}.solve(p).states;
}

TEST(Ode, GradientsOfBothKinds) {
  const Arrays x{array({1., 0.5}), array({0.7, 2.}), array({4.})[0], array({0.4})[0],
                 array({0.1})[0]};
  const Array weight = wiggle({2, 2});
  for (const bool is_stiff : {false, true}) {
    SCOPED_TRACE(is_stiff);
    OdeOptions adjoint = kTight, steps = kTight;
    steps.gradient = OdeGradient::through_steps;
    steps.max_num_steps = adjoint.max_num_steps = 300;
    adjoint.rtol = steps.rtol = 1e-9;
    const auto gradients = [&](const OdeOptions& o) {
      const auto loss = [&](const Arrays& a) {
        return Arrays{sum(weight * final_positions(a, o, is_stiff))};
      };
      return value_and_grad_arrays("grad", loss, x).gradients;
    };
    const Arrays by_adjoint = gradients(adjoint), by_steps = gradients(steps);
    for (std::size_t i = 0; i < x.size(); ++i) {
      Arrays direction;
      for (const Array& one : x) direction.push_back(zeros_like(one));
      direction[i] = wiggle(x[i].shape(), 2);
      const auto f = [&](const Arrays& a) {
        return sum(weight * final_positions(a, kTight, is_stiff));
      };
      const double expected = difference(f, x, direction, 1e-4).item();
      EXPECT_NEAR(sum(by_adjoint[i] * direction[i]).item(), expected, 1e-6) << i;
      EXPECT_NEAR(sum(by_steps[i] * direction[i]).item(), expected, 1e-6) << i;
    }
  }
}

TEST(Ode, ForwardModeAndVmap) {
  OdeOptions steps{
      .rtol = 1e-8, .atol = 1e-10, .max_num_steps = 300, .gradient = OdeGradient::through_steps};
  const Array times = array({0.5, 1.});
  const auto f = [&](const Array& k) {
    return DormandPrince{steps}.solve(oscillator(array({1., 0.}), times, k, 0.4)).states;
  };
  const Array slope = jvp(f, array({4.})[0], array({1.})[0]).second;
  expect_near(slope, (f(4.001) - f(3.999)) / 0.002, 1e-5);
  const Array k = array({1., 4., 30.});
  expect_near(vmap(f)(k), stack({f(k[0]), f(k[1]), f(k[2])}), 1e-12);
}

TEST(Ode, ForwardModeTransposesTheAdjoint) {
  const auto f = [](const Array& k) {
    return DormandPrince{{.rtol = 1e-7, .atol = 1e-9, .max_num_steps = 50}}
        .solve(oscillator(array({1., 0.}), array({1.}), k, 0.4))
        .states;
  };
  const Array slope = jvp(f, array({4.})[0], array({1.})[0]).second;
  expect_near(slope, (f(4.001) - f(3.999)) / 0.002, 1e-5);
}

TEST(Ode, ConstantsMayHaveAnotherDtype) {
  // y(1) = exp(-rate), with the state in float32.
  const auto f = [](const Array& rate) {
    const OdeProblem problem{.ode_fn = [](const Array&, const Array& y,
                                          const Arrays& c) { return astype(-c[0] * y, float32); },
                             .initial_state = ones({}, float32),
                             .solution_times = ones({1}),
                             .constants = {rate}};
    return sum(DormandPrince{{.rtol = 1e-5, .atol = 1e-6}}.solve(problem).states);
  };
  const Array slope = grad(f)(strong_scalar(0.5));
  EXPECT_EQ(slope.dtype(), float64);
  EXPECT_NEAR(slope.item(), -std::exp(-0.5), 1e-5);
}

TEST(Ode, Errors) {
  const auto f = [](const Array&, const Array&, const Arrays&) { return ones({2}); };
  const OdeProblem problem{.ode_fn = f, .initial_state = ones({3}), .solution_times = ones({1})};
  EXPECT_EQ(message_of<ShapeError>([&] { DormandPrince{}.solve(problem); }),
            "DormandPrince: ode_fn must return the shape of the state, [3], got [2]");
  EXPECT_EQ(message_of<ValueError>([&] { Rosenbrock{{.rtol = -1}}.solve(problem); }),
            "Rosenbrock: rtol and atol must not be negative nor both 0, max_num_steps and "
            "first_step_size positive, got -1, 1e-06, 1000 and 0");
}

}  // namespace
}  // namespace aleator
