// SPDX-License-Identifier: Apache-2.0
// Declares the evaluation of maps whose function ends in work that few positions need.
#pragma once

#include "aleator/graph/primitive.h"

namespace aleator {

/// Whether the function of a map ends in one `seldom`, and runs over so many positions that those
/// where its predicate holds are worth gathering.
bool is_seldom_map(const EvaluateContext& c);

/// Carries out such a map: for a block of positions all but the seldom work, then that work over
/// the positions that need it alone, side by side without gaps.
void evaluate_seldom_map(const EvaluateContext& c);

}  // namespace aleator
