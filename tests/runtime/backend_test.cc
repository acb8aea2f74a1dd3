// SPDX-License-Identifier: Apache-2.0
// Tests what the compiled backend promises besides results: repetition, isolation of lanes, blocks
// that are not full.
#include "aleator/graph/evaluator.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/runtime/llvm/cache.h"
#include "aleator/runtime/llvm/program.h"
#include "aleator/transforms/inspect.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>

#include "tests/runtime/builder.h"
#include "tests/runtime/random_function.h"

namespace aleator::differential {
namespace {

/// A recurrence with a product of matrices: float64[4, 4], float64[4] -> float64[4], float64[].
Function recurrence() {
  return trace_closed("recurrence", {{float64, {4, 4}}, {float64, {4}}}, [](const Arrays& x) {
    const auto step = [&](const Array&, const Array& s) { return tanh(matmul(x[0], s)) + s * 0.5; };
    const Array last = fori_loop(0, 5, step, x[1]);
    return Arrays{last, sum(square(last))};
  });
}

std::vector<Buffer> arguments_of(const Function& f, std::uint64_t seed) {
  std::vector<Buffer> arguments;
  for (const ArrayType& type : f.parameter_types())
    arguments.push_back(random_buffer(type, ++seed));
  return arguments;
}

bool has_same_bits(const Buffer& a, const Buffer& b) {
  const Buffer x = a.dense(), y = b.dense();
  const auto bytes = static_cast<std::size_t>(x.size()) * size_of(x.dtype());
  return x.shape() == y.shape() && std::memcmp(x.bytes(), y.bytes(), bytes) == 0;
}

void expect_reference(const Function& f, const std::vector<Buffer>& arguments) {
  const std::vector<Buffer> expected = interpret(f, arguments);
  const std::vector<Buffer> actual = llvm::Program::make(f)->run(arguments);
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i)
    EXPECT_TRUE(is_equal(actual[i], expected[i], 1e-12)) << f.to_string();
}

TEST(Backend, SecondProgramOfAFunctionHasTheSameBits) {
  const Function f = over_lanes(recurrence(), 2, 5);
  const std::vector<Buffer> arguments = arguments_of(f, 1);
  const std::vector<Buffer> cold = llvm::Program::make(f)->run(arguments);
  const std::vector<Buffer> warm = llvm::Program::make(f)->run(arguments);
  for (std::size_t i = 0; i < cold.size(); ++i) EXPECT_TRUE(has_same_bits(cold[i], warm[i]));
}

TEST(Backend, MixedLanesRunAsALoopAndTheTraceSaysSo) {
  ArrayType lanes{float64, {6}};
  lanes.lane_axis = 0;
  const Function f = trace_closed(
      "turn", {lanes}, [](const Arrays& x) { return Arrays{reverse(x[0], {0}) + x[0]}; });
  setenv("ALEATOR_TRACE", "1", 1);
  ::testing::internal::CaptureStderr();
  expect_reference(f, arguments_of(f, 3));
  const std::string said = ::testing::internal::GetCapturedStderr();
  unsetenv("ALEATOR_TRACE");
  EXPECT_NE(said.find("aleator: turn: lanes are mixed, and run as a loop\n"), std::string::npos)
      << said;
}

TEST(Backend, OneProgramRunsManyDataSets) {
  const Function f = recurrence();
  const Ref<const llvm::Program> program = llvm::Program::make(f);
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const std::vector<Buffer> arguments = arguments_of(f, 100 * seed);
    const std::vector<Buffer> actual = program->run(arguments);
    const std::vector<Buffer> expected = interpret(f, arguments);
    ASSERT_TRUE(is_equal(actual[0], expected[0], 1e-12)) << "data set " << seed;
  }
}

TEST(Backend, ArgumentsAreNotWritten) {
  const Function f = over_lanes(recurrence(), 2, 3);
  const std::vector<Buffer> arguments = arguments_of(f, 3), copies = arguments_of(f, 3);
  llvm::Program::make(f)->run(arguments);
  for (std::size_t i = 0; i < copies.size(); ++i)
    EXPECT_TRUE(has_same_bits(arguments[i], copies[i]));
}

TEST(Backend, NanStaysInItsLane) {
  constexpr std::int64_t kLanes = 11, kBroken = 4;
  const Function f = over_lanes(recurrence(), 2, kLanes);
  std::vector<Buffer> arguments = arguments_of(f, 7);
  const Ref<const llvm::Program> program = llvm::Program::make(f);
  const std::vector<Buffer> clean = program->run(arguments);
  arguments[1].mutable_data<double>()[kBroken * 4] = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Buffer> spoilt = program->run(arguments);
  for (std::int64_t lane = 0; lane < kLanes; ++lane) {
    const double before = clean[1].dense().data<double>()[lane];
    const double after = spoilt[1].dense().data<double>()[lane];
    if (lane == kBroken) EXPECT_TRUE(std::isnan(after));
    else EXPECT_EQ(after, before) << "lane " << lane;
  }
}

/// Data in groups: an effect for each of 7 groups, a scale, 40 observations of known group.
/// float64[8], int64[40], float64[40] -> value, gradient.
Function groups() {
  const ArrayTypes types{{float64, {8}}, {int64, {40}}, {float64, {40}}};
  return value_and_gradient_function(
      trace_closed("groups", types,
                   [](const Arrays& x) {
                     const Array effects = x[0][Slice(0, 7)];
                     const Array residual = x[2] - exp(x[0][7]) * take(effects, x[1], 0);
                     return Arrays{-0.5 * sum(square(residual)) - sum(square(effects))};
                   }),
      0);
}

TEST(Backend, RunsOfEqualIndicesInAnyOrder) {
  const Function f = over_lanes(groups(), 1, 5);
  for (const bool is_sorted : {true, false}) {
    for (const std::int64_t num_groups : {1, 5, 7}) {
      std::vector<Buffer> arguments = arguments_of(f, 17);
      arguments[1] = Buffer(int64, Shape{40});
      for (std::int64_t i = 0; i < 40; ++i)
        arguments[1].mutable_data<std::int64_t>()[i] =
            is_sorted ? i * num_groups / 40 : i * 11 % num_groups;
      expect_reference(f, arguments);
    }
  }
}

TEST(Backend, EqualShapesCompileOnce) {
  const auto model = [](const Array& data) {
    return close("model", {{float64, {3}}}, [&](const Arrays& x) {
      return Arrays{sum(exp(x[0])) - sum(square(data - sum(x[0])))};
    });
  };
  const std::int64_t before =
      llvm::cache().statistics().num_compiled + llvm::cache().statistics().num_disk_hits;
  for (int i = 0; i < 1000; ++i) {
    const ClosedFunction f = model(astype(arange(20), float64) * (1. + i));
    run(over_lanes(value_and_gradient_function(f.function, 0), 1, 4),
        {zeros({4, 3}).buffer(), f.captures[0].buffer()});
  }
  const std::int64_t after =
      llvm::cache().statistics().num_compiled + llvm::cache().statistics().num_disk_hits;
  EXPECT_EQ(after - before, 1);
}

TEST(Backend, LoopsEndPerLane) {
  const auto double_up = [](const Arrays& x) {
    using State = std::pair<Array, Array>;
    const State last = while_loop([](const State& s) { return s.second < 100.; },
                                  [](const State& s) { return State(s.first + 1, s.second * 2.); },
                                  State(0, 1.5 + abs(x[0])));
    return Arrays{last.first, last.second};
  };
  const Function f = trace_closed("double_up", {{float64, {}}}, double_up);
  for (const std::int64_t lanes : {2, 7, 8, 9, 64, 65}) {
    const Function batched = over_lanes(f, 1, lanes);
    expect_reference(batched, arguments_of(batched, 11));
  }
}

TEST(Backend, InTheScopeOfTheReferenceNothingIsCompiled) {
  // Compiled, a quotient by what stays the same in a loop is a product with its reciprocal.
  const Function inner = trace_closed("inner", {{float64, {3}}, {float64, {}}},
                                      [](const Arrays& x) { return Arrays{x[0] / x[1]}; });
  const Function outer = trace_closed("outer", inner.parameter_types(), [&](const Arrays& x) {
    return apply_all(kCall, x, attributes(Call{inner}));
  });
  Buffer numerators(float64, {3});
  for (int i = 0; i < 3; ++i) numerators.mutable_data<double>()[i] = 1 + 2 * i;
  const std::vector<Buffer> arguments{numerators, Buffer::scalar<double>(49)};
  const std::int64_t before = llvm::cache().statistics().num_compiled;
  {
    const ReferenceOnly scope;
    const Buffer quotients = interpret(outer, arguments)[0];
    for (int i = 0; i < 3; ++i) EXPECT_EQ(quotients.data<double>()[i], (1 + 2 * i) / 49.);
    const Buffer again = run(outer, arguments)[0];
    EXPECT_TRUE(has_same_bits(again, quotients));
  }
  EXPECT_EQ(llvm::cache().statistics().num_compiled, before);
}

TEST(Backend, AnyNumberOfLanes) {
  for (std::int64_t lanes = 2; lanes <= 70; lanes += lanes < 18 ? 1 : 13) {
    for (const std::size_t num_mapped : {1, 2}) {
      const Function f = over_lanes(recurrence(), num_mapped, lanes);
      expect_reference(f, arguments_of(f, static_cast<std::uint64_t>(lanes)));
    }
  }
}

TEST(Backend, OneLane) {
  const Function f = over_lanes(recurrence(), 2, 1);
  expect_reference(f, arguments_of(f, 5));
}

TEST(Backend, LoopsStopAtTheirBound) {
  const auto count = [](const Arrays& x) {
    return Arrays{while_loop([&](const Array& i) { return i < x[0]; },
                             [](const Array& i) { return i + 1; }, astype(0, int64),
                             {.max_steps = 2})};
  };
  const Function f = trace_closed("count", {{int64, {}}}, count);
  const std::vector<Buffer> number{Buffer::scalar<std::int64_t>(5)};
  EXPECT_EQ(*llvm::Program::make(f)->run(number)[0].data<std::int64_t>(), 2);
  const Function batched = over_lanes(f, 1, 9);
  expect_reference(batched, arguments_of(batched, 3));
}

TEST(Backend, WindowsWithoutElements) {
  const auto nothing = [](const Arrays& x) {
    return Arrays{take(slice_axis(x[0], 1, 0, 0), remainder(x[1], 3)),
                  dynamic_slice(x[0], {x[1][0], x[1][1]}, {2, 0})};
  };
  const Function f = trace_closed("windows", {{float64, {3, 4}}, {int64, {2}}}, nothing);
  expect_reference(f, arguments_of(f, 1));
  const Function batched = over_lanes(f, 2, 3);
  expect_reference(batched, arguments_of(batched, 1));
}

/// What a gather reads is computed before it, unless it is elementwise.
TEST(Backend, GatherOfReduction) {
  const auto gathered = [](const Arrays& x) {
    const Array at = array<std::int64_t>({0, 0});
    const Array column = reshape(x[0], {5, 4});
    return Arrays{take(min(column, {.axes = {1}, .keep_dims = true}), at, 1),
                  take(cumulative_sum(column, 0), at, 1)};
  };
  const Function f = trace_closed("gathered", {{float64, {5, 4}}}, gathered);
  expect_reference(f, arguments_of(f, 1));
  const Function batched = over_lanes(f, 1, 3);
  expect_reference(batched, arguments_of(batched, 1));
}

TEST(Backend, NothingAndConstants) {
  const auto nothing = [](const Arrays& x) {
    return Arrays{x[0], sum(x[0], {.axes = {0}}), max(x[0], {.axes = {1}}), ones({2, 3})};
  };
  const Function f = trace_closed("nothing", {{float64, {0, 3}}}, nothing);
  expect_reference(f, arguments_of(f, 1));
  const Function batched = over_lanes(f, 1, 3);
  expect_reference(batched, arguments_of(batched, 1));
}

}  // namespace
}  // namespace aleator::differential
