// SPDX-License-Identifier: Apache-2.0
// Declares how operations bring their operands to one dtype and shape; for those who write
// operations.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// Throws ValueError naming `who` unless x holds a value.
void check_holds(const char* who, const Array& x);
/// Both operands with their promoted dtype; weak stays weak.
Arrays match_dtypes(const char* who, const Array& x, const Array& y);
/// Both operands with their promoted dtype and broadcast to their common shape.
Arrays match(const char* who, const Array& x, const Array& y);

}  // namespace aleator
