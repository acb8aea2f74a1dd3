// SPDX-License-Identifier: Apache-2.0
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator {
namespace {

TEST(Gradient, OfSimpleFunctions) {
  EXPECT_DOUBLE_EQ(grad([](Array x) { return x * x * x; })(2.).item(), 12.);
  EXPECT_DOUBLE_EQ(grad(exp)(1.).item(), std::exp(1.));
  const auto [value, gradient] =
      value_and_grad([](Array x, Array y) { return sum(x * y); })(array({1., 2.}), array({3., 4.}));
  EXPECT_DOUBLE_EQ(value.item(), 11.);
  EXPECT_EQ(std::get<0>(gradient).values(), (std::vector<double>{3., 4.}));
  EXPECT_EQ(std::get<1>(gradient).values(), (std::vector<double>{1., 2.}));
}

TEST(Gradient, DoesNotSeeTheOuterArgument) {
  EXPECT_DOUBLE_EQ(
      grad([](Array x) { return x * grad([&](Array y) { return x + y; })(x); })(3.).item(), 1.);
}

TEST(Gradient, Composes) {
  const auto f = [](Array x) { return sin(x) * exp(x); };
  EXPECT_NEAR(grad(grad(f))(0.7).item(), 2 * std::cos(0.7) * std::exp(0.7), 1e-13);
  const Array h = hessian([](Array x) { return sum(x * x * x); })(array({1., 2.}));
  EXPECT_EQ(h.shape(), (Shape{2, 2}));
}

TEST(Vmap, MatchesLoop) {
  const auto f = [](Array x) { return sum(exp(x)) * 2.; };
  const Array x = reshape(arange(6, float64), {2, 3});
  const Array batched = vmap(grad(f))(x);
  EXPECT_EQ(batched.shape(), (Shape{2, 3}));
  EXPECT_NEAR(batched.values()[4], 2 * std::exp(4.), 1e-10);
}

TEST(Scan, GradientOfPower) {
  const auto f = [](Array x) {
    return fori_loop(
        0, 5, [&](Array, Array s) { return s * x; }, Array(1.));
  };
  EXPECT_DOUBLE_EQ(f(2.).item(), 32.);
  EXPECT_DOUBLE_EQ(grad(f)(2.).item(), 80.);
  EXPECT_DOUBLE_EQ(grad(grad(f))(2.).item(), 160.);
  EXPECT_EQ(vmap(grad(f))(array({1., 2.})).values(), (std::vector<double>{5., 80.}));
  EXPECT_EQ(grad([&](Array x) { return sum(vmap(f)(x)); })(array({1., 2.})).values(),
            (std::vector<double>{5., 80.}));
}

TEST(While, RunsPerEntry) {
  const auto halve = [](Array x) {
    return while_loop([](Array y) { return y > 1.; }, [](Array y) { return y * 0.5; }, x);
  };
  EXPECT_EQ(vmap(halve)(array({8., 3., 0.5})).values(), (std::vector<double>{1., 0.75, 0.5}));
}

TEST(Jit, CachesAndSeesVariables) {
  Variable v(2.);
  const auto f = jit([&](Array x) { return x * v; });
  EXPECT_DOUBLE_EQ(f(3.).item(), 6.);
  v.assign(5.);
  EXPECT_DOUBLE_EQ(f(3.).item(), 15.);
}

TEST(Chain, OfAMillionOperations) {
  Array x = strong_scalar(0.);
  for (int i = 0; i < 1'000'000; ++i) x = x + 1.;
  EXPECT_DOUBLE_EQ(x.item(), 1e6);
}

TEST(Print, Function) {
  const auto f = [](Array x) { return sum(exp(x) * 2.); };
  std::cout << f(array({1., 2.})) << "\n";
}

}  // namespace
}  // namespace aleator
