// SPDX-License-Identifier: Apache-2.0
// Declares a part of the rows of a large problem, from which fits start.
#pragma once

#include "aleator/glm/problem.h"

#include <optional>

namespace aleator::glm {

/// Every stride-th row: its fit is a good start for that of all rows and costs little. It decides
/// nothing else.
struct CoarseProblem {
  Problem problem;
  std::int64_t stride;
};
/// Nothing where it is not worth it: few rows, several members, or rows that differ in kind.
std::optional<CoarseProblem> coarse_problem(const Problem& problem);

}  // namespace aleator::glm
