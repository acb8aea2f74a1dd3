// SPDX-License-Identifier: Apache-2.0
// Declares what identifies the processor that runs this, without libLLVM.
#pragma once

#include <string>

namespace aleator::llvm {

/// The bytes of `cpuid` that LLVM reads to find the processor's name and features: equal bytes give
/// equal code. Empty on processors other than x86-64.
const std::string& host_fingerprint();

}  // namespace aleator::llvm
