// SPDX-License-Identifier: Apache-2.0
// Tests Newton's method within a trust region: exact minima, saddles, walls, many starts.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;

Array rosenbrock(const Array& x) {
  const std::int64_t d = x.size();
  const Array head = slice_axis(x, 0, 0, d - 1), tail = slice_axis(x, 0, 1, d);
  return sum(100. * square(tail - square(head)) + square(1. - head));
}

TEST(TrustRegion, QuadraticsInOneStep) {
  const Array root = random::normal(Key(1), {5, 5}),
              matrix = matmul(root, transpose(root)) + eye(5);
  const Array minimum = 0.1 * wiggle({5});
  const auto f = [&](const Array& x) {
    return 0.5 * dot(x - minimum, matmul(matrix, x - minimum));
  };
  const auto r = trust_region_minimize(f, zeros({5}));
  EXPECT_TRUE(r.converged.item<bool>());
  EXPECT_EQ(r.num_iterations.item(), 1);
  expect_near(r.position, minimum, 1e-12);
  expect_near(r.objective_hessian, matrix, 1e-12);
}

TEST(TrustRegion, RosenbrockToAllDigitsFromManyStarts) {
  const Array starts = array({{-1.2, 1., 1.}, {5., -5., 2.}, {0., 0., 0.}});
  const auto r = vmap([](const Array& x) { return trust_region_minimize(rosenbrock, x); })(starts);
  EXPECT_TRUE(all(r.converged).item<bool>());
  EXPECT_LE(max(abs(r.objective_gradient)).item(), 1e-8);
  expect_near(r.position[1], ones({3}), 1e-9);
  EXPECT_LE(max(r.num_iterations).item(), 60);
}

TEST(TrustRegion, LeavesSaddles) {
  // At (0, 0) the gradient vanishes and x1 curves down: the minima are at x1 = 1 and -1.
  const auto f = [](const Array& x) { return square(x[0]) + square(square(x[1]) - 1.); };
  const auto r = trust_region_minimize(f, zeros({2}));
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(abs(r.position), array({0., 1.}), 1e-9);
}

TEST(TrustRegion, StepsBackFromWallsAndSaysWhereThereIsNoMinimum) {
  const auto wall = trust_region_minimize([](const Array& x) { return x[0] - log(x[0]); },
                                          array({50.}), {.initial_radius = 1000});
  EXPECT_TRUE(wall.converged.item<bool>());
  expect_near(wall.position, array({1.}), 1e-9);
  const auto falling = trust_region_minimize([](const Array& x) { return -x[0]; }, array({1.}));
  EXPECT_FALSE(falling.converged.item<bool>());
  const auto bad = trust_region_minimize([](const Array& x) { return log(x[0]); }, array({-1.}));
  EXPECT_TRUE(bad.failed.item<bool>());
}

TEST(TrustRegion, Messages) {
  EXPECT_EQ(message_of<ShapeError>(
                [] { trust_region_minimize([](const Array& x) { return x; }, zeros({2})); }),
            "trust_region_minimize: objective_function must return a scalar, got shape [2]");
  EXPECT_EQ(message_of<ValueError>(
                [] { trust_region_minimize(rosenbrock, zeros({2}), {.initial_radius = 0}); }),
            "trust_region_minimize: needs 0 < initial_radius <= max_radius, got 0 and 1e+10");
}

}  // namespace
}  // namespace aleator
