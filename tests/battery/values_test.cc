// SPDX-License-Identifier: Apache-2.0
// Tests the values of elementwise primitives against tests/data/primitives.json.
#include "aleator/graph/node.h"
#include "aleator/graph/primitives/shape.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/battery/cases.h"

namespace aleator::battery {
namespace {

struct Row {
  const Primitive* primitive;
  Dtype dtype, to;
  std::vector<std::vector<std::string>> inputs;
  std::vector<std::string> expected;
};

/// What is not compared as the rest, and why.
const std::vector<Exception>& exceptions() {
  static const std::vector<Exception> kExceptions = {
      {"maximum", "the sign of zero, where both are zero, is not specified"},
      {"minimum", "the sign of zero, where both are zero, is not specified"},
  };
  return kExceptions;
}

/// Elementwise primitives whose values are checked elsewhere, and where.
const std::vector<Exception>& checked_elsewhere() {
  static const std::vector<Exception> kElsewhere = {
      {"select", "ControlTransforms and Primitives.BatchesMatchLoops: it moves elements"},
      {"bitcast_convert", "Values.BitcastKeepsBits"},
      {"log_fraction",
       "VectorMath.MatchesTheLibraryDensely: of uniform numbers, without special cases"},
      {"named", "Named.IsTheIdentity"},
      {"threefry2x32", "Values.ThreefryMatchesTheAuthorsVectors"},
  };
  return kElsewhere;
}

bool is_listed(const std::vector<Exception>& list, const std::string& name) {
  for (const Exception& exception : list) {
    if (name == exception.primitive) return true;
  }
  return false;
}

/// Special functions have tables with condition numbers:
/// tests/graph/scalar_special_functions_test.cc and tests/math.
bool is_special(const Primitive& primitive) {
  static const std::set<std::string> kFiles = {"bessel.cc",
                                               "bessel_j.cc",
                                               "dawson.cc",
                                               "digamma_difference.cc",
                                               "exponential_integral.cc",
                                               "hypergeometric.cc",
                                               "incomplete_beta.cc",
                                               "incomplete_gamma.cc",
                                               "lambertw.cc",
                                               "logarithmic.cc",
                                               "owens_t.cc",
                                               "special.cc",
                                               "von_mises.cc",
                                               "zeta_gradient.cc"};
  return kFiles.count(primitive.file) > 0;
}

Dtype dtype_named(const std::string& name) {
  for (const Dtype dtype : kAllDtypes) {
    if (name_of(dtype) == name) return dtype;
  }
  throw ValueError("no dtype " + name);
}

const Primitive* primitive_named(const std::string& name) {
  for (const Primitive* primitive : all_primitives()) {
    if (name == primitive->name) return primitive;
  }
  throw ValueError("no primitive " + name);
}

std::vector<Row> read_rows() {
  std::ifstream file(std::string(ALEATOR_TEST_DATA_DIR) + "/primitives.json");
  std::vector<Row> rows;
  for (const auto& item : nlohmann::json::parse(file)) {
    rows.push_back({primitive_named(item["primitive"]), dtype_named(item["dtype"]),
                    dtype_named(item["to"]), item["inputs"], item["expected"]});
  }
  return rows;
}

template <class T>
T parsed(const std::string& text) {
  if constexpr (std::is_same_v<T, bool>) return text == "1";
  else if constexpr (std::is_same_v<T, float>) return std::strtof(text.c_str(), nullptr);
  else if constexpr (std::is_same_v<T, double>) return std::strtod(text.c_str(), nullptr);
  else if constexpr (std::is_unsigned_v<T>)
    return static_cast<T>(std::strtoull(text.c_str(), nullptr, 10));
  else return static_cast<T>(std::strtoll(text.c_str(), nullptr, 10));
}

Array parsed_array(const std::vector<std::string>& texts, Dtype dtype) {
  return visit_dtype(dtype, [&](auto zero) {
    std::vector<decltype(zero)> elements;
    for (const std::string& text : texts) elements.push_back(parsed<decltype(zero)>(text));
    return array(elements);
  });
}

/// Floating numbers in order, with -0 just below +0.
template <class T>
double ordinal(T x) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  const auto bits = std::bit_cast<Bits>(x);
  return bits >= 0 ? static_cast<double>(bits)
                   : -1 - static_cast<double>(bits & std::numeric_limits<Bits>::max());
}

template <class T>
double ulps_between(T x, T y) {
  if constexpr (!std::is_floating_point_v<T>) return x == y ? 0 : INFINITY;
  else if (std::isnan(x) || std::isnan(y)) return std::isnan(x) == std::isnan(y) ? 0 : INFINITY;
  else if (x == y) return std::signbit(x) == std::signbit(y) ? 0 : INFINITY;
  else return std::isinf(x) || std::isinf(y) ? INFINITY : std::abs(ordinal(x) - ordinal(y));
}

std::string describe(const Row& row, std::size_t i) {
  std::string out = text(row.primitive->name, " ", row.dtype, " of");
  for (const auto& column : row.inputs) out += " " + column[i];
  return out;
}

template <class T>
void expect_values(const Row& row, const Array& actual) {
  const std::vector<T> values = actual.values<T>();
  const bool ignores_zero_sign = is_listed(exceptions(), row.primitive->name);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const T expected = parsed<T>(row.expected[i]);
    if (ignores_zero_sign && values[i] == expected) continue;
    EXPECT_LE(ulps_between<T>(values[i], expected), row.primitive->test.max_ulp)
        << describe(row, i) << " is " << text(values[i]) << ", expected " << row.expected[i];
  }
}

TEST(Values, MatchTheOracle) {
  for (const Row& row : read_rows()) {
    Arrays inputs;
    for (const auto& column : row.inputs) inputs.push_back(parsed_array(column, row.dtype));
    const bool is_convert = row.primitive == &kConvert;
    const Array actual = apply(*row.primitive, inputs,
                               is_convert ? attributes(Convert{row.to}) : Ref<const Attributes>());
    ASSERT_EQ(actual.dtype(), row.to) << row.primitive->name;
    visit_dtype(row.to, [&](auto zero) { expect_values<decltype(zero)>(row, actual); });
  }
}

TEST(Values, EveryElementwisePrimitiveAndDtypeIsInTheTable) {
  std::set<std::pair<const Primitive*, Dtype>> covered;
  for (const Row& row : read_rows()) covered.emplace(row.primitive, row.dtype);
  for (const Primitive* primitive : all_primitives()) {
    if (!primitive->is_elementwise || is_listed(checked_elsewhere(), primitive->name)) continue;
    if (is_special(*primitive)) continue;
    for (const Dtype dtype : kAllDtypes) {
      if (!contains(primitive->dtypes, dtype)) continue;
      EXPECT_TRUE(covered.count({primitive, dtype}))
          << primitive->name << " " << name_of(dtype) << ": see tests/reference/make_primitives.py";
    }
  }
}

TEST(Values, BitcastKeepsBits) {
  EXPECT_EQ(bitcast(array({1.F, -0.F}), uint32).values<std::uint32_t>(),
            (std::vector<std::uint32_t>{0x3f800000U, 0x80000000U}));
  EXPECT_EQ(bitcast(array({std::int64_t{0x3ff0000000000000}}), float64).item(), 1.);
}

// Known answers of Random123 (kat_vectors): threefry2x32 with 20 rounds.
TEST(Values, ThreefryMatchesTheAuthorsVectors) {
  const auto bits = [](std::vector<std::uint32_t> words) {
    Arrays inputs;
    for (const std::uint32_t word : words) inputs.push_back(strong_scalar(word));
    const Arrays out = apply_all(kThreefry2x32, inputs);
    return std::pair(out[0].item<std::uint32_t>(), out[1].item<std::uint32_t>());
  };
  EXPECT_EQ(bits({0, 0, 0, 0}), (std::pair(0x6b200159U, 0x99ba4efeU)));
  EXPECT_EQ(bits({~0U, ~0U, ~0U, ~0U}), (std::pair(0x1cb996fcU, 0xbb002be7U)));
  EXPECT_EQ(bits({0x13198a2eU, 0x03707344U, 0x243f6a88U, 0x85a308d3U}),
            (std::pair(0xc4923a9cU, 0x483df7a0U)));
}

}  // namespace
}  // namespace aleator::battery
