// SPDX-License-Identifier: Apache-2.0
// Targets of programs against the log densities and gradients of the reference.
#include "tests/posteriors/programs.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::posteriors {
namespace {

using Json = nlohmann::json;

class Programs : public testing::TestWithParam<std::string> {};

std::string name_of(const testing::TestParamInfo<std::string>& info) { return info.param; }
INSTANTIATE_TEST_SUITE_P(, Programs, testing::ValuesIn(model_names()), name_of);

Array part_at(const Json& value) {
  if (!value.is_array()) return value.get<double>();
  return array(value.get<std::vector<double>>());
}

TEST_P(Programs, HaveTheLogDensityAndGradientOfTheReference) {
  const Json reference = reference_of(GetParam());
  const LogDensity density = ppl::make_target(program(GetParam()));
  const mcmc::Layout layout{density.names(), density.shapes(), float64};
  const mcmc::Target target(density.log_prob_fn(), layout);
  const double tolerance = model(GetParam()).tolerance;
  for (const Json& point : reference["points"]) {
    Arrays at, gradients;
    for (const std::string& name : density.names()) {
      at.push_back(part_at(point["at"][name]));
      gradients.push_back(part_at(point["gradient"][name]));
    }
    const auto [value, gradient] = target.value_and_gradient(layout.ravel(at));
    const double expected = point["log_density"].get<double>() + constant_of(GetParam());
    EXPECT_NEAR(value.item(), expected, tolerance * (1 + std::abs(expected)));
    const Array right = layout.ravel(gradients);
    const double scale = 1 + max(abs(right)).item();
    EXPECT_LT(max(abs(gradient - right)).item(), 10 * tolerance * scale);
  }
}

}  // namespace
}  // namespace aleator::posteriors
