// SPDX-License-Identifier: Apache-2.0
// Declares the test for parameters that are known to be equal, on which some closed forms depend.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// Whether both are known and every element of one equals that of the other. Traced and live arrays
/// are not known.
bool is_known_equal(const Array& a, const Array& b);

}  // namespace aleator
