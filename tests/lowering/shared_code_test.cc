// SPDX-License-Identifier: Apache-2.0
// Tests where operations become functions of their own, and that their values stay.
#include "aleator/lowering/shared_code.h"

#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/module.h"
#include "aleator/runtime/llvm/program.h"
#include "aleator/transforms/inspect.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++found;
  return found;
}

/// Two exponentials and a power of two numbers, beside a sum of `length` logarithms.
Function beside_a_loop(Dtype dtype, std::int64_t length) {
  return trace_closed("f", {{.dtype = dtype, .shape = {2}}}, [&](const Arrays& p) {
    const Array steps = astype(arange(length), dtype);
    const Array scale = exp(p[0][0]), raised = power(p[0][1], Array(2.5));
    return Arrays{sum(log(steps + scale)) * exp(p[0][1]) + raised};
  });
}

/// x, f(x), f(f(x)), ... without a loop.
Function written_out(std::int64_t length) {
  return trace_closed("f", {{.dtype = float64, .shape = {}}}, [&](const Arrays& p) {
    Array x = p[0];
    for (std::int64_t i = 0; i < length; ++i) x = log1p(exp(-x)) + 0.01 * static_cast<double>(i);
    return Arrays{x};
  });
}

Buffer numbers(const ArrayType& type) {
  Buffer buffer(type.dtype, type.shape);
  for (std::int64_t i = 0; i < buffer.size(); ++i) {
    const double x = 0.5 + std::sin(static_cast<double>(1 + i) * 1.7) / 3;
    if (type.dtype == float32) buffer.mutable_data<float>()[i] = static_cast<float>(x);
    else buffer.mutable_data<double>()[i] = x;
  }
  return buffer;
}

/// Compiled and interpreted, all outputs.
void expect_reference(const Function& f, double tolerance) {
  const std::vector<Buffer> arguments = {numbers(f.parameter_types()[0])};
  const std::vector<Buffer> expected = interpret(f, arguments),
                            actual = llvm::Program::make(f)->run(arguments);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto x = constant(expected[i]).values(), y = constant(actual[i]).values();
    for (std::size_t k = 0; k < x.size(); ++k)
      EXPECT_NEAR(y[k], x[k], tolerance * std::abs(x[k])) << "output " << i << " at " << k;
  }
}

TEST(SharedCode, OnlyWhatRunsSeldom) {
  const std::string beside_long = lower(beside_a_loop(float64, 500), 0, 32).text;
  EXPECT_EQ(count(beside_long, "define internal double @shared.exp."), 1U);
  EXPECT_EQ(count(beside_long, "define internal double @shared.power."), 1U);
  EXPECT_EQ(count(beside_long, "@shared.log."), 0U);
  EXPECT_EQ(count(beside_long, "call double @shared.exp."), 2U);
  const std::string beside_short = lower(beside_a_loop(float64, 12), 0, 32).text;
  EXPECT_EQ(count(beside_short, "@shared."), 0U);
}

TEST(SharedCode, NotBetweenTheProductsOfARegression) {
  const Function f =
      trace_closed("f", {{float64, {1000, 25}}, {float64, {25}}}, [](const Arrays& p) {
        const Array rates = sigmoid(matmul(p[0], p[1]));
        return Arrays{matmul(rates, p[0]), sum(log(rates))};
      });
  EXPECT_EQ(count(lower(f, 0, 32).text, "@shared."), 0U);
}

TEST(SharedCode, LongCodeIsShort) {
  EXPECT_EQ(count(lower(written_out(50), 0, 32).text, "@shared."), 0U);
  const std::string text = lower(written_out(150), 0, 32).text;
  EXPECT_EQ(count(text, "define internal"), 2U);
  EXPECT_EQ(count(text, "call double @shared."), 300U);
  EXPECT_EQ(lanes_per_block(over_lanes(written_out(50), 1, 64), 64, 32), 8);
  EXPECT_EQ(lanes_per_block(over_lanes(written_out(150), 1, 64), 64, 32), 4);
}

TEST(SharedCode, ValuesStay) {
  for (const Dtype dtype : {float32, float64}) {
    const double tolerance = dtype == float32 ? 1e-5 : 1e-13;
    const Function f = beside_a_loop(dtype, 600);
    expect_reference(f, tolerance);
    for (const std::int64_t lanes : {2, 3, 8, 15, 16, 33, 64})
      expect_reference(over_lanes(f, 1, lanes), tolerance);
  }
  expect_reference(written_out(150), 1e-12);
  expect_reference(over_lanes(written_out(150), 1, 20), 1e-12);
}

}  // namespace
}  // namespace aleator::lowering
