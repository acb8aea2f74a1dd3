// SPDX-License-Identifier: Apache-2.0
// Tests the line search: the conditions of Wolfe on hard functions, walls, lanes, messages.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;

LineFunction line(Array (*f)(const Array&)) {
  return [f](const Array& step) {
    const auto [value, slope] = value_and_grad(f)(step);
    return LineValue{value, slope, slope};
  };
}

// Functions of More and Thuente (1994), Line search algorithms with guaranteed sufficient decrease,
// and others, each falling at 0.
Array more_thuente_1(const Array& x) { return -x / (square(x) + 2.); }
Array more_thuente_2(const Array& x) { return power(x + 0.004, 5) - 2. * power(x + 0.004, 4); }
Array narrow(const Array& x) { return square(x - 0.001) * 1e6; }
Array far(const Array& x) { return square(x - 1e5) * 1e-3; }
Array wiggly(const Array& x) { return 0.1 * square(x - 3.) - 0.5 * sin(4. * x); }
Array wall(const Array& x) { return x - log(1. - x) * 0.5 - 4. * x; }

TEST(HagerZhang, FulfilsWolfe) {
  for (const auto f : {more_thuente_1, more_thuente_2, narrow, far, wiggly, wall}) {
    for (const double first : {1e-6, 1e-3, 1., 1e3, 1e5}) {
      SCOPED_TRACE(first);
      const LineFunction phi = line(f);
      const LineValue zero = phi(zeros({}));
      const auto r = hager_zhang(phi, zero, {.initial_step_size = first});
      ASSERT_TRUE(r.converged.item<bool>());
      EXPECT_FALSE(r.failed.item<bool>());
      const LineValue at = phi(r.left.x);
      EXPECT_EQ(at.f.item(), r.left.f.item());
      EXPECT_EQ(at.df.item(), r.left.df.item());
      EXPECT_EQ(r.full_gradient.item(), r.left.df.item());
      const double f0 = zero.f.item(), d0 = zero.df.item();
      const double fx = r.left.f.item(), dx = r.left.df.item(), x = r.left.x.item();
      EXPECT_GE(dx, 0.9 * d0);
      const bool is_exact = fx <= f0 + 0.1 * x * d0;
      EXPECT_TRUE(is_exact || (dx <= -0.8 * d0 && fx <= f0 + 1e-6 * std::abs(f0)));
      EXPECT_LE(r.func_evals.item(), 50);
    }
  }
}

TEST(HagerZhang, WhatCannotBegin) {
  const LineFunction phi = line(narrow);
  // Uphill, not finite, nothing allowed, nothing to do.
  const LineValue uphill{1., 1., 1.}, broken{NAN, -1., -1.};
  for (const LineValue& zero : {uphill, broken}) {
    const auto r = hager_zhang(phi, zero, {});
    EXPECT_TRUE(r.failed.item<bool>());
    EXPECT_EQ(r.func_evals.item(), 0);
  }
  const auto none = hager_zhang(phi, phi(zeros({})), {.max_iterations = 0});
  EXPECT_TRUE(none.failed.item<bool>());
  const auto off = hager_zhang(phi, phi(zeros({})), {.converged = true});
  EXPECT_TRUE(off.converged.item<bool>());
  EXPECT_EQ(off.func_evals.item(), 0);
  // Unbounded below: doubling ends where numbers end.
  const LineFunction fall = line([](const Array& x) { return -square(x) - x; });
  const auto r = hager_zhang(fall, fall(zeros({})), {.max_iterations = 1000});
  EXPECT_TRUE(r.failed.item<bool>());
  EXPECT_LT(r.func_evals.item(), 1000);
  EXPECT_TRUE(std::isfinite(r.left.f.item()));
}

TEST(HagerZhang, LanesAreLoops) {
  const LineFunction phi = line(wiggly);
  const auto search = [&](const Array& first) {
    return hager_zhang(phi, phi(zeros({})), {.initial_step_size = first});
  };
  const Array firsts = exp(linspace(-10., 10., 9));
  const auto lanes = jit(vmap(search, {.axis = Axis::Lanes}))(firsts);
  for (int i = 0; i < 9; ++i) {
    const auto one = search(firsts[i]);
    EXPECT_EQ(lanes.func_evals[i].item(), one.func_evals.item());
    EXPECT_NEAR(lanes.left.x[i].item(), one.left.x.item(), 1e-9);
  }
}

TEST(HagerZhang, Messages) {
  const LineFunction phi = line(narrow);
  for (const HagerZhangOptions& bad :
       {HagerZhangOptions{.shrinkage_param = 1}, HagerZhangOptions{.expansion_param = 1},
        HagerZhangOptions{.sufficient_decrease_param = 0.95},
        HagerZhangOptions{.curvature_param = 1.5}, HagerZhangOptions{.max_iterations = -1}}) {
    try {
      hager_zhang(phi, phi(zeros({})), bad);
      ADD_FAILURE() << "no error";
    } catch (const ValueError& error) {
      EXPECT_EQ(std::string(error.what()).rfind("hager_zhang: requires 0 < ", 0), 0);
    }
  }
}

}  // namespace
}  // namespace aleator
