// SPDX-License-Identifier: Apache-2.0
// Tests proximal Newton steps: exact solutions, conditions of a minimum, many penalties at once,
// losses that are not convex, walls, messages.
#include <cmath>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;
namespace tfd = distributions;

constexpr auto minimized = proximal_hessian_sparse_minimize;

/// 50 rows of 8 dependent columns, and whether each row is 1.
struct Rows {
  Array x = matmul(random::normal(Key(1), {50, 8}), eye(8) + 0.4);
  Array y = astype(
      matmul(x, array({1., -1., 0., 0., 0.5, 0., 0., 0.})) + random::normal(Key(2), {50}) > 0.,
      float64);
  Array logistic(const Array& b) const {
    return -sum(tfd::Bernoulli({.logits = matmul(x, b)}).log_prob(y));
  }
};

TEST(ProximalHessianSparse, OrthogonalColumnsAreShrunk) {
  // Of |x - c|^2 / 2 + l1 |x| + l2 x^2 the least is at shrunk(c, l1) / (1 + 2 l2).
  const Array c = array({3., -0.5, 0.2, -2., 1.}), l1 = array({1., 1., 0., 2.5, 0.5});
  const auto r = minimized([&](const Array& x) { return 0.5 * sum(square(x - c)); }, zeros({5}),
                           {.l1_regularizer = l1, .l2_regularizer = 0.25});
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(r.position, array({2., 0., 0.2, 0., 0.5}) / 1.5, 1e-14);
  EXPECT_EQ(r.position.values()[1], 0.);
  EXPECT_EQ(r.position.values()[3], 0.);
  EXPECT_LE(r.num_iterations.item(), 2);
}

TEST(ProximalHessianSparse, ConditionsOfAMinimum) {
  const Rows rows;
  const auto loss = [&](const Array& b) { return rows.logistic(b); };
  const double l1 = 4, l2 = 0.3;
  const auto r = minimized(loss, 0.1 * wiggle({8}), {.l1_regularizer = l1, .l2_regularizer = l2});
  ASSERT_TRUE(r.converged.item<bool>());
  EXPECT_LE(r.num_iterations.item(), 10);
  const std::vector<double> x = r.position.values(), g = grad(loss)(r.position).values();
  int num_zero = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double slope = g[j] + 2 * l2 * x[j];
    if (x[j] == 0) {
      ++num_zero;
      EXPECT_LE(std::abs(slope), l1 + 1e-8);
    } else {
      EXPECT_NEAR(slope, std::copysign(l1, -x[j]), 1e-8);
    }
  }
  EXPECT_GE(num_zero, 2);
  EXPECT_LE(num_zero, 6);
  const Array objective =
      loss(r.position) + l1 * sum(abs(r.position)) + l2 * sum(square(r.position));
  EXPECT_NEAR(r.objective_value.item(), objective.item(), 1e-12);
  EXPECT_NEAR(r.loss_value.item(), loss(r.position).item(), 1e-12);
}

TEST(ProximalHessianSparse, WithoutPenaltiesItIsNewton) {
  const Rows rows;
  const auto loss = [&](const Array& b) { return rows.logistic(b) + 0.05 * sum(square(b)); };
  const auto r = minimized(loss, zeros({8}), {});
  const auto newton = trust_region_minimize(loss, zeros({8}));
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(r.position, newton.position, 1e-8);
}

TEST(ProximalHessianSparse, ManyPenaltiesAtOnceAreLoops) {
  const Rows rows;
  const auto loss = [&](const Array& b) { return rows.logistic(b); };
  const auto fitted = [&](const Array& l1) {
    return minimized(loss, zeros({8}), {.l1_regularizer = l1, .l2_regularizer = 0.01});
  };
  const Array penalties = array({20., 5., 1., 0.1});
  const auto path = jit(vmap(fitted))(penalties);
  for (std::int64_t i = 0; i < 4; ++i)
    expect_near(path.position[i], fitted(penalties[i]).position, 1e-7);
  EXPECT_TRUE(all(path.converged).item<bool>());
}

TEST(ProximalHessianSparse, OtherMatricesAndSmallerUpdatesComeToTheSame) {
  const Rows rows;
  const auto loss = [&](const Array& b) { return rows.logistic(b); };
  const auto exact = minimized(loss, zeros({8}), {.l1_regularizer = 1.});
  // The bound of the information: weights of a quarter.
  const auto bounded =
      minimized(loss, zeros({8}),
                {.l1_regularizer = 1., .max_iterations = 500, .hessian_fn = [&](const Array&) {
                   return 0.25 * matmul(transpose(rows.x), rows.x);
                 }});
  const auto slow = minimized(loss, zeros({8}), {.l1_regularizer = 1., .learning_rate = 0.7});
  EXPECT_TRUE(bounded.converged.item<bool>());
  EXPECT_GT(bounded.num_iterations.item(), exact.num_iterations.item());
  expect_near(bounded.position, exact.position, 1e-6);
  expect_near(slow.position, exact.position, 1e-6);
}

TEST(ProximalHessianSparse, CurvesThatGoDownAndWalls) {
  // (x^2 - 1)^2 / 4 curves down at the start; with |x| / 10 it is least where x^3 - x = -0.1.
  const auto double_well = [](const Array& x) { return 0.25 * sum(square(square(x) - 1.)); };
  const auto r = minimized(double_well, array({0.3}), {.l1_regularizer = 0.1});
  ASSERT_TRUE(r.converged.item<bool>());
  const double x = r.position.values()[0];
  EXPECT_NEAR(x * x * x - x, -0.1, 1e-8);
  EXPECT_GT(x, 0.8);
  // x - log x is infinite below 0, where the first step would go.
  const auto wall = minimized([](const Array& y) { return sum(y - log(y)); }, array({50., 3.}),
                              {.l1_regularizer = 1.});
  EXPECT_TRUE(wall.converged.item<bool>());
  expect_near(wall.position, array({0.5, 0.5}), 1e-8);
  const auto bad = minimized([](const Array& y) { return sum(log(y)); }, array({-1.}), {});
  EXPECT_TRUE(bad.failed.item<bool>());
  const auto falling = minimized([](const Array& y) { return -sum(y); }, array({1.}), {});
  EXPECT_FALSE(falling.converged.item<bool>());
}

TEST(ProximalHessianSparse, SinglePrecisionStaysSo) {
  const Array c = astype(array({3., -0.5}), float32);
  const auto r = minimized([&](const Array& x) { return 0.5 * sum(square(x - c)); },
                           zeros({2}, float32), {.l1_regularizer = 1., .tolerance = 1e-6});
  EXPECT_EQ(r.position.dtype(), float32);
  expect_near(astype(r.position, float64), array({2., 0.}), 1e-6);
}

TEST(ProximalHessianSparse, Messages) {
  const auto f = [](const Array& x) { return sum(square(x)); };
  EXPECT_EQ(
      message_of<ShapeError>([] { minimized([](const Array& x) { return x; }, zeros({2}), {}); }),
      "proximal_hessian_sparse_minimize: loss_fn must return a scalar, got shape [2]");
  EXPECT_EQ(message_of<ValueError>([&] { minimized(f, zeros({2}), {.l1_regularizer = -1.}); }),
            "proximal_hessian_sparse_minimize: l1_regularizer must not be negative, got -1");
  EXPECT_EQ(
      message_of<ShapeError>([&] { minimized(f, zeros({2}), {.l2_regularizer = zeros({3})}); }),
      "proximal_hessian_sparse_minimize: l2_regularizer must be one number or have the shape "
      "of x_start, [2], got shape [3]");
  EXPECT_EQ(message_of<ValueError>([&] { minimized(f, zeros({2}), {.learning_rate = 0}); }),
            "proximal_hessian_sparse_minimize: learning_rate must be in (0, 1], got 0");
}

}  // namespace
}  // namespace aleator
