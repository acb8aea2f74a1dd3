// SPDX-License-Identifier: Apache-2.0
// Declares the readable text of a plan.
#pragma once

#include "aleator/lowering/plan.h"

#include <string>

namespace aleator::lowering {

/// The tree of loops with their statements, an indented line each.
std::string describe(const Plan& plan);

}  // namespace aleator::lowering
