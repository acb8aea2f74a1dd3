// SPDX-License-Identifier: Apache-2.0
// Tests circular functions of angles beyond 1e8, in all forms of compiled code and in the reference
// backend, against a table of mpmath (tests/reference/make_far_angles.py).
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/runtime/llvm/program.h"
#include "aleator/transforms/inspect.h"

#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

/// Angle, sine, cosine, tangent.
using Row = std::array<double, 4>;

std::vector<Row> table() {
  std::ifstream file(ALEATOR_TEST_DATA_DIR "/far_angles.csv");
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    Row row{};
    std::string cell;
    for (double& value : row) {
      std::getline(cells, cell, ',');
      value = std::stod(cell);
    }
    rows.push_back(row);
  }
  return rows;
}

Arrays circular(const Arrays& x) { return {sin(x[0]), cos(x[0]), tan(x[0])}; }

double ulp_of(double x, bool is_float) {
  if (is_float) {
    const float y = std::fabs(static_cast<float>(x));
    return static_cast<double>(std::nextafter(y, std::numeric_limits<float>::infinity()) - y);
  }
  return std::nextafter(std::fabs(x), std::numeric_limits<double>::infinity()) - std::fabs(x);
}

/// Whether values are within 2 ulp (the tangent's bound for near angles) of the table.
void expect_table(const std::vector<Buffer>& values, const std::vector<Row>& rows, bool is_float) {
  for (std::size_t f = 0; f < 3; ++f) {
    const std::vector<double> actual = constant(values[f]).values();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_NEAR(actual[i], rows[i][1 + f], 2 * ulp_of(rows[i][1 + f], is_float))
          << "function " << f << " at " << rows[i][0];
    }
  }
}

Buffer angles(const std::vector<Row>& rows, Dtype dtype) {
  Buffer buffer(dtype, {static_cast<std::int64_t>(rows.size())});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (dtype == float32) buffer.mutable_data<float>()[i] = static_cast<float>(rows[i][0]);
    else buffer.mutable_data<double>()[i] = rows[i][0];
  }
  return buffer;
}

void expect_everywhere(const std::vector<Row>& rows, Dtype dtype) {
  const Buffer x = angles(rows, dtype);
  const Function whole = trace_closed("f", {{.dtype = dtype, .shape = x.shape()}}, circular);
  const Function one = trace_closed("f", {{.dtype = dtype, .shape = {}}}, circular);
  const bool is_float = dtype == float32;
  expect_table(interpret(whole, {x}), rows, is_float);
  expect_table(llvm::Program::make(whole)->run({x}), rows, is_float);
  expect_table(llvm::Program::make(over_lanes(one, 1, x.size()))->run({x}), rows, is_float);
}

TEST(FarAngles, AreReducedExactly) {
  const std::vector<Row> rows = table();
  ASSERT_GT(rows.size(), 70u);
  expect_everywhere(rows, float64);
}

TEST(FarAngles, AreReducedExactlyInSinglePrecision) {
  std::vector<Row> rows;
  for (const Row& row : table()) {
    if (static_cast<double>(static_cast<float>(row[0])) == row[0]) rows.push_back(row);
  }
  ASSERT_GT(rows.size(), 10u);
  expect_everywhere(rows, float32);
}

TEST(FarAngles, BesideNearOnesAndOnesThatAreNotFinite) {
  const Array x = array({0.5, 1e22, std::numeric_limits<double>::infinity(), -1e8,
                         std::numeric_limits<double>::quiet_NaN(), -0., 1e300, 1., 3.});
  const Function f = trace_closed("f", {{.dtype = float64, .shape = {9}}}, [](const Arrays& in) {
    return Arrays{sin(in[0]), sum(cos(in[0][{Slice(6, 9)}]))};
  });
  const auto results = llvm::Program::make(f)->run({x.buffer()});
  const std::vector<double> sines = constant(results[0]).values();
  for (const std::size_t i : {0U, 1U, 3U, 5U, 6U, 7U, 8U})
    EXPECT_NEAR(sines[i], std::sin(x.values()[i]), 2e-16) << "at " << x.values()[i];
  EXPECT_TRUE(std::isnan(sines[2]) && std::isnan(sines[4]));
  EXPECT_TRUE(std::signbit(sines[5]));
  EXPECT_NEAR(constant(results[1]).item(), std::cos(1e300) + std::cos(1.) + std::cos(3.), 1e-15);
}

}  // namespace
}  // namespace aleator::lowering
