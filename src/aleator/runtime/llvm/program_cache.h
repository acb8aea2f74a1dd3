// SPDX-License-Identifier: Apache-2.0
// Declares the programs that this process has made of functions.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/runtime/llvm/hash.h"
#include "aleator/runtime/llvm/program.h"

#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace aleator::llvm {

/// Who samples or fits again traces the model again; that its graph is the one of the last time is
/// seen here, before anything is lowered. Keeps the `max_programs` used last.
class ProgramCache {
 public:
  explicit ProgramCache(std::size_t max_programs) : max_programs_(max_programs) {}

  /// The program of a function, or of another one that is the same but for names.
  Ref<const Program> obtain(const Function& function);

 private:
  struct Entry {
    Ref<const Program> program;
    std::uint64_t last_use = 0;
  };
  struct KeyHash {
    std::size_t operator()(const Hash128& key) const { return key.low; }
  };
  Ref<const Program> find(Hash128 key);
  void keep(Hash128 key, const Ref<const Program>& program);

  const std::size_t max_programs_;
  std::mutex mutex_;  // guards all below
  std::unordered_map<Hash128, Entry, KeyHash> entries_;
  std::uint64_t num_uses_ = 0;
};

/// That of this process.
ProgramCache& program_cache();

}  // namespace aleator::llvm
