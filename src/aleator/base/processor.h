// SPDX-License-Identifier: Apache-2.0
// Declares what tells processors apart for which code rounds differently.
#pragma once

#include <string>

namespace aleator {

/// "x86-64 avx2 fma avx512f": the instruction sets that decide how code is compiled.
std::string processor_features();

}  // namespace aleator
