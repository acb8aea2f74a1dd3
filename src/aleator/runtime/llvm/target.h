// SPDX-License-Identifier: Apache-2.0
// Declares what the code generator asks about the processor, and the options it compiles with.
#pragma once

#include "aleator/runtime/llvm/compiler.h"
#include "aleator/runtime/llvm/library.h"

namespace aleator::llvm {

/// Options for this processor; `has_vector_loops`: loops over data are left to LLVM's vectoriser.
Options options_for(bool has_vector_loops);

/// Bytes of the widest vector register of this processor: 16, 32 or 64.
int vector_bytes();

}  // namespace aleator::llvm
