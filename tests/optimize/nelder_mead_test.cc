// SPDX-License-Identifier: Apache-2.0
// Tests the simplex of Nelder and Mead: known minima, kinks, walls, batches, messages.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;

Array banana(const Array& x) { return 100. * square(x[1] - square(x[0])) + square(1. - x[0]); }

TEST(NelderMead, KnownMinima) {
  const NelderMeadOptions tight{.func_tolerance = 1e-15, .position_tolerance = 1e-7};
  const auto r = nelder_mead_minimize(banana, array({-1.2, 1.}), tight);
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(r.position, ones({2}), 1e-5);
  EXPECT_NEAR(r.objective_value.item(), banana(r.position).item(), 1e-20);
  EXPECT_LE(r.num_objective_evaluations.item(), 300);  // SciPy: 159 to 1e-4
  expect_near(r.final_objective_values, vmap(banana)(r.final_simplex), 1e-20);
  for (const std::int64_t d : {1, 3, 6}) {
    const Array minimum = wiggle({d});
    const auto f = [&](const Array& x) {
      return sum((1. + arange(d, float64)) * square(x - minimum));
    };
    const auto bowl = nelder_mead_minimize(f, zeros({d}), tight);
    EXPECT_TRUE(bowl.converged.item<bool>()) << d;
    expect_near(bowl.position, minimum, 1e-5);
  }
}

TEST(NelderMead, KinksWallsAndNothingToFind) {
  const auto kink = [](const Array& x) { return abs(x[0] - 2.) + 3. * abs(x[1] + 1.); };
  const auto r = nelder_mead_minimize(kink, zeros({2}), {.step_sizes = array({0.5, -0.5})});
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(r.position, array({2., -1.}), 1e-6);
  // NaN beyond the wall.
  const auto wall = [](const Array& x) { return sum(x - log(x)); };
  expect_near(nelder_mead_minimize(wall, array({0.1, 5.})).position, ones({2}), 1e-3);
  const auto nothing =
      nelder_mead_minimize([](const Array& x) { return sum(x) * NAN; }, zeros({2}));
  EXPECT_FALSE(nothing.converged.item<bool>());
  EXPECT_EQ(nothing.num_iterations.item(), 400);
  EXPECT_EQ(nothing.objective_value.item(), INFINITY);
}

TEST(NelderMead, CountsItsEvaluations) {
  // One iteration each, by the rules: the worst vertex of (0, 1) is 1, or 0.
  const auto first = [](const Callable<Array(const Array&)>& f) {
    return nelder_mead_minimize(f, array({0.}), {.max_iterations = 1});
  };
  const auto expands = first([](const Array& x) { return x[0]; });
  expect_near(expands.position, array({-2.}));  // 0 - 1 * 2 (1 - 0)
  EXPECT_EQ(expands.num_objective_evaluations.item(), 4);
  const auto inside = first([](const Array& x) { return square(x[0] - 0.3); });
  expect_near(inside.position, array({0.5}));  // from 1 half the way to 0
  EXPECT_EQ(inside.num_objective_evaluations.item(), 4);
  const auto shrinks =
      first([](const Array& x) { return where(x[0] == 0., 0., where(x[0] == 1., 1., 5.)); });
  expect_near(shrinks.position, array({0.}));
  EXPECT_EQ(shrinks.num_objective_evaluations.item(), 6);
}

TEST(NelderMead, BatchesAreLoops) {
  const Array starts = 2. * wiggle({5, 2});
  const auto minimize = [](const Array& x) { return nelder_mead_minimize(banana, x); };
  const auto batch = jit(vmap(minimize, {.axis = Axis::Lanes}))(starts);
  for (int i = 0; i < 5; ++i) {
    const auto one = minimize(starts[i]);
    EXPECT_EQ(batch.num_iterations[i].item(), one.num_iterations.item());
    EXPECT_EQ(batch.num_objective_evaluations[i].item(), one.num_objective_evaluations.item());
    expect_near(batch.position[i], one.position, 1e-10);
  }
}

TEST(NelderMead, Messages) {
  const auto message = [](const Array& start, const NelderMeadOptions& options) {
    try {
      nelder_mead_minimize(banana, start, options);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(
      message(0., {}),
      "nelder_mead_minimize: initial_vertex must be one start, a vector of shape [d] with d >= "
      "1, got shape []; use vmap for many starts");
  EXPECT_EQ(message(zeros({2}), {.initial_simplex = zeros({2, 2})}),
            "nelder_mead_minimize: initial_simplex must have shape [3, 2], got [2, 2]");
  EXPECT_EQ(message(zeros({2}), {.step_sizes = zeros({3})}),
            "nelder_mead_minimize: step_sizes must be a scalar or have shape [2], got shape [3]");
  EXPECT_EQ(message(zeros({2}), {.shrinkage = 1}),
            "nelder_mead_minimize: requires reflection > 0, expansion > 1, and contraction and "
            "shrinkage between 0 and 1, got 1, 2, 0.5 and 1");
  EXPECT_EQ(message(zeros({2}), {.func_tolerance = -1}),
            "nelder_mead_minimize: tolerances and max_iterations must not be negative, got -1, "
            "1e-08 and 0");
}

}  // namespace
}  // namespace aleator
