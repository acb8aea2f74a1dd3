// SPDX-License-Identifier: Apache-2.0
// Tests the text form of functions: the examples of ARCHITECTURE.md are what the library prints.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/graph/trace.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace aleator {
namespace {

std::string architecture() {
  std::ifstream file(ALEATOR_TEST_DATA_DIR "/../../ARCHITECTURE.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_documented(const Function& function) {
  const std::string text = function.to_string();
  EXPECT_NE(architecture().find("```\n" + text + "```\n"), std::string::npos)
      << "ARCHITECTURE.md should show\n"
      << text;
}

TEST(Print, LogDensity) {
  const Array data = array({1., 2., 4.});
  const auto log_density = [&](const Arrays& x) { return Arrays{sum(-0.5 * square(data - x[0]))}; };
  expect_documented(trace("log_density", {{.dtype = float64}}, log_density).function);
}

TEST(Print, InnerFunction) {
  const auto factorial = [](const Arrays& x) {
    return Arrays{fori_loop(
        0, 3, [](Array i, Array s) { return s * i; }, x[0])};
  };
  expect_documented(trace("product", {{.dtype = float64}}, factorial).function);
}

}  // namespace
}  // namespace aleator
