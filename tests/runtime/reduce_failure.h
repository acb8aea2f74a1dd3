// SPDX-License-Identifier: Apache-2.0
// Declares the search for the smallest part of a function on which backends differ.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/graph/function.h"

#include <string>
#include <vector>

namespace aleator::differential {

/// What is wrong with the compiled function at these arguments, or "". `errors`: per output.
std::string difference(const Function& f, const std::vector<Buffer>& arguments,
                       const std::vector<double>& errors);

/// The first operation that differs with as few operations before it as show it, and its arguments.
std::string reduced(const Function& f, const std::vector<Buffer>& arguments);

}  // namespace aleator::differential
