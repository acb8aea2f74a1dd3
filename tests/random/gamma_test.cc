// SPDX-License-Identifier: Apache-2.0
// Tests that draws made of gamma variables do not depend on how many are made, nor on whether they
// share their parameters: they are made in different ways.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"

#include <limits>

#include <gtest/gtest.h>

namespace aleator {
namespace {

constexpr std::int64_t kNum = 50'000, kFew = 2000;
const double kNaN = std::numeric_limits<double>::quiet_NaN();

Array few(const Array& x) { return slice_axis(x, 0, 0, kFew); }

/// Within rounding, which may differ between ways to compute, also of a difference that is cubed;
/// both NaN also counts. Where a number is a logarithm, that is an absolute error.
void expect_same(const Array& x, const Array& y, double a, bool is_log) {
  const Array is_near = abs(x - y) <= 1e-10 * (is_log ? 1. + abs(y) : abs(y));
  const Array is_void = logical_and(is_nan(x), is_nan(y));
  EXPECT_TRUE(all(logical_or(is_near, is_void)).item<bool>()) << a;
}

using Draw = Array (*)(const Array& a, std::int64_t num);
void expect_independent_of_shape(Draw draw, bool is_log = false) {
  for (const double a : {0.02, 0.7, 1., 2.5, 40., 1e5, -1., kNaN}) {
    const Array shared = jit([&](const Array& x) { return draw(x, kNum); })(strong_scalar(a));
    // Every other element has the parameter, the others one of the other kind.
    const Array is_own = remainder(arange(kNum), 2) == 0;
    const Array each = where(is_own, a, a < 1 ? 3. : 0.3);
    const Array mixed = jit([&](const Array& x) { return draw(x, kNum); })(each);
    expect_same(where(is_own, mixed, shared), shared, a, is_log);
    expect_same(few(mixed), draw(few(each), kFew), a, is_log);
    eval(mixed);
    const ReferenceOnly scope;
    expect_same(few(shared), draw(a, kFew), a, is_log);
  }
}

TEST(GammaDraws, AreTheSameHoweverManyAreMade) {
  expect_independent_of_shape(
      [](const Array& a, std::int64_t num) { return random::gamma(Key(5), a, {num}); });
  expect_independent_of_shape(
      [](const Array& a, std::int64_t num) { return random::log_gamma(Key(5), a, {num}); }, true);
}

TEST(BetaDraws, AreTheSameHoweverManyAreMade) {
  expect_independent_of_shape(
      [](const Array& a, std::int64_t num) { return random::beta(Key(5), a, 1.5, {num}); });
  expect_independent_of_shape(
      [](const Array& a, std::int64_t num) { return random::beta(Key(5), 0.4, a, {num}); });
}

}  // namespace
}  // namespace aleator
