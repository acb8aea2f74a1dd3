// SPDX-License-Identifier: Apache-2.0
// Tests the branch-free elementary functions against a table of exact values and, densely, against
// the C library's long double functions: in double and float, and with products fused and not.
#include "aleator/base/text.h"
#include "aleator/graph/scalar/vector_math/exponential.h"
#include "aleator/graph/scalar/vector_math/hyperbolic.h"
#include "aleator/graph/scalar/vector_math/inverse_hyperbolic.h"
#include "aleator/graph/scalar/vector_math/inverse_trigonometric.h"
#include "aleator/graph/scalar/vector_math/logarithm.h"
#include "aleator/graph/scalar/vector_math/power.h"
#include "aleator/graph/scalar/vector_math/remainder.h"
#include "aleator/graph/scalar/vector_math/trigonometric.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace fused {

namespace scalar = aleator::scalar;

/// A mask that no `if` accepts.
struct Mask {
  bool lane;
};

template <std::integral I>
struct Bits {
  explicit Bits(std::int64_t v) : value(static_cast<I>(v)) {}
  I value;
};

/// A number that fuses every product which is added to or subtracted from something, even if it is
/// rounded elsewhere too: the most that a compiler with contraction can do.
template <std::floating_point E>
struct Number {
  using element = E;
  using integer = Bits<aleator::scalar::integer_of<E>>;
  explicit Number(E v) : value(v) {}
  Number(E x, E y) : value(x * y), left(x), right(y), is_product(true) {}
  E value;
  E left = 0, right = 0;
  bool is_product = false;
};

template <class E>
Number<E> add(const Number<E>& a, const Number<E>& b) {
  if (a.is_product) return Number<E>(std::fma(a.left, a.right, b.value));
  if (b.is_product) return Number<E>(std::fma(b.left, b.right, a.value));
  return Number<E>(a.value + b.value);
}

// clang-format off
template <class E> Number<E> operator-(Number<E> a) { return a.is_product ? Number<E>(-a.left, a.right) : Number<E>(-a.value); }
template <class E> Number<E> operator+(Number<E> a, Number<E> b) { return add(a, b); }
template <class E> Number<E> operator-(Number<E> a, Number<E> b) { return add(a, -b); }
template <class E> Number<E> operator*(Number<E> a, Number<E> b) { return Number<E>(a.value, b.value); }
template <class E> Number<E> operator/(Number<E> a, Number<E> b) { return Number<E>(a.value / b.value); }
template <class E> Mask operator<(Number<E> a, Number<E> b) { return {a.value < b.value}; }
template <class E> Mask operator<=(Number<E> a, Number<E> b) { return {a.value <= b.value}; }
template <class E> Mask operator>(Number<E> a, Number<E> b) { return {a.value > b.value}; }
template <class E> Mask operator==(Number<E> a, Number<E> b) { return {a.value == b.value}; }
inline Mask both(Mask a, Mask b) { return {a.lane && b.lane}; }
inline Mask either(Mask a, Mask b) { return {a.lane || b.lane}; }
inline Mask negated(Mask a) { return {!a.lane}; }
template <class E> Number<E> select(Mask m, Number<E> a, Number<E> b) { return m.lane ? a : b; }
template <class E> Number<E> abs(Number<E> x) { return Number<E>(std::fabs(x.value)); }
template <class E> Number<E> sqrt(Number<E> x) { return Number<E>(std::sqrt(x.value)); }
template <class E> Number<E> floor(Number<E> x) { return Number<E>(std::floor(x.value)); }
template <class E> Number<E> trunc(Number<E> x) { return Number<E>(std::trunc(x.value)); }
template <class E> Number<E> copysign(Number<E> x, Number<E> sign) { return Number<E>(std::copysign(x.value, sign.value)); }
template <class E> typename Number<E>::integer to_bits(Number<E> x) { return typename Number<E>::integer(scalar::to_bits(x.value)); }
inline Number<double> from_bits(Bits<std::int64_t> i) { return Number<double>(scalar::from_bits(i.value)); }
inline Number<float> from_bits(Bits<std::int32_t> i) { return Number<float>(scalar::from_bits(i.value)); }
template <class I> Bits<I> wrapping_add(Bits<I> i, Bits<I> j) { return Bits<I>(scalar::wrapping_add(i.value, j.value)); }
template <class I> Bits<I> wrapping_subtract(Bits<I> i, Bits<I> j) { return Bits<I>(scalar::wrapping_subtract(i.value, j.value)); }
template <class I> Bits<I> bit_and(Bits<I> i, Bits<I> j) { return Bits<I>(i.value & j.value); }
template <class I> Bits<I> bit_or(Bits<I> i, Bits<I> j) { return Bits<I>(i.value | j.value); }
template <class I> Bits<I> bit_xor(Bits<I> i, Bits<I> j) { return Bits<I>(i.value ^ j.value); }
template <class I> Bits<I> shift_left(Bits<I> i, int n) { return Bits<I>(scalar::shift_left(i.value, n)); }
template <class I> Bits<I> shift_right(Bits<I> i, int n) { return Bits<I>(scalar::shift_right(i.value, n)); }
template <class I> Mask is_equal(Bits<I> i, Bits<I> j) { return {i.value == j.value}; }
// clang-format on

}  // namespace fused

namespace aleator::scalar::vector_math {
namespace {

template <class T>
long double ulp_of(long double x) {
  using Limits = std::numeric_limits<T>;
  int exponent = Limits::min_exponent;
  if (x != 0) std::frexp(x, &exponent);
  return std::ldexp(
      1.0L, std::clamp(exponent, Limits::min_exponent, Limits::max_exponent) - Limits::digits);
}

/// The error in units in the last place of the expected value; infinite for a wrong zero, infinity
/// or NaN.
template <class T>
double error_in_ulps(T got, long double expected) {
  using Limits = std::numeric_limits<T>;
  if (std::isnan(expected) || std::isnan(got)) {
    return std::isnan(expected) && std::isnan(got) ? 0.0 : HUGE_VAL;
  }
  if (static_cast<T>(expected) == got &&
      (got != 0 || std::signbit(got) == std::signbit(expected))) {
    return std::isinf(got) || got == 0
               ? 0.0
               : static_cast<double>(std::fabs(got - expected) / ulp_of<T>(expected));
  }
  if (std::isinf(expected) || std::signbit(got) != std::signbit(expected)) return HUGE_VAL;
  // An infinity stands for the power of two that comes after the largest number.
  const long double beyond = std::copysign(std::ldexp(1.0L, Limits::max_exponent), expected);
  const long double value = std::isinf(got) ? beyond : static_cast<long double>(got);
  return static_cast<double>(std::fabs(value - expected) / ulp_of<T>(expected));
}

template <class T>
struct Function {
  T (*unary)(const T&) = nullptr;
  T (*binary)(const T&, const T&) = nullptr;
  double bar = 2;  // the largest error allowed, in ulps

  template <class E>
  E operator()(E x, E y) const {
    const T result = unary != nullptr ? unary(T(x)) : binary(T(x), T(y));
    if constexpr (std::floating_point<T>) {
      return result;
    } else {
      return result.value;
    }
  }
};

template <class T>
const std::map<std::string, Function<T>>& functions() {
  static const std::map<std::string, Function<T>> table = {
      {"exp", {exp<T>, nullptr, 1}},
      {"expm1", {expm1<T>, nullptr, 1}},
      {"log", {log<T>, nullptr, 1}},
      {"log1p", {log1p<T>, nullptr, 1}},
      {"log_fraction", {[](const T& x) { return log_fraction(abs(x)); }, nullptr, 1}},
      {"log1p_fraction", {[](const T& x) { return log1p_fraction(abs(x)); }}},
      {"sin", {sin<T>, nullptr, 1}},
      {"cos", {cos<T>, nullptr, 1}},
      {"tan", {tan<T>}},
      {"asin", {asin<T>}},
      {"acos", {acos<T>}},
      {"atan", {atan<T>}},
      {"sinh", {sinh<T>}},
      {"cosh", {cosh<T>}},
      {"tanh", {tanh<T>}},
      {"asinh", {asinh<T>}},
      {"acosh", {acosh<T>}},
      {"atanh", {atanh<T>}},
      {"cbrt", {cbrt<T>, nullptr, 1}},
      {"pow", {nullptr, pow<T>}},
      {"atan2", {nullptr, atan2<T>}},
      {"remainder", {nullptr, remainder<T>, 0.05}},  // exact: the table has 18 digits
  };
  return table;
}

struct Row {
  std::string function, args;
  double x = 0, y = 0;
  long double expected = 0;
  bool is_float32 = false;
};

std::vector<Row> read_rows() {
  std::ifstream file(text(ALEATOR_TEST_DATA_DIR, "/vector_math.csv"));
  EXPECT_TRUE(file.good());
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::stringstream stream(line);
    Row row;
    std::string expected, is_float32;
    std::getline(stream, row.function, ',');
    std::getline(stream, row.args, ',');
    std::getline(stream, expected, ',');
    std::getline(stream, is_float32, ',');
    row.x = std::strtod(row.args.c_str(), nullptr);
    row.y = std::strtod(row.args.c_str() + row.args.find(';') + 1, nullptr);
    row.expected = std::strtold(expected.c_str(), nullptr);
    row.is_float32 = is_float32 == "1";
    rows.push_back(row);
  }
  EXPECT_GT(rows.size(), 3000u);
  return rows;
}

// The value types that every test runs on.
template <class T>
class VectorMath : public ::testing::Test {};
using ValueTypes = ::testing::Types<double, float, fused::Number<double>, fused::Number<float>>;
TYPED_TEST_SUITE(VectorMath, ValueTypes);

TYPED_TEST(VectorMath, MatchesTheTable) {
  using E = element_of<TypeParam>;
  for (const Row& row : read_rows()) {
    if (std::same_as<E, float> && !row.is_float32) continue;
    const auto& function = functions<TypeParam>().at(row.function);
    const E got = function(static_cast<E>(row.x), static_cast<E>(row.y));
    EXPECT_LE(error_in_ulps(got, row.expected), function.bar)
        << row.function << "(" << row.args << ") = " << got << ", expected " << row.expected;
  }
}

using Reference = long double (*)(long double, long double);
struct Sweep {
  const char* function;
  Reference reference;
  double low, high;                   // x is uniform between, or
  double least = -1074, most = 1023;  // a power of two with an exponent between
};

// clang-format off
#define ALEATOR_UNARY(name) #name, [](long double x, long double) { return std::name(x); }
const Sweep kSweeps[] = {
    {ALEATOR_UNARY(exp), -105, 90},   {ALEATOR_UNARY(exp), -746, 710},  {ALEATOR_UNARY(expm1), -3, 3},
    {ALEATOR_UNARY(log), 0, 3},       {ALEATOR_UNARY(log1p), -1, 2},    {ALEATOR_UNARY(sin), -10, 10, -1074, 20},
    {ALEATOR_UNARY(cos), -10, 10, -1074, 20}, {ALEATOR_UNARY(tan), -10, 10, -1074, 20},
    {ALEATOR_UNARY(asin), -1, 1},     {ALEATOR_UNARY(acos), -1, 1},     {ALEATOR_UNARY(atan), -4, 4},
    {ALEATOR_UNARY(sinh), -3, 3},     {ALEATOR_UNARY(sinh), -711, 711}, {ALEATOR_UNARY(cosh), -3, 3},
    {ALEATOR_UNARY(cosh), -711, 711}, {ALEATOR_UNARY(tanh), -4, 4},     {ALEATOR_UNARY(asinh), -3, 3},
    {ALEATOR_UNARY(acosh), 1, 1.5},   {ALEATOR_UNARY(acosh), 1, 9},     {ALEATOR_UNARY(atanh), -1, 1},
    {ALEATOR_UNARY(cbrt), -9, 9},
    {"log_fraction", [](long double x, long double) { return std::log(std::fabs(x)); }, 0x1p-60, 3, -100, 20},
    {"log1p_fraction", [](long double x, long double) { return std::log1p(std::fabs(x)); }, 0, 1, -1074, 0},
};
#undef ALEATOR_UNARY
// clang-format on

TYPED_TEST(VectorMath, MatchesTheLibraryDensely) {
  using E = element_of<TypeParam>;
  std::mt19937_64 random(5);
  for (const Sweep& sweep : kSweeps) {
    const auto& function = functions<TypeParam>().at(sweep.function);
    std::uniform_real_distribution<double> uniform(sweep.low, sweep.high);
    std::uniform_real_distribution<double> exponent(sweep.least, sweep.most);
    double worst = 0, at = 0;
    for (int i = 0; i < 20000; ++i) {
      const double power = (i % 8 == 1 ? -1 : 1) * std::exp2(exponent(random));
      const E x = static_cast<E>(i % 4 == 1 ? power : uniform(random));
      const double error = error_in_ulps(function(x, x), sweep.reference(x, 0));
      if (error > worst) worst = error, at = static_cast<double>(x);
    }
    EXPECT_LE(worst, function.bar) << sweep.function << " at " << ::testing::PrintToString(at);
    ::testing::Test::RecordProperty(sweep.function, std::to_string(worst));
  }
}

TYPED_TEST(VectorMath, MatchesTheLibraryDenselyForPairs) {
  using E = element_of<TypeParam>;
  constexpr bool is_double = std::same_as<E, double>;
  std::mt19937_64 random(6);
  std::uniform_real_distribution<double> unit(-1, 1);
  const auto draw = [&](double bits) {
    return static_cast<E>(unit(random) * std::exp2(bits * unit(random)));
  };
  const auto check = [&](const char* name, auto reference, E x, E y) {
    const auto& function = functions<TypeParam>().at(name);
    const long double expected =
        reference(static_cast<long double>(x), static_cast<long double>(y));
    EXPECT_LE(error_in_ulps(function(x, y), expected), function.bar)
        << name << " " << x << " " << y;
  };
  for (int i = 0; i < 20000; ++i) {
    const E x = std::abs(draw(i % 2 == 0 ? 1 : (is_double ? 1000 : 120)));
    const double log_x = std::log(static_cast<double>(x));
    check("pow", powl, x, static_cast<E>(unit(random) * (is_double ? 746 : 104) / log_x));
    const E y = draw(is_double ? 1000 : 100);
    check("atan2", atan2l, draw(i % 2 == 0 ? 1 : 1000), draw(i % 2 == 0 ? 1 : 1000));
    check("remainder", fmodl, static_cast<E>(y * draw(is_double ? 52 : 23)), y);
  }
}

TYPED_TEST(VectorMath, StaysBoundedBeyondTheAccurateArguments) {
  using E = element_of<TypeParam>;
  for (const E x : {E(3e8), E(-1e20), std::numeric_limits<E>::max()}) {
    EXPECT_LE(std::abs(functions<TypeParam>().at("sin")(x, x)), 1);
    EXPECT_LE(std::abs(functions<TypeParam>().at("cos")(x, x)), 1);
  }
}

TYPED_TEST(VectorMath, HasNoRemainderOfAHugeQuotient) {
  using E = element_of<TypeParam>;
  EXPECT_TRUE(std::isnan(functions<TypeParam>().at("remainder")(E(1e30), E(1e-5))));
}

}  // namespace
}  // namespace aleator::scalar::vector_math
