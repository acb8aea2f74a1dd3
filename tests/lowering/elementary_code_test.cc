// SPDX-License-Identifier: Apache-2.0
// Tests the code of elementary functions in lanes: what a function and its derivative share, and
// values where registers have instructions for exponents, special ones included.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/module.h"
#include "aleator/runtime/llvm/program.h"
#include "aleator/transforms/inspect.h"

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

using Operation = Array (*)(const Array&);
constexpr std::int64_t kLanes = 4096;

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++found;
  return found;
}

Function in_lanes(Operation operation, Dtype dtype, std::int64_t num_lanes = kLanes) {
  return over_lanes(trace_closed("f", {{.dtype = dtype, .shape = {}}},
                                 [&](const Arrays& x) { return Arrays{operation(x[0])}; }),
                    1, num_lanes);
}

TEST(ElementaryCode, AFunctionAndItsDerivativeShareTheExponential) {
  constexpr const char* kLogTwoInverse = "0x3FF71547652B82FE";  // each exponential has one
  for (const Operation operation : {Operation(log_sigmoid), Operation(softplus)}) {
    const Function f = trace_closed("f", {{.dtype = float64, .shape = {}}},
                                    [&](const Arrays& x) { return Arrays{operation(x[0])}; });
    const Function both = over_lanes(value_and_gradient_function(f, 0), 1, 16);
    EXPECT_EQ(count(lower(both, 16, 64).text, kLogTwoInverse), 1U);
    EXPECT_EQ(count(lower(both, 16, 32).text, kLogTwoInverse), 1U);
  }
}

TEST(ElementaryCode, ExponentsHaveInstructionsInWholeRegistersOnly) {
  const Function f = in_lanes(exp, float64);
  EXPECT_EQ(count(lower(f, 8, 64).text, "call <8 x double> @llvm.x86.avx512.mask.scalef"), 1U);
  EXPECT_EQ(count(lower(f, 32, 64).text, "call <8 x double> @llvm.x86.avx512.mask.scalef"), 4U);
  EXPECT_EQ(count(lower(f, 4, 64).text, "avx512"), 0U);
  EXPECT_EQ(count(lower(f, 8, 32).text, "avx512"), 0U);
}

/// Numbers of all exponents, and those that rules make exceptions for.
template <class T>
std::vector<T> arguments() {
  using Limits = std::numeric_limits<T>;
  const T least = Limits::denorm_min(), normal = Limits::min(), most = Limits::max();
  const T root = std::sqrt(T(2)), infinity = Limits::infinity(), nan = Limits::quiet_NaN();
  std::vector<T> all = {T(0),
                        T(-0.),
                        least,
                        -least,
                        normal,
                        normal / 4,
                        normal - least,
                        most,
                        -most,
                        infinity,
                        -infinity,
                        nan,
                        T(1),
                        T(-1),
                        root,
                        root / 2,
                        std::nextafter(root, T(2)),
                        std::nextafter(root, T(1)),
                        T(709.7827),
                        T(-708.4),
                        T(-745.1),
                        T(-746),
                        T(88.7),
                        T(-87.4),
                        T(-103.9)};
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> exponent(Limits::min_exponent - Limits::digits,
                                                  Limits::max_exponent);
  std::uniform_real_distribution<double> unit(-1, 1);
  while (static_cast<std::int64_t>(all.size()) < kLanes) {
    const double power = std::exp2(exponent(random));
    all.push_back(static_cast<T>(all.size() % 3 == 0 ? power : unit(random) * 750));
  }
  return all;
}

/// The error in units in the last place of the exact value; infinite for a wrong special one.
template <class T>
double error_in_ulps(T got, long double exact) {
  using Limits = std::numeric_limits<T>;
  const T expected = static_cast<T>(exact);
  if (std::isnan(expected) || std::isnan(got))
    return std::isnan(expected) && std::isnan(got) ? 0 : HUGE_VAL;
  if (std::isinf(expected) || std::isinf(got)) return expected == got ? 0 : HUGE_VAL;
  int power = Limits::min_exponent;
  if (exact != 0) std::frexp(exact, &power);
  const int last = std::max(power, Limits::min_exponent) - Limits::digits;
  return static_cast<double>(std::fabs(static_cast<long double>(got) - exact) /
                             std::ldexp(1.0L, last));
}

template <class T>
void expect_exact(Operation operation, long double (*reference)(long double), double bar) {
  const std::vector<T> x = arguments<T>();
  Buffer argument(dtype_of<T>(), {kLanes});
  std::copy(x.begin(), x.end(), argument.mutable_data<T>());
  const Function f = in_lanes(operation, dtype_of<T>());
  const Buffer result = llvm::Program::make(f)->run({argument})[0];
  for (std::int64_t i = 0; i < kLanes; ++i) {
    const T got = result.data<T>()[i];
    const long double exact = reference(x[static_cast<std::size_t>(i)]);
    EXPECT_LE(error_in_ulps(got, exact), bar) << "at " << x[static_cast<std::size_t>(i)];
  }
}

TEST(ElementaryCode, ValuesOfAllArguments) {
  expect_exact<double>(exp, std::exp, 1);
  expect_exact<float>(exp, std::exp, 1);
  expect_exact<double>(log, std::log, 1);
  expect_exact<float>(log, std::log, 1);
  expect_exact<double>(log1p, std::log1p, 1);
  expect_exact<float>(log1p, std::log1p, 1);
  const auto softplus_exact = [](long double x) {
    return std::max(x, 0.0L) + std::log1p(std::exp(-std::fabs(x)));
  };
  // An ulp of the exponential and one of its logarithm.
  expect_exact<double>(softplus, softplus_exact, 2.5);
  expect_exact<float>(softplus, softplus_exact, 2.5);
}

/// Registers with instructions for exponents and narrower ones without.
template <class T>
void expect_same_bits(Operation operation) {
  constexpr std::int64_t kFew = 4;
  const std::vector<T> x = arguments<T>();
  Buffer all(dtype_of<T>(), {kLanes});
  std::copy(x.begin(), x.end(), all.mutable_data<T>());
  const Buffer wide = llvm::Program::make(in_lanes(operation, dtype_of<T>()))->run({all})[0];
  const auto narrow = llvm::Program::make(in_lanes(operation, dtype_of<T>(), kFew));
  for (std::int64_t first = 0; first < kLanes; first += kFew) {
    Buffer few(dtype_of<T>(), {kFew});
    std::copy_n(x.begin() + first, kFew, few.mutable_data<T>());
    const Buffer result = narrow->run({few})[0];
    for (std::int64_t i = 0; i < kFew; ++i) {
      const T a = result.data<T>()[i], b = wide.data<T>()[first + i];
      EXPECT_TRUE(std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b))
          << a << " and " << b << " at " << x[static_cast<std::size_t>(first + i)];
    }
  }
}

TEST(ElementaryCode, BitsDoNotDependOnTheNumberOfLanes) {
  const auto raised = [](const Array& x) { return power(abs(x), Array(0.75)); };
  for (const Operation operation : {Operation(exp), Operation(log), Operation(log1p),
                                    Operation(softplus), Operation(+raised)}) {
    expect_same_bits<double>(operation);
    expect_same_bits<float>(operation);
  }
}

}  // namespace
}  // namespace aleator::lowering
