// SPDX-License-Identifier: Apache-2.0
// Declares the check of arrays of positions; for those who write operations.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// The positions, after a check that they are integers and, if they are known, that they lie in
/// 0..length-1.
Array checked_positions(const char* who, const Array& positions, std::int64_t length);

}  // namespace aleator
