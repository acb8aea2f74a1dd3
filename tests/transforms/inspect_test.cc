// SPDX-License-Identifier: Apache-2.0
// Tests closed functions and the naming of terms that are not finite.
#include "aleator/transforms/inspect.h"

#include "aleator/aleator.h"

#include <gtest/gtest.h>

namespace aleator {
namespace {

std::string describe(const Callable<Arrays(const Arrays&)>& f, const Array& x) {
  const ClosedFunction closed = close("test", {x.type()}, f);
  Arrays operands{x};
  operands.insert(operands.end(), closed.captures.begin(), closed.captures.end());
  return describe_non_finite_terms(closed.function, operands);
}

TEST(DescribeNonFiniteTerms, NamesWhatHasAName) {
  const auto f = [](const Arrays& x) {
    return Arrays{named(log(x[0]), "prior") + sum(named(x[0] * array({1., 2.}), "likelihood"))};
  };
  EXPECT_EQ(describe(f, 0.), "prior is -inf");
  EXPECT_EQ(describe(f, 1.), "");
  EXPECT_EQ(describe(f, -1.), "prior is NaN");
}

TEST(DescribeNonFiniteTerms, CountsTermsWithoutNames) {
  const auto f = [](const Arrays& x) { return Arrays{exp(x[0]) + sqrt(x[0]) + 2. * x[0]}; };
  EXPECT_EQ(describe(f, -1.), "term 2 of 3 is NaN");
}

TEST(Named, IsTheIdentity) {
  const auto f = [](Array x) { return named(x * x, "square"); };
  EXPECT_EQ(f(3.).item(), 9.);
  EXPECT_EQ(grad(f)(3.).item(), 6.);
  EXPECT_EQ(vmap(grad(f))(array({1., 2.})).values(), (std::vector<double>{2., 4.}));
  EXPECT_EQ(jvp(f, 3., 1.).second.item(), 6.);
}

TEST(ValueAndGradientFunction, TakesCapturesAsOperands) {
  const Array data = array({1., 2., 3.});
  const ArrayType type{.dtype = float64, .shape = {3}};
  const ClosedFunction closed =
      close("test", {type}, [&](const Arrays& x) { return Arrays{sum(square(x[0] - data))}; });
  ASSERT_EQ(closed.captures.size(), 1u);
  const Function both = value_and_gradient_function(closed.function, 0);
  const Arrays results = call_function(both, {array({2., 2., 2.}), data});
  EXPECT_EQ(results[0].item(), 2.);
  EXPECT_EQ(results[1].values(), (std::vector<double>{2., 0., -2.}));
}

TEST(ClosedFunctions, RepeatOuterArraysThemselves) {
  const Array loc = array({1., 2.}) + 0.5;
  const Array repeated = broadcast_to(loc, {3, 2});
  const ArrayType type{.dtype = float64, .shape = {3, 2}};
  const auto f = [&](const Arrays& x) { return Arrays{x[0] - repeated}; };
  const ClosedFunction before = close("test", {type}, f);
  ASSERT_EQ(before.captures.size(), 1u);
  EXPECT_EQ(before.captures[0].shape(), (Shape{2}));
  EXPECT_EQ(call_function(before.function, {ones({3, 2}), before.captures[0]})[0].values(),
            (std::vector<double>{-0.5, -1.5, -0.5, -1.5, -0.5, -1.5}));
  // The function is the same once the broadcast has been computed.
  eval(repeated);
  const ClosedFunction after = close("test", {type}, f);
  EXPECT_EQ(after.function.to_string(), before.function.to_string());
}

TEST(ClosedFunctions, CaptureWhatIsComputedOfVariablesOnce) {
  const Variable weights(array({1., 2.}), "weights"), others(array({1., 2.}), "others");
  const Array mask = array({1., 0.}) + 0.;
  const auto masked = [&](const Variable& w) { return mask * w; };
  const ArrayType type{.dtype = float64, .shape = {2}};
  const ClosedFunction closed = close("test", {type}, [&](const Arrays& x) {
    return Arrays{x[0] + masked(weights), x[0] * masked(weights), x[0] - masked(others)};
  });
  EXPECT_EQ(closed.captures.size(), 2u);
  weights.assign(array({3., 4.}));
  const Arrays results =
      call_function(closed.function, {ones({2}), closed.captures[0], closed.captures[1]});
  EXPECT_EQ(results[0].values(), (std::vector<double>{4., 1.}));
  EXPECT_EQ(results[1].values(), (std::vector<double>{3., 0.}));
  EXPECT_EQ(results[2].values(), (std::vector<double>{0., 1.}));
}

TEST(ClosedFunctions, RepeatVariablesAsTheyAreAtTheCall) {
  const Variable scale(2., "scale");
  const Array repeated = broadcast_to(scale, {3});
  const auto f = jit([&](const Array& x) { return x * repeated; });
  EXPECT_EQ(f(ones({3})).values(), (std::vector<double>{2., 2., 2.}));
  scale.assign(3.);
  EXPECT_EQ(f(ones({3})).values(), (std::vector<double>{3., 3., 3.}));
}

TEST(ClosedFunctions, CaptureTheNumberThatAnArrayRepeats) {
  const Array row = array({1., 2., 3.}), wide = broadcast_to(row, {50, 3});
  const Array same = exp(broadcast_to(array({1.}) - 1., {50, 3}));
  const ClosedFunction closed =
      close("test", {{.dtype = float64, .shape = {50, 3}}}, [&](const Arrays& x) {
        return Arrays{sum(x[0] * wide + same), wide};
      });
  ASSERT_EQ(closed.captures.size(), 2u);
  EXPECT_EQ(closed.captures[0].shape(), Shape{3});
  EXPECT_EQ(closed.captures[1].size(), 1);
  const Arrays results =
      call_function(closed.function, {ones({50, 3}), closed.captures[0], closed.captures[1]});
  EXPECT_EQ(results[0].item(), 450.);
  EXPECT_EQ(results[1].values(), wide.values());
}

}  // namespace
}  // namespace aleator
