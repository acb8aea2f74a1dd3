// SPDX-License-Identifier: Apache-2.0
// Tests the special functions that devices compute by other formulas than processors do, against
// the kernels of processors, whose accuracy is stated and tested by itself.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"

#include <cmath>
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

/// Those without a form for devices.
bool is_missing(const Primitive* p) {
  for (const Primitive* q :
       {&kBesselIve, &kLogBesselIve, &kLogBesselIveGradientV, &kLogBesselIveGradientZ,
        &kBesselIvRatio, &kBesselKve, &kLogBesselKve, &kLogBesselKveGradientV,
        &kLogBesselKveGradientZ, &kBesselJv, &kHyp2f1})
    if (p == q) return true;
  return false;
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
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (std::isnan(expected[i]) && std::isnan(actual[i])) continue;
    if (expected[i] == actual[i]) continue;
    const double own = std::abs(actual[i] - expected[i]) / std::max(floor, std::abs(expected[i]));
    error = std::isnan(own) ? INFINITY : std::max(error, own);
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

std::vector<const Primitive*> tested() {
  std::vector<const Primitive*> list;
  for (const Primitive* p : special_functions()) {
    if (!is_missing(p)) list.push_back(p);
  }
  return list;
}

INSTANTIATE_TEST_SUITE_P(All, SpecialOnDevice, testing::ValuesIn(tested()),
                         [](const auto& info) { return std::string(info.param->name); });

}  // namespace
}  // namespace aleator
