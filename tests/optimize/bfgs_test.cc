// SPDX-License-Identifier: Apache-2.0
// Tests BFGS: exact minima and inverse Hessians, a hard function, batches, bad starts, messages.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;

Array valley(const Array& x) {
  const std::int64_t d = x.size();
  const Array head = slice_axis(x, 0, 0, d - 1), tail = slice_axis(x, 0, 1, d);
  return sum(100. * square(tail - square(head)) + square(1. - head));
}

TEST(Bfgs, QuadraticsAndTheirInverseHessians) {
  // SciPy's BFGS takes 1, 3, 12 and 25 iterations for these.
  for (const std::int64_t d : {1, 2, 5, 20}) {
    SCOPED_TRACE(d);
    const Array q = qr(wiggle({d, d})).q, minimum = wiggle({d}, 3);
    const Array scales = exp(linspace(0., d == 1 ? 0. : std::log(100.), d));
    const Array matrix = matmul(q * scales, transpose(q));
    const auto f = [&](const Array& x) {
      return 0.5 * dot(x - minimum, matmul(matrix, x - minimum));
    };
    const auto r = bfgs_minimize(value_and_grad(f), zeros({d}));
    EXPECT_TRUE(r.converged.item<bool>());
    EXPECT_FALSE(r.failed.item<bool>());
    expect_near(r.position, minimum, 1e-7);
    EXPECT_LE(r.num_iterations.item(), 25);
    // The matrix is symmetric and near the inverse in the directions that were searched.
    const Array h = r.inverse_hessian_estimate;
    expect_near(h, transpose(h), 1e-9);
    if (d <= 5) {
      expect_near(matmul(matrix, h), eye(d), d == 1 ? 1e-9 : 0.05);
    }
  }
}

TEST(Bfgs, CurvedValley) {
  const auto two = bfgs_minimize(value_and_grad(valley), array({-1.2, 1.}));
  EXPECT_TRUE(two.converged.item<bool>());
  expect_near(two.position, ones({2}), 1e-7);
  EXPECT_LE(two.num_iterations.item(), 45);  // SciPy: 34
  const Array start = where(remainder(arange(10), 2) == 0, -1.2, 1.);
  const auto ten = bfgs_minimize(value_and_grad(valley), start, {.max_iterations = 200});
  EXPECT_TRUE(ten.converged.item<bool>());
  EXPECT_LE(max(abs(ten.objective_gradient)).item(), 1e-8);
  EXPECT_LE(ten.num_iterations.item(), 120);  // SciPy: 74
}

TEST(Bfgs, BatchesAreLoops) {
  const Array starts = 2. * wiggle({5, 3});
  const auto minimize = [](const Array& x) {
    return bfgs_minimize(value_and_grad(valley), x, {.max_iterations = 100});
  };
  const auto batch = jit(vmap(minimize, {.axis = Axis::Lanes}))(starts);
  for (int i = 0; i < 5; ++i) {
    const auto one = minimize(starts[i]);
    EXPECT_EQ(batch.num_iterations[i].item(), one.num_iterations.item());
    EXPECT_EQ(batch.num_objective_evaluations[i].item(), one.num_objective_evaluations.item());
    expect_near(batch.position[i], one.position, 1e-10);
  }
}

TEST(Bfgs, EstimatesAndBadStarts) {
  const auto f = value_and_grad([](const Array& x) {
    return sum(square(x - 3.) * array({1., 1e4}));
  });
  const auto newton = bfgs_minimize(
      f, zeros({2}), {.initial_inverse_hessian_estimate = diagonal_matrix(array({0.5, 0.5e-4}))});
  EXPECT_LE(newton.num_iterations.item(), 2);
  expect_near(newton.position, array({3., 3.}), 1e-8);
  const auto logarithm = value_and_grad([](const Array& x) { return sum(x - log(x)); });
  const auto bad = bfgs_minimize(logarithm, array({1., -1.}));
  EXPECT_TRUE(bad.failed.item<bool>());
  EXPECT_FALSE(bad.converged.item<bool>());
  EXPECT_EQ(bad.num_objective_evaluations.item(), 1);
  const auto wall = bfgs_minimize(logarithm, array({0.01, 30.}));
  EXPECT_TRUE(wall.converged.item<bool>());
  expect_near(wall.position, ones({2}), 1e-8);
}

TEST(Bfgs, Messages) {
  const auto message = [](const Array& start, const BfgsOptions& options) {
    try {
      bfgs_minimize(value_and_grad(valley), start, options);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message(zeros({2}), {.initial_inverse_hessian_estimate = zeros({2})}),
            "bfgs_minimize: initial_inverse_hessian_estimate must be a matrix, [2, 2], got shape "
            "[2]");
  EXPECT_EQ(message(zeros({2}), {.tolerance = NAN}),
            "bfgs_minimize: tolerances must not be negative, got tolerance nan, x_tolerance 0, "
            "f_relative_tolerance 0, f_absolute_tolerance 0");
  EXPECT_EQ(
      message(zeros({2}), {.max_line_search_iterations = 0}),
      "bfgs_minimize: max_iterations must not be negative and max_line_search_iterations must "
      "be at least 1, got 50 and 0");
}

}  // namespace
}  // namespace aleator
