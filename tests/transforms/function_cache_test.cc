// SPDX-License-Identifier: Apache-2.0
// Functions that are traced again are the ones of the last time, if they are the same.
#include "aleator/graph/function_cache.h"

#include "aleator/aleator.h"
#include "aleator/transforms/inspect.h"

#include <gtest/gtest.h>

namespace aleator {
namespace {

/// sum(factor * exp(x) * data), traced anew.
ClosedFunction traced(const char* name, double factor, const Array& data) {
  return close(name, {{.dtype = float64, .shape = data.shape()}},
               [&](const Arrays& x) { return Arrays{sum(factor * exp(x[0]) * data)}; });
}

TEST(FunctionCache, AnEqualFunctionOfOtherDataIsTheSame) {
  const ClosedFunction first = traced("f", 2., array({1., 2.})),
                       second = traced("f", 2., array({5., 7.}));
  EXPECT_TRUE(first.function == second.function);
  EXPECT_EQ(second.captures[0].values(), (std::vector<double>{5, 7}));
  // So is what was derived of it.
  EXPECT_TRUE(value_and_gradient_function(first.function, 0) ==
              value_and_gradient_function(second.function, 0));
  EXPECT_EQ(call_function(second.function, {zeros({2}), second.captures[0]})[0].item(), 24);
}

TEST(FunctionCache, OtherNumbersShapesAndNamesAreOtherFunctions) {
  const Function f = traced("f", 2., array({1., 2.})).function;
  EXPECT_FALSE(f == traced("f", 3., array({1., 2.})).function);
  EXPECT_FALSE(f == traced("f", 2., array({1., 2., 3.})).function);
  const Function other = traced("g", 2., array({1., 2.})).function;
  EXPECT_FALSE(f == other);
  EXPECT_EQ(other.name(), "g");
}

TEST(FunctionCache, GradientsWrittenByHandTellFunctionsApart) {
  const auto with_slope = [](double slope) {
    const auto f = custom_gradient([slope](const Array& x) {
      return std::pair(exp(x), [slope](const Array& g) { return slope * g; });
    });
    return grad(jit([f](const Array& x) { return f(x); }))(1.).item();
  };
  EXPECT_EQ(with_slope(3.), 3);
  EXPECT_EQ(with_slope(5.), 5);
}

}  // namespace
}  // namespace aleator
