// SPDX-License-Identifier: Apache-2.0
// Declares the rewriting of a function before it is lowered.
#pragma once

#include "aleator/graph/function.h"

namespace aleator::lowering {

/// The same function in a form that lowers well: calls inlined, in inner functions too. Without
/// `keeps_lanes` the lane marks go: lanes are then an axis like others.
Function prepare(const Function& function, bool keeps_lanes);

}  // namespace aleator::lowering
