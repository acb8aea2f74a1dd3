// SPDX-License-Identifier: Apache-2.0
// Tests bijectors of numbers against a table of 60-digit values: errors must stay below k eps (1 +
// cond), where cond is the condition of the function in its argument.
#include "aleator/aleator.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

namespace aleator::battery {
namespace {

using namespace bijectors;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

struct Row {
  std::string name;
  double x = 0;
  long double y = 0, log_det = 0, slope = 0;
  long double derivative() const { return std::exp(log_det); }
};

std::vector<Row> rows() {
  std::ifstream file(ALEATOR_TEST_DATA_DIR "/bijectors.csv");
  std::vector<Row> result;
  std::string line, x, y, log_det, slope;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    Row row;
    std::getline(cells, row.name, ',');
    for (std::string* cell : {&x, &y, &log_det, &slope}) std::getline(cells, *cell, ',');
    row.x = std::strtod(x.c_str(), nullptr);
    row.y = std::strtold(y.c_str(), nullptr);
    row.log_det = std::strtold(log_det.c_str(), nullptr);
    row.slope = std::strtold(slope.c_str(), nullptr);
    result.push_back(row);
  }
  return result;
}

const std::map<std::string, Bijector>& bijectors_by_name() {
  static const std::map<std::string, Bijector> all = {
      {"Tanh", Tanh()},
      {"Expm1", Expm1()},
      {"Log1p", Log1p()},
      {"Softsign", Softsign()},
      {"Sinh", Sinh()},
      {"SinhArcsinh", SinhArcsinh({.skewness = 0.25, .tailweight = 0.5})},
      {"SinhArcsinhSkewed", SinhArcsinh({.skewness = 0.5})},
      {"NormalCDF", NormalCDF()},
      {"GumbelCDF", GumbelCDF()},
      {"MoyalCDF", MoyalCDF()},
      {"WeibullCDF", WeibullCDF({.concentration = 1.5, .scale = 2.})},
      {"RayleighCDF", RayleighCDF()},
      {"FrechetCDF", FrechetCDF({.concentration = 1.5})},
      {"ShiftedGompertzCDF", ShiftedGompertzCDF({.concentration = 3., .rate = 0.5})},
      {"GompertzCDF", GompertzCDF({.concentration = 0.25, .rate = 0.5})},
      {"KumaraswamyCDF", KumaraswamyCDF({.concentration1 = 2., .concentration0 = 3.})},
      {"KumaraswamyCDFSteep", KumaraswamyCDF({.concentration1 = 0.5, .concentration0 = 0.5})},
      {"PowerTransform", PowerTransform(0.5)},
      {"PowerTransformSmall", PowerTransform(std::ldexp(1., -40))},
      {"SoftClip", SoftClip({.low = 0., .high = 3.})},
      {"SoftClipSharp", SoftClip({.low = 0., .high = 2., .hinge_softness = 0.0625})},
      {"Softfloor", Softfloor(0.5)},
      {"SoftfloorCold", Softfloor(0.0625)},
      {"SoftfloorHot", Softfloor(1024.)},
      {"LambertWTail", LambertWTail({.shift = 0., .scale = 1., .tailweight = 0.25})},
  };
  return all;
}

/// Where the bar is not met, and why.
double inverse_bar(const std::string& name) {
  // 1 / concentration is rounded, which moves the power by log(y) times as much.
  if (name == "WeibullCDF") return 128;
  return 8;
}

/// The largest error of a bijector in units of eps (1 + cond).
struct Worst {
  double forward = 0, inverse = 0, log_det = 0, slope = 0;
};

double ratio(double actual, long double expected, long double scale) {
  if (std::isnan(actual)) return std::numeric_limits<double>::infinity();
  return static_cast<double>(std::abs(actual - expected) / (kEpsilon * scale));
}

Worst worst_of(const Bijector& b, const std::vector<Row>& rows, const std::string& name) {
  Worst worst;
  for (const Row& row : rows) {
    if (row.name != name) continue;
    const long double size = std::abs(static_cast<long double>(row.x));
    const auto log_det = [&](Array x) { return b.forward_log_det_jacobian(x); };
    const auto raise = [](double& largest, double value) { largest = std::max(largest, value); };
    raise(worst.forward,
          ratio(b.forward(row.x).item(), row.y, std::abs(row.y) + size * row.derivative()));
    raise(worst.log_det, ratio(log_det(row.x).item(), row.log_det,
                               1 + std::abs(row.log_det) + size * std::abs(row.slope)));
    raise(worst.slope, ratio(grad(log_det)(row.x).item(), row.slope,
                             std::abs(row.slope) + std::min(1.L, 1 / size)));
    // Where the inverse is much worse conditioned than the map, the rounding of y decides.
    const long double condition = std::abs(row.y) / row.derivative();
    if (condition < 1e6L * size)
      raise(worst.inverse,
            ratio(b.inverse(static_cast<double>(row.y)).item(), row.x, size + condition));
  }
  return worst;
}

TEST(BijectorReference, ErrorsAreBounded) {
  const std::vector<Row> table = rows();
  ASSERT_GT(table.size(), 200u);
  for (const Row& row : table) ASSERT_TRUE(bijectors_by_name().contains(row.name)) << row.name;
  for (const auto& [name, bijector] : bijectors_by_name()) {
    const Worst worst = worst_of(bijector, table, name);
    EXPECT_LE(worst.forward, 8) << name;
    EXPECT_LE(worst.inverse, inverse_bar(name)) << name;
    EXPECT_LE(worst.log_det, 8) << name;
    EXPECT_LE(worst.slope, 64) << name;
    if (std::getenv("ALEATOR_PRINT_ERRORS"))
      std::printf("%s: forward %.2f inverse %.2f log_det %.2f slope %.2f\n", name.c_str(),
                  worst.forward, worst.inverse, worst.log_det, worst.slope);
  }
}

}  // namespace
}  // namespace aleator::battery
