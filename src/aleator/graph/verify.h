// SPDX-License-Identifier: Apache-2.0
// Declares the check of a function's graph.
#pragma once

#include "aleator/graph/function.h"

namespace aleator {

/// Throws CompileError, with the function's text, unless the body is well formed: inputs precede
/// their users, nothing is reached but parameters and constants, the types (weakness and lane axes
/// too) are those that the primitives' rules give, and inner functions take what they are given.
void verify(const Function& function);

}  // namespace aleator
