// SPDX-License-Identifier: Apache-2.0
// Declares which results of a function float32 numbers flow into.
#pragma once

#include "aleator/graph/function.h"

#include <vector>

namespace aleator::differential {

/// Per output, whether it is float32 or computed from a float32 number; so are the parameters
/// marked in `is_narrow`, whatever their dtype. Loops and branches are followed inside.
std::vector<bool> depends_on_float32(const Function& f, const std::vector<bool>& is_narrow);

}  // namespace aleator::differential
