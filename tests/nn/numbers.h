// SPDX-License-Identifier: Apache-2.0
// Defines what tests of layers share: comparison of numbers, and Variables by name.
#pragma once

#include "aleator/aleator.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace aleator::nn {

using Numbers = std::vector<double>;

inline void expect_near(const Array& given, const Numbers& expected, double tolerance) {
  const Numbers values = given.values();
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_NEAR(values[i], expected[i], tolerance * (1 + std::abs(expected[i]))) << "at " << i;
}
inline void expect_near(const Array& given, const Array& expected, double tolerance) {
  EXPECT_EQ(given.shape(), expected.shape());
  expect_near(given, expected.values(), tolerance);
}

/// The values of a Variable of a layer.
inline Numbers values_of(const Layer& layer, const std::string& name) {
  for (const NamedVariable& v : layer.variables()) {
    if (v.name == name) return v.variable.value().values();
  }
  ADD_FAILURE() << "no variable " << name;
  return {};
}

/// The derivative of sum(weights * f) by x against a difference quotient in one random direction.
template <class F>
void expect_gradient(const F& f, const Array& x, double tolerance = 1e-6) {
  const Array weights = random::normal(Key(101), Array(f(x)).shape());
  const auto total = [&](const Array& at) { return sum(weights * Array(f(at))); };
  const Array direction = random::normal(Key(102), x.shape());
  constexpr double kStep = 1e-5;
  const double slope = sum(grad(total)(x) * direction).item();
  const double quotient =
      ((total(x + kStep * direction) - total(x - kStep * direction)) / (2 * kStep)).item();
  EXPECT_NEAR(slope, quotient, tolerance * (1 + std::abs(quotient)));
}

}  // namespace aleator::nn
