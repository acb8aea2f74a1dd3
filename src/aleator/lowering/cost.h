// SPDX-License-Identifier: Apache-2.0
// Declares the cost model of recomputation.
#pragma once

#include "aleator/lowering/plan.h"

namespace aleator::lowering {

/// Dear elementwise operations that the loops of a plan would compute noticeably more often than
/// once an element: better kept in memory.
std::vector<const Node*> find_repeated(const Plan& plan);

/// Dear factors of products that stay the same in the inner loop of several rows: statements of
/// their own, which the rows run through one after the other.
std::vector<const Node*> find_row_factors(const Plan& plan);

}  // namespace aleator::lowering
