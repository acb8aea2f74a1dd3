// SPDX-License-Identifier: Apache-2.0
// Implements what the code generator asks about the processor.
#include "aleator/runtime/llvm/target.h"

namespace aleator::llvm {

Options options_for(bool has_vector_loops) {
  Options options;
  if (has_vector_loops) options.passes = kLoopPasses;
  return options;
}

int vector_bytes() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f")) return 64;
  if (__builtin_cpu_supports("avx2")) return 32;
#endif
  return 16;
}

}  // namespace aleator::llvm
