// SPDX-License-Identifier: Apache-2.0
// Declares how the columns that are fitted are made from those that were given.
#pragma once

#include "aleator/glm/problem.h"

namespace aleator::glm {

/// Fills designs, num_columns, columns and intercept: with an intercept in front and standardized
/// where that was asked for.
void set_columns(Problem& problem, const Observations& observations);

}  // namespace aleator::glm
