// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/llvm/program_cache.h"

#include <algorithm>

namespace aleator::llvm {
namespace {

constexpr Hash128 kKeyOfFunctions{0x616c6561746f7220, 0x6772617068732020};
/// A sampler with its adaptation takes about ten.
constexpr std::size_t kMaxPrograms = 256;

}  // namespace

Ref<const Program> ProgramCache::obtain(const Function& function) {
  std::string bytes;
  append_key(bytes, function);
  const Hash128 key = siphash(bytes, kKeyOfFunctions);
  if (const auto known = find(key)) return known;
  // Made without the lock: it takes long, and makes programs of inner functions.
  const auto program = Program::make(function);
  keep(key, program);
  return program;
}

Ref<const Program> ProgramCache::find(Hash128 key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return {};
  found->second.last_use = ++num_uses_;
  return found->second.program;
}

void ProgramCache::keep(Hash128 key, const Ref<const Program>& program) {
  const std::lock_guard lock(mutex_);
  entries_[key] = {program, ++num_uses_};
  if (entries_.size() <= max_programs_) return;
  const auto is_older = [](const auto& a, const auto& b) {
    return a.second.last_use < b.second.last_use;
  };
  entries_.erase(std::min_element(entries_.begin(), entries_.end(), is_older));
}

ProgramCache& program_cache() {
  // Never destroyed: programs may still be asked for while the process ends.
  static ProgramCache* const once = new ProgramCache(kMaxPrograms);
  return *once;
}

}  // namespace aleator::llvm
