// SPDX-License-Identifier: Apache-2.0
// Declares which expressions of Variables are the same.
#pragma once

#include "aleator/array/array.h"

#include <cstddef>
#include <vector>

namespace aleator {

/// For each array the number of the first one that has the same value whenever both are read at
/// once: the same operations on the same variables and constants. Arrays that depend on no Variable
/// are the same only if they are one.
std::vector<std::size_t> first_of_same(const Arrays& arrays);

}  // namespace aleator
