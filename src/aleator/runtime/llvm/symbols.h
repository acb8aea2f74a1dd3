// SPDX-License-Identifier: Apache-2.0
// Declares the functions of this process that compiled code may call.
#pragma once

#include <string_view>

namespace aleator::llvm {

/// The address of a function, or null. The same name always has the same meaning.
using SymbolLookup = void* (*)(std::string_view name);

/// Functions of the C library that LLVM makes of intrinsics (memory and <math.h>, double and
/// float), and what primitives' code calls ("aleator.igamma.float64").
void* find_function(std::string_view name);

}  // namespace aleator::llvm
