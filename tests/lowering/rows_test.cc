// SPDX-License-Identifier: Apache-2.0
// Tests rounds of several rows: regressions whose links are computed between two products.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/module.h"
#include "aleator/runtime/llvm/program.h"
#include "aleator/transforms/inspect.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

constexpr std::int64_t kColumns = 5, kLanes = 37;

Buffer numbers(Dtype dtype, const Shape& shape) {
  Buffer buffer(dtype, shape);
  for (std::int64_t i = 0; i < buffer.size(); ++i) {
    const double x = std::sin(static_cast<double>(1 + i) * 1.7);
    if (dtype == float32) buffer.mutable_data<float>()[i] = static_cast<float>(x);
    else buffer.mutable_data<double>()[i] = x;
  }
  return buffer;
}

using Link = Array (*)(const Array&);

/// Value and gradient of sum(weights link(x beta)), and the links themselves if they are wanted.
Function regression(Link link, Dtype dtype, std::int64_t num_rows, bool has_links) {
  const Array x = constant(numbers(dtype, {num_rows, kColumns})),
              weights = constant(numbers(dtype, {num_rows}));
  const ArrayTypes types{{.dtype = dtype, .shape = {kColumns}}};
  const Function density = trace_closed("density", types, [&](const Arrays& q) {
    return Arrays{sum(weights * link(matmul(x, q[0])))};
  });
  const Function both = value_and_gradient_function(density, 0);
  const Function all = trace_closed("all", types, [&](const Arrays& q) {
    Arrays outputs = apply_all(kCall, q, attributes(Call{both}));
    if (has_links) outputs.push_back(link(matmul(x, q[0])));
    return outputs;
  });
  return over_lanes(all, 1, kLanes);
}

void expect_reference(const Function& f, double tolerance) {
  const ArrayType type = f.parameter_types()[0];
  const std::vector<Buffer> arguments{numbers(type.dtype, type.shape)};
  const std::vector<Buffer> expected = interpret(f, arguments),
                            actual = llvm::Program::make(f)->run(arguments);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto a = constant(expected[i]).values(), b = constant(actual[i]).values();
    for (std::size_t k = 0; k < a.size(); ++k)
      EXPECT_NEAR(b[k], a[k], tolerance * (1 + std::abs(a[k]))) << "output " << i << " at " << k;
  }
}

TEST(Rows, LinksBetweenProductsAreThoseOfTheReference) {
  const auto poisson = [](const Array& x) { return exp(x) + log1p(square(x)); };
  const auto linear = [](const Array& x) { return square(x); };
  for (const Link link : {Link(log_sigmoid), Link(+poisson), Link(+linear)}) {
    for (const std::int64_t num_rows : {1, 3, 4, 11, 450}) {
      for (const bool has_links : {false, true}) {
        expect_reference(regression(link, float64, num_rows, has_links), 1e-12);
        expect_reference(regression(link, float32, num_rows, has_links), 2e-5);
      }
    }
  }
}

TEST(Rows, LinksOfProductsInsideOfAnotherLoop) {
  const Array x = constant(numbers(float64, {3, 7, kColumns}));
  const Function f =
      trace_closed("f", {{.dtype = float64, .shape = {3, kColumns, 2}}}, [&](const Arrays& q) {
        const Array link = exp(matmul(x, q[0]));
        return Arrays{link, sum(log1p(link)), matmul(x * 2., q[0])};
      });
  expect_reference(over_lanes(f, 1, kLanes), 1e-12);
}

TEST(Rows, LinksAreWrittenOnceForSeveralRows) {
  const Function f = regression(log_sigmoid, float64, 400, false);
  const std::string text = lower(f, 8, 64).text, scale = "0x3FF71547652B82FE";
  std::size_t count = 0;
  for (std::size_t at = text.find(scale); at != std::string::npos; at = text.find(scale, at + 1))
    ++count;
  EXPECT_EQ(count, 1U);
}

/// Numbers in order that are outputs too: what reads them does not wait for their loop.
TEST(Rows, ReadNumbersInOrderBeforeTheyAreStored) {
  constexpr std::int64_t kRows = 4000, kColumns = 401;
  const Function f = trace_closed("f", {{.dtype = float64, .shape = {kRows}}}, [](const Arrays& x) {
    const Array i = arange(kColumns, float64);
    return Arrays{expand_dims(x[0] / 3., 1) * i, i, x[0] / 3.};
  });
  const std::vector<Buffer> operands{linspace(-3., 3., kRows).buffer()};
  const auto expected = interpret(f, operands), found = llvm::Program::make(f)->run(operands);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto x = constant(expected[i]).values(), y = constant(found[i]).values();
    for (std::size_t k = 0; k < x.size(); ++k) ASSERT_NEAR(x[k], y[k], 1e-12) << i << " " << k;
  }
}

}  // namespace
}  // namespace aleator::lowering
