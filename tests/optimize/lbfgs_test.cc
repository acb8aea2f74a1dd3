// SPDX-License-Identifier: Apache-2.0
// Tests L-BFGS: exact minima, hard functions, batches, walls, float32, messages.
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

/// 1/2 (x - m)' A (x - m) with eigenvalues from 1 to `condition`, in no direction of the axes.
struct Quadratic {
  Array matrix, minimum;

  static Quadratic make(std::int64_t d, double condition) {
    const Array q = qr(wiggle({d, d})).q;
    const Array scales = exp(linspace(0., std::log(condition), d));
    return {matmul(q * scales, transpose(q)), wiggle({d}, 3)};
  }
  Array operator()(const Array& x) const {
    return 0.5 * dot(x - minimum, matmul(matrix, x - minimum));
  }
};

TEST(Lbfgs, QuadraticsInFewIterations) {
  // SciPy's L-BFGS-B takes 2, 3, 18 and 79 iterations with the same memory and tolerance.
  const std::vector<std::pair<std::int64_t, int>> cases{{1, 3}, {2, 6}, {5, 22}, {20, 95}};
  for (const auto& [d, most] : cases) {
    SCOPED_TRACE(d);
    const Quadratic f = Quadratic::make(d, d == 1 ? 1. : 100.);
    const auto r = lbfgs_minimize(value_and_grad(f), zeros({d}), {.max_iterations = 200});
    EXPECT_TRUE(r.converged.item<bool>());
    EXPECT_FALSE(r.failed.item<bool>());
    // The gradient's tolerance divided by the least eigenvalue, 1.
    expect_near(r.position, f.minimum, 1e-7);
    expect_near(r.objective_gradient, grad(f)(r.position), 1e-12);
    EXPECT_NEAR(r.objective_value.item(), f(r.position).item(), 1e-24);
    EXPECT_LE(r.num_iterations.item<std::int64_t>(), most);
    EXPECT_LE(r.num_objective_evaluations.item(), 1.2 * r.num_iterations.item() + 8);
  }
}

TEST(Lbfgs, Rosenbrock) {
  const auto two = lbfgs_minimize(value_and_grad(rosenbrock), array({-1.2, 1.}));
  EXPECT_TRUE(two.converged.item<bool>());
  expect_near(two.position, ones({2}), 1e-8);
  const Array start = where(remainder(arange(100), 2) == 0, -1.2, 1.);
  const auto many = lbfgs_minimize(value_and_grad(rosenbrock), start, {.max_iterations = 1000});
  EXPECT_TRUE(many.converged.item<bool>());
  // A local minimum has one coordinate near -1; both have no gradient.
  EXPECT_LE(max(abs(many.objective_gradient)).item(), 1e-8);
  EXPECT_EQ(many.position_deltas.shape(), Shape({10, 100}));
}

TEST(Lbfgs, OneIterationAtATimeIsTheSameWay) {
  const auto all =
      lbfgs_minimize(value_and_grad(rosenbrock), array({-1.2, 1.}), {.max_iterations = 7});
  EXPECT_EQ(all.num_iterations.item(), 7);
  EXPECT_FALSE(all.converged.item<bool>());
  EXPECT_FALSE(all.failed.item<bool>());
  const auto fewer =
      lbfgs_minimize(value_and_grad(rosenbrock), array({-1.2, 1.}), {.max_iterations = 6});
  EXPECT_LT(all.objective_value.item(), fewer.objective_value.item());
  expect_near(all.position - fewer.position, all.position_deltas[-1], 1e-14);
  expect_near(all.objective_gradient - fewer.objective_gradient, all.gradient_deltas[-1], 1e-13);
}

TEST(Lbfgs, GoesOnWhereItEnded) {
  const auto f = value_and_grad(rosenbrock);
  const Array start = array({-1.2, 1., 0.5});
  const auto all = lbfgs_minimize(f, start, {.max_iterations = 100});
  const auto part = lbfgs_minimize(f, start, {.max_iterations = 9});
  const auto whole = lbfgs_minimize(f, part, {.max_iterations = 100});
  EXPECT_TRUE(whole.converged.item<bool>());
  EXPECT_EQ(whole.num_iterations.item(), all.num_iterations.item());
  EXPECT_EQ(whole.num_objective_evaluations.item(), all.num_objective_evaluations.item());
  expect_near(whole.position, all.position, 1e-12);
  const auto again = lbfgs_minimize(f, whole, {.max_iterations = 200});
  EXPECT_EQ(again.num_objective_evaluations.item(), whole.num_objective_evaluations.item());
}

TEST(Lbfgs, BatchesAreLoops) {
  const Array starts = 2. * wiggle({7, 4});
  const auto minimize = [](const Array& x) {
    return lbfgs_minimize(value_and_grad(rosenbrock), x, {.max_iterations = 100});
  };
  for (const Axis axis : {Axis::Ordinary, Axis::Lanes}) {
    const auto batch = jit(vmap(minimize, {.axis = axis}))(starts);
    for (int i = 0; i < 7; ++i) {
      const auto one = minimize(starts[i]);
      EXPECT_EQ(batch.num_iterations[i].item(), one.num_iterations.item());
      EXPECT_EQ(batch.converged[i].item<bool>(), one.converged.item<bool>());
      EXPECT_EQ(batch.num_objective_evaluations[i].item(), one.num_objective_evaluations.item());
      expect_near(batch.position[i], one.position, 1e-10);
    }
  }
}

TEST(Lbfgs, WallsAreSteppedBackFrom) {
  // x - log x has its minimum at 1; first steps go beyond 0.
  const auto f = [](const Array& x) { return sum(50. * x - log(x)); };
  const auto r = lbfgs_minimize(value_and_grad(f), array({0.3, 2., 40.}));
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(r.position, 0.02 * ones({3}), 1e-8);
  // Falls up to a wall: it stops near the wall, without convergence.
  const auto cliff = [](const Array& x) { return sum(where(x < 1., -x, NAN)); };
  const auto stopped = lbfgs_minimize(value_and_grad(cliff), array({0.}), {.max_iterations = 500});
  EXPECT_NEAR(stopped.position[0].item(), 1, 1e-6);
  EXPECT_LT(stopped.position[0].item(), 1);
  EXPECT_TRUE(std::isfinite(stopped.objective_value.item()));
}

TEST(Lbfgs, BadStartsFail) {
  for (const double bad : {double(NAN), double(INFINITY), -1.}) {
    const auto f = [](const Array& x) { return sum(x - log(x)); };
    const auto r = lbfgs_minimize(value_and_grad(f), array({1., bad}));
    EXPECT_TRUE(r.failed.item<bool>());
    EXPECT_FALSE(r.converged.item<bool>());
    EXPECT_EQ(r.num_iterations.item(), 0);
    EXPECT_EQ(r.num_objective_evaluations.item(), 1);
  }
  // Unbounded below: never converged, and nothing infinite is returned.
  const auto r = lbfgs_minimize(value_and_grad([](const Array& x) { return sum(x); }), zeros({2}),
                                {.max_iterations = 300});
  EXPECT_FALSE(r.converged.item<bool>());
  EXPECT_TRUE(std::isfinite(r.objective_value.item()));
  expect_near(is_finite(r.position), array({true, true}));
}

TEST(Lbfgs, ToleratesAndEstimates) {
  const Quadratic f = Quadratic::make(6, 1e4);
  const auto loose = lbfgs_minimize(value_and_grad(f), zeros({6}), {.f_relative_tolerance = 0.5});
  EXPECT_TRUE(loose.converged.item<bool>());
  EXPECT_GT(max(abs(loose.objective_gradient)).item(), 1e-8);
  // With the inverse Hessian the first step is Newton's; with its diagonal it is no harm.
  const Array inverse = linalg::solve(f.matrix, eye(6));
  const auto newton =
      lbfgs_minimize(value_and_grad(f), zeros({6}), {.initial_inverse_hessian_estimate = inverse});
  EXPECT_TRUE(newton.converged.item<bool>());
  EXPECT_LE(newton.num_iterations.item(), 2);
  const auto diagonal = lbfgs_minimize(
      value_and_grad(f), zeros({6}),
      {.max_iterations = 200, .initial_inverse_hessian_estimate = aleator::diagonal(inverse)});
  EXPECT_TRUE(diagonal.converged.item<bool>());
  expect_near(diagonal.position, f.minimum, 1e-7);
  const auto at_once = lbfgs_minimize(value_and_grad(f), f.minimum);
  EXPECT_TRUE(at_once.converged.item<bool>());
  EXPECT_EQ(at_once.num_iterations.item(), 0);
}

TEST(Lbfgs, SinglePrecisionAndCaptures) {
  const auto nearest = [](const Array& a) {
    const auto f = [&](const Array& x) { return sum(square(square(x) - a)); };
    return lbfgs_minimize(value_and_grad(f), astype(array({1., 1.}), float32), {.tolerance = 1e-4})
        .position;
  };
  const Array a = astype(array({2., 3.}), float32);
  EXPECT_EQ(nearest(a).dtype(), float32);
  expect_near(nearest(a), sqrt(a), 1e-5);
  expect_near(jit(nearest)(a), sqrt(a), 1e-5);
  // The search is a constant in derivatives.
  expect_near(grad([&](const Array& b) { return sum(nearest(b)); })(a), zeros({2}));
}

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Lbfgs, Messages) {
  const auto run = [](const Array& x, const LbfgsOptions& options) {
    return message_of([&] { lbfgs_minimize(value_and_grad(rosenbrock), x, options); });
  };
  EXPECT_EQ(run(zeros({2, 3}), {}),
            "lbfgs_minimize: initial_position must be one start, a vector of shape [d] with d >= "
            "1, got shape [2, 3]; use vmap for many starts");
  EXPECT_EQ(run(zeros({2}), {.num_correction_pairs = 0}),
            "lbfgs_minimize: num_correction_pairs must be at least 1, got 0");
  EXPECT_NE(run(zeros({2}), {.tolerance = -1}).find("tolerances must not be negative"),
            std::string::npos);
  EXPECT_NE(run(zeros({2}), {.max_iterations = -1}).find("max_iterations must not be negative"),
            std::string::npos);
  EXPECT_EQ(run(zeros({2}), {.initial_inverse_hessian_estimate = zeros({3})}),
            "lbfgs_minimize: initial_inverse_hessian_estimate must be a diagonal, [2], or a "
            "matrix, [2, 2], got shape [3]");
  EXPECT_EQ(message_of(
                [] { lbfgs_minimize([](const Array& x) { return std::pair(x, x); }, zeros({2})); }),
            "lbfgs_minimize: the function must return a scalar, got shape [2]; it is called with "
            "one position of shape [2]");
  EXPECT_EQ(message_of([] {
              lbfgs_minimize([](const Array& x) { return std::pair(sum(x), sum(x)); }, zeros({2}));
            }),
            "lbfgs_minimize: the gradient must have the shape of the position, [2], got []");
}

}  // namespace
}  // namespace aleator
