// SPDX-License-Identifier: Apache-2.0
// Declares aligned tables of text.
#pragma once

#include <string>
#include <vector>

namespace aleator::glm {

/// Rows of cells; all rows have as many.
using Table = std::vector<std::vector<std::string>>;

/// Lines of text: numbers to the right, the first column and marks to the left.
std::string aligned(const Table& table);

/// A number in a format of printf.
std::string formatted(const char* format, double value);

}  // namespace aleator::glm
