// SPDX-License-Identifier: Apache-2.0
// Tests the special functions that devices compute by other formulas than processors do, against
// the kernels of processors, whose accuracy is stated and tested by itself.
#include "aleator/aleator.h"
#include "aleator/base/text.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"

#include <cmath>
#include <iostream>
#include <random>

#include <gtest/gtest.h>

#include "tests/runtime/random_function.h"

namespace aleator {
namespace {

std::vector<const Primitive*> special_functions() {
  std::vector<const Primitive*> list;
  for (const Primitive* p : all_primitives()) {
    if (p->is_elementwise && p->scalar.call_float64) list.push_back(p);
  }
  return list;
}

void set(Buffer& buffer, std::int64_t i, double x) {
  if (buffer.dtype() == float32) buffer.mutable_data<float>()[i] = static_cast<float>(x);
  else buffer.mutable_data<double>()[i] = x;
}

/// Numbers in the primitive's domain.
Buffer numbers(const Primitive& p, Dtype dtype, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::uniform_real_distribution<double> uniform(p.test.low, p.test.high);
  Buffer buffer(dtype, {200});
  for (std::int64_t i = 0; i < buffer.size(); ++i) set(buffer, i, uniform(bits));
  return buffer;
}

/// The same over five orders of magnitude, where the domain is the positive numbers.
Buffer spread(const Primitive& p, std::uint64_t seed) {
  if (p.test.low <= 0 || p.test.high <= 1) return numbers(p, float64, seed);
  std::mt19937_64 bits(seed);
  std::uniform_real_distribution<double> exponent(-2, 3);
  Buffer buffer(float64, {200});
  for (std::int64_t i = 0; i < buffer.size(); ++i) set(buffer, i, std::pow(10., exponent(bits)));
  return buffer;
}

class SpecialOnDevice : public testing::TestWithParam<const Primitive*> {
 protected:
  void SetUp() override {
    setenv("ALEATOR_XLA_CPU_PLUGIN", ALEATOR_XLA_CPU_PLUGIN, 1);
    set_default_device("xla_cpu:0");
  }
  void TearDown() override { set_default_device("cpu"); }
};

/// The largest difference, relative to the larger of the value and `floor`.
double largest_error(const Primitive& p, const std::vector<Buffer>& arguments, double floor) {
  ArrayTypes types;
  for (const Buffer& x : arguments) types.push_back({x.dtype(), x.shape()});
  const Function f = trace_closed(p.name, types, [&](const Arrays& x) { return apply_all(p, x); });
  const std::vector<double> actual = constant(run(f, arguments)[0]).values();
  const ReferenceOnly scope;
  const std::vector<double> expected = constant(interpret(f, arguments)[0]).values();
  double error = 0;
  std::int64_t worst = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (std::isnan(expected[i]) && std::isnan(actual[i])) continue;
    if (expected[i] == actual[i]) continue;
    double own = std::abs(actual[i] - expected[i]) / std::max(floor, std::abs(expected[i]));
    if (!std::isfinite(expected[i]) || std::isnan(own)) own = INFINITY;
    if (own > error) worst = static_cast<std::int64_t>(i);
    error = std::max(error, own);
  }
  if (error > 1e-13) {
    std::string at;
    for (const Buffer& x : arguments)
      at += text(constant(x).values()[static_cast<std::size_t>(worst)], " ");
    const auto w = static_cast<std::size_t>(worst);
    std::cerr << text(p.name, " at ", at, "is ", actual[w], ", not ", expected[w], "\n");
  }
  return error;
}

TEST_P(SpecialOnDevice, AgreesWithProcessorsInDouble) {
  const Primitive& p = *GetParam();
  std::vector<Buffer> arguments;
  for (int i = 0; i < p.num_inputs; ++i)
    arguments.push_back(numbers(p, float64, static_cast<std::uint64_t>(i) + 1));
  EXPECT_LE(largest_error(p, arguments, 1e-3), 1e-12);
}

TEST_P(SpecialOnDevice, AgreesOverOrdersOfMagnitude) {
  const Primitive& p = *GetParam();
  std::vector<Buffer> arguments;
  for (int i = 0; i < p.num_inputs; ++i)
    arguments.push_back(spread(p, static_cast<std::uint64_t>(i) + 1));
  EXPECT_LE(largest_error(p, arguments, 1e-12), 1e-9);
}

TEST_P(SpecialOnDevice, AgreesInSinglePrecision) {
  const Primitive& p = *GetParam();
  std::vector<Buffer> arguments;
  for (int i = 0; i < p.num_inputs; ++i)
    arguments.push_back(numbers(p, float32, static_cast<std::uint64_t>(i) + 1));
  EXPECT_LE(largest_error(p, arguments, 1e-2), 1e-4);
}

/// Alone, where nobody else's loop goes on: at whole numbers series and fractions end early.
TEST_P(SpecialOnDevice, AgreesAtWholeNumbersAlone) {
  const Primitive& p = *GetParam();
  std::vector<Buffer> arguments;
  for (int i = 0; i < p.num_inputs; ++i) {
    arguments.emplace_back(float64, Shape{});
    const bool is_last = i + 1 == p.num_inputs;
    const double inside = p.test.low + 0.61 * (p.test.high - p.test.low);
    set(arguments.back(), 0, is_last ? inside : 2);
  }
  EXPECT_LE(largest_error(p, arguments, 1e-3), 1e-12);
}

/// Where limits, infinities and NaN are: every combination of a few numbers.
TEST_P(SpecialOnDevice, AgreesAtTheEdges) {
  const Primitive& p = *GetParam();
  // With large parameters the series cancel at -1: nothing is left but how sums were rounded.
  const double large = &p == &kHyp2f1GradientA || &p == &kHyp2f1GradientC ? 4 : 40;
  const double points[] = {0, 0.3, 1, 2.5, large, INFINITY, -1, NAN};
  constexpr std::int64_t kNum = std::size(points);
  std::int64_t size = 1;
  for (int i = 0; i < p.num_inputs; ++i) size *= kNum;
  std::vector<Buffer> arguments;
  std::int64_t stride = 1;
  for (int i = 0; i < p.num_inputs; ++i, stride *= kNum) {
    arguments.emplace_back(float64, Shape{size});
    for (std::int64_t k = 0; k < size; ++k) set(arguments.back(), k, points[k / stride % kNum]);
  }
  EXPECT_LE(largest_error(p, arguments, 1e-12), 1e-9);
}

/// At shapes where one formula ends and the next begins, both have the same derivative.
TEST(SpecialFunctionsOnDevice, DerivativesInTheShapeAgreeWhereFormulasMeet) {
  setenv("ALEATOR_XLA_CPU_PLUGIN", ALEATOR_XLA_CPU_PLUGIN, 1);
  set_default_device("xla_cpu:0");
  const std::vector<Buffer> arguments{array({10., 10., 10., 10., 50., 50., 50., 50.}).buffer(),
                                      array({5., 8., 10., 30., 25., 45., 50., 80.}).buffer()};
  EXPECT_LE(largest_error(kIgammaGradientA, arguments, 1e-12), 1e-9);
  EXPECT_LE(largest_error(kGammaImplicitGradient, arguments, 1e-12), 1e-9);
  set_default_device("cpu");
}

INSTANTIATE_TEST_SUITE_P(All, SpecialOnDevice, testing::ValuesIn(special_functions()),
                         [](const auto& info) { return std::string(info.param->name); });

}  // namespace
}  // namespace aleator
