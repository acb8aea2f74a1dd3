// SPDX-License-Identifier: Apache-2.0
// Tests nonlinear conjugate gradients, and minimize_stateless: pure functions of their starts.
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

TEST(ConjugateGradient, Quadratics) {
  // Distinct eigenvalues 1, ..., 20: exact line searches would take 20 steps.
  const Array eigenvalues = arange(1., 21.), minimum = wiggle({20});
  const auto f = [&](const Array& x) { return 0.5 * sum(eigenvalues * square(x - minimum)); };
  const auto r = conjugate_gradient_minimize(value_and_grad(f), zeros({20}));
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(r.position, minimum, 1e-8);
  EXPECT_LE(r.num_iterations.item(), 60);
}

TEST(ConjugateGradient, RosenbrockFromManyStarts) {
  const Array starts = array({{-1.2, 1.}, {2., 2.}, {-3., -4.}});
  const auto r = vmap([](const Array& x) {
    return conjugate_gradient_minimize(value_and_grad(rosenbrock), x, {.max_iterations = 2000});
  })(starts);
  EXPECT_TRUE(all(r.converged).item<bool>());
  expect_near(r.position, ones({3, 2}), 1e-7);
}

TEST(ConjugateGradient, ManyDimensions) {
  const auto f = [](const Array& x) { return sum(square(square(x) - 1.)) + 0.5 * sum(square(x)); };
  const auto r = conjugate_gradient_minimize(value_and_grad(f), full({10'000}, 2.));
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(r.position, full({10'000}, std::sqrt(0.75)), 1e-8);
  const auto wall = [](const Array& x) { return x[0] - log(x[0]); };
  const auto near_wall = conjugate_gradient_minimize(value_and_grad(wall), array({30.}));
  expect_near(near_wall.position, array({1.}), 1e-7);
}

TEST(MinimizeStateless, ManyStartsAndDerivatives) {
  const auto loss = [](const Arrays& x, const Key&) { return square(square(x[0]) - 1.); };
  const auto from = [&](const Array& start) {
    const auto r = minimize_stateless(
        loss, {start}, {.num_steps = 2000, .optimizer = Adam({.learning_rate = 0.01})});
    return std::pair(r.parameters[0], r.losses);
  };
  const auto [x, losses] = vmap(from)(array({-2., -0.1, 0.3, 2.}));
  expect_near(x, array({-1., -1., 1., 1.}), 1e-3);
  EXPECT_EQ(losses.shape(), Shape({4, 2000}));
  // One step of gradient descent on x^2 / 2: x (1 - r); its derivative by x is 1 - r.
  const auto after = [](const Array& start) {
    return minimize_stateless([](const Arrays& y, const Key&) { return 0.5 * square(y[0]); },
                              {start}, {.num_steps = 3, .optimizer = GradientDescent({0.1})})
        .parameters[0];
  };
  EXPECT_NEAR(grad(after)(2.).item(), 0.729, 1e-15);
}

TEST(MinimizeStateless, StepsAsMinimizeDoes) {
  Variable v(3., "v");
  const Training training = minimize([&] { return square(v); },
                                     {.num_steps = 500,
                                      .optimizer = Adam({.learning_rate = 0.05}),
                                      .convergence_criterion = LossNotDecreasing({.atol = 1e-6})});
  const auto r =
      minimize_stateless([](const Arrays& x, const Key&) { return square(x[0]); }, {Array(3.)},
                         {.num_steps = 500,
                          .optimizer = Adam({.learning_rate = 0.05}),
                          .convergence_criterion = LossNotDecreasing({.atol = 1e-6})});
  EXPECT_TRUE(r.has_converged.item<bool>());
  EXPECT_EQ(r.num_steps.item(), static_cast<double>(training.num_steps));
  expect_near(r.parameters[0], v.value(), 1e-14);
  const auto walk =
      minimize_stateless([](const Arrays& x, const Key&) { return x[0] + 0. * sqrt(x[0] - 0.25); },
                         {Array(1.)}, {.num_steps = 30, .optimizer = GradientDescent({0.1})});
  EXPECT_EQ(walk.num_steps.item(), 8) << "it stops where the loss is NaN";
}

}  // namespace
}  // namespace aleator
