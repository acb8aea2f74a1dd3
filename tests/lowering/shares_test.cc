// SPDX-License-Identifier: Apache-2.0
// Tests large loops that calls share out: which they are, and that all rounds are run once.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/module.h"
#include "aleator/runtime/llvm/program.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

using Body = Arrays (*)(const Array&);

Function traced(const Body& body, const Shape& shape) {
  return trace_closed("f", {{.dtype = float64, .shape = shape}},
                      [&](const Arrays& x) { return body(x[0]); });
}

std::int64_t rounds_per_call(const Body& body, const Shape& shape, bool may_share = true) {
  return lower(traced(body, shape), 0, 64, may_share).rounds_per_call;
}

Arrays rows(const Array& x) {
  const Array total = logsumexp(x, {.axes = {1}, .keep_dims = true});
  return {x - total, reshape(total, {x.dim(0)})};
}

constexpr std::int64_t kMany = 1'000'003;  // no multiple of anything

TEST(Shares, AreOfLoopsWhoseRoundsFillElementsOfTheirOwn) {
  const auto plain = [](const Array& x) { return Arrays{exp(x) + 1.}; };
  EXPECT_GT(rounds_per_call(plain, {kMany}), 0);
  EXPECT_EQ(rounds_per_call(plain, {kMany}, false), 0) << "who is called runs everything";
  EXPECT_EQ(rounds_per_call(plain, {1000}), 0) << "not worth it";
  EXPECT_GT(rounds_per_call(rows, {20'011, 50}), 0);
  EXPECT_EQ(rounds_per_call([](const Array& x) { return Arrays{sum(exp(x))}; }, {kMany}), 0);
  EXPECT_EQ(rounds_per_call([](const Array& x) { return Arrays{cumulative_sum(x)}; }, {kMany}), 0);
  EXPECT_EQ(rounds_per_call([](const Array& x) { return Arrays{exp(x), x}; }, {kMany}), 0);
  EXPECT_EQ(rounds_per_call(
                [](const Array& x) {
                  const Array y = exp(x);
                  return Arrays{y, reverse(y, {0})};
                },
                {kMany}),
            0)
      << "a round would read what another one has made";
}

TEST(Shares, AreTheReferenceTogether) {
  struct Case {
    Body body;
    Shape shape;
  };
  const Body twice = [](const Array& x) { return Arrays{square(x), 2. * x}; };
  for (const Case& c : {Case{twice, {kMany}}, Case{rows, {20'011, 50}}, Case{rows, {7, 100'000}}}) {
    Buffer numbers(float64, c.shape);
    for (std::int64_t i = 0; i < numbers.size(); ++i)
      numbers.mutable_data<double>()[i] = std::sin(static_cast<double>(i));
    const Function f = traced(c.body, c.shape);
    const std::vector<Buffer> expected = interpret(f, {numbers}),
                              given = llvm::Program::make(f)->run({numbers});
    for (std::size_t k = 0; k < expected.size(); ++k) {
      const auto a = constant(expected[k]).values(), b = constant(given[k]).values();
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(b[i], a[i], 1e-13) << "at " << i;
    }
  }
}

}  // namespace
}  // namespace aleator::lowering
