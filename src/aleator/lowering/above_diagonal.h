// SPDX-License-Identifier: Apache-2.0
// Defines what is known of elements above the diagonal of a matrix before any is computed.
#pragma once

#include "aleator/lowering/plan.h"

namespace aleator::lowering {

/// Whether what a statement sums is zero wherever the index along its dim `column` is larger than
/// that along `row`, whatever the values: products with a factor that is, masked elements.
bool is_zero_above(const Statement& statement, int row, int column);

}  // namespace aleator::lowering
