// SPDX-License-Identifier: Apache-2.0
// Tests how functions become loops: what is in memory, in which order loops run, how many lanes go
// together.
#include "aleator/lowering/plan.h"

#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/describe.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/prepare.h"
#include "aleator/runtime/llvm/program.h"
#include "aleator/transforms/inspect.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

constexpr std::int64_t kLanes = 37;
constexpr int kVectorBytes = 64;

Buffer numbers(const Shape& shape) {
  Buffer buffer(float64, shape);
  for (std::int64_t i = 0; i < buffer.size(); ++i)
    buffer.mutable_data<double>()[i] = std::sin(static_cast<double>(1 + i) * 1.7);
  return buffer;
}

Function closed(const Shape& shape, const Callable<Arrays(const Arrays&)>& f) {
  return trace_closed("f", {{.dtype = float64, .shape = shape}}, f);
}
Function gradient_of(const Shape& shape, const Callable<Arrays(const Arrays&)>& f) {
  return over_lanes(value_and_gradient_function(closed(shape, f), 0), 1, kLanes);
}

std::string loops_of(const Function& f, bool has_lanes) {
  return describe(make_plan(prepare(f, has_lanes), has_lanes));
}

void expect_reference(const Function& f) {
  const std::vector<Buffer> arguments{numbers(f.parameter_types()[0].shape)};
  const std::vector<Buffer> expected = interpret(f, arguments),
                            found = llvm::Program::make(f)->run(arguments);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto x = constant(expected[i]).values(), y = constant(found[i]).values();
    for (std::size_t k = 0; k < x.size(); ++k)
      EXPECT_NEAR(y[k], x[k], 1e-11 * (1 + std::abs(x[k]))) << "output " << i << " at " << k;
  }
}

TEST(Plan, WhatIsCheapBesideSingleNumbersIsNotStored) {
  // Dear is only exp(q0), which is one number.
  const Array groups = remainder(arange(60), 7);
  const Function f = gradient_of({9}, [&](const Arrays& q) {
    const Array effects = q[0][1] + exp(q[0][0]) * q[0][Slice(2, 9)];
    return Arrays{-0.5 * sum(square(constant(numbers({60})) - take(effects, groups)))};
  });
  const std::string loops = loops_of(f, true);
  EXPECT_EQ(loops.find(" add float64[37, 7]"), std::string::npos) << loops;
  expect_reference(f);
}

TEST(Plan, OperationsStayBehindAConcatenationThatAScanFills) {
  const Function f = gradient_of({24}, [](const Arrays& q) {
    const Array z = q[0][Slice(2, 24)];
    const auto step = [&](const Array& state, const Array& x) {
      const Array next = 0.9 * state + x;
      return std::pair(next, next);
    };
    const Array later = scan(step, z[0], z[Slice(1, 22)]).second;
    const Array h = q[0][0] + concatenate({expand_dims(z[0], 0), later});
    return Arrays{sum(exp(-h) + h) + q[0][1]};
  });
  const std::string loops = loops_of(f, true);
  EXPECT_NE(loops.find("for 21\n  concatenate part 1 float64[37, 22]@0 21"), std::string::npos)
      << loops;
  expect_reference(f);
}

TEST(Plan, NeighboursGoTogetherWithoutLanes) {
  const Function f = closed({7, 50}, [](const Arrays& x) {
    return Arrays{matmul(constant(numbers({32, 7})), exp(x[0]))};
  });
  const std::string loops = loops_of(f, false);
  EXPECT_NE(loops.find("for 32\n    for 50\n      dot_general"), std::string::npos) << loops;
  expect_reference(f);
  // A short loop is written out inside that over neighbours.
  for (const std::int64_t k : {2, 4, 8, 9}) {
    expect_reference(closed({k, 50}, [k](const Arrays& x) {
      const Array w = exp(x[0] - max(x[0], {.axes = {0}, .keep_dims = true}));
      return Arrays{log(matmul(constant(numbers({k, k})) + 2., w)), sum(w, {.axes = {1}}),
                    sum(expand_dims(w, 1) * expand_dims(w, 0), {.axes = {2}})};
    }));
  }
}

TEST(Plan, StepsThatWaitForFunctionsHaveFourRegisters) {
  const auto lanes_of = [](const Callable<Array(const Array&)>& next) {
    // Two matrices are more than the registers hold.
    const Function f = closed({18}, [&](const Arrays& q) {
      const auto step = [&](const Arrays& state, const Array& x) {
        return std::pair(Arrays{next(state[0]) + x, next(state[1])}, Arrays{});
      };
      const Array all = reshape(q[0], {2, 3, 3});
      return scan(step, Arrays{all[0], all[1]}, constant(numbers({500}))).first;
    });
    return lanes_per_block(over_lanes(f, 1, 64), 64, kVectorBytes);
  };
  EXPECT_EQ(lanes_of([](const Array& state) { return 0.5 * state; }), 16);
  EXPECT_EQ(lanes_of([](const Array& state) { return exp(-state); }), 32);
}

}  // namespace
}  // namespace aleator::lowering
