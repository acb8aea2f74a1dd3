// SPDX-License-Identifier: Apache-2.0
// Declares what operators made of several others ask of these.
#pragma once

#include "aleator/linalg/linear_operator.h"

namespace aleator::linalg {

/// Throws naming `who` unless there is at least one operator and all have one dtype.
void check_parts(const char* who, const LinearOperators& operators);
bool all_are_square(const LinearOperators& operators);
/// Whether each is known to be positive definite; unknown otherwise.
LinearOperatorHints common_hints(const LinearOperators& operators);
Shape common_batch(const char* who, const LinearOperators& operators);
Arrays all_parameters(const LinearOperators& operators);

}  // namespace aleator::linalg
