// SPDX-License-Identifier: Apache-2.0
// Declares random functions with arguments, for the comparison of backends.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/graph/function.h"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace aleator::differential {

struct RandomFunction {
  Function function;
  std::vector<Buffer> arguments;
  std::vector<double> errors;  ///< of the outputs: 0 where backends must agree exactly
};

/// Everything follows from the seed.
RandomFunction random_function(std::uint64_t seed);

/// Elements uniform in a small range, sometimes with special values among them.
Buffer random_buffer(const ArrayType& type, std::uint64_t seed, bool has_special = false);

/// Compares element by element; NaN to NaN. Names the first that differs.
testing::AssertionResult is_equal(const Buffer& actual, const Buffer& expected, double error);

}  // namespace aleator::differential
