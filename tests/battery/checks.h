// SPDX-License-Identifier: Apache-2.0
// Declares checks of a function's transforms against loops and finite differences.
#pragma once

#include "aleator/aleator.h"
#include "aleator/graph/function.h"

#include <vector>

#include <gtest/gtest.h>

namespace aleator::battery {

/// The graph of a program that captures nothing, verified.
Function function_of(const ArraysFunction& program, const Arrays& arguments);
/// The function evaluated as a whole, as jit does.
Arrays evaluated(const Function& f, const Arrays& arguments);

/// Equal shapes and dtypes; elements equal up to a relative and absolute tolerance, NaN to NaN.
testing::AssertionResult is_near(const Array& actual, const Array& expected, double tolerance);

/// jvp against central differences (in float64) and vjp against jvp, at random tangents; then the
/// same for the derivatives themselves, `order` times.
struct DerivativeOptions {
  int order = 2;
  bool has_reverse = true;
  unsigned seed = 1;
};
void check_derivatives(const Function& f, const Arrays& x, const DerivativeOptions& options);

/// The function over a batch of `x[i]`s against a loop, for every choice of batched arguments, once
/// more nested, with and without the lane mark. Each alternative is arguments like the first.
void check_batches(const Function& f, const std::vector<Arrays>& alternatives);

/// vmap along every axis of the arguments, results along the last.
void check_axes(const ArraysFunction& program, const std::vector<Arrays>& alternatives);

}  // namespace aleator::battery
