// SPDX-License-Identifier: Apache-2.0
// Declares the statements of a function, before loops are put around them.
#pragma once

#include "aleator/lowering/plan.h"

namespace aleator::lowering {

/// A plan with a statement for each root, in order, and what each reads; no loops yet.
Plan make_statements(const Function& function, const NodeIndex& roots);

}  // namespace aleator::lowering
