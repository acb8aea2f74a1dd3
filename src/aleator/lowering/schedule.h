// SPDX-License-Identifier: Apache-2.0
// Declares how statements share loops.
#pragma once

#include "aleator/lowering/plan.h"

namespace aleator::lowering {

/// Puts the statements into a tree of loops, in an order that respects what they read.
void schedule(Plan& plan, bool has_lanes);

/// Decides which arrays need memory: outputs, and those read anywhere but in the round that makes
/// them.
void find_stored(Plan& plan, const Function& function);

}  // namespace aleator::lowering
