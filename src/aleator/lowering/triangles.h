// SPDX-License-Identifier: Apache-2.0
// Defines which loops over matrices stop at the diagonal.
#pragma once

#include "aleator/lowering/plan.h"

namespace aleator::lowering {

/// Finds the matrices of which only the lower triangle is read (by factorizations, and by loops
/// that stop at the diagonal themselves), and the loops that need to fill or to add no more: sums
/// of what is zero above the diagonal, as a factor and its adjoint are. For plans over the elements
/// of one lane.
void find_triangles(Plan& plan, const Function& function);

}  // namespace aleator::lowering
