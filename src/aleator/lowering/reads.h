// SPDX-License-Identifier: Apache-2.0
// Declares what a statement reads: the arrays below it that are in memory, and the elementwise
// operations in between.
#pragma once

#include "aleator/lowering/plan.h"

namespace aleator::lowering {

/// Fills in `reads` and `visits`.
void find_reads(Statement& statement, const NodeIndex& roots);

}  // namespace aleator::lowering
