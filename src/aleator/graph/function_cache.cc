// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/function_cache.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace aleator {
namespace {

/// A sampler with its adaptation takes about ten.
constexpr std::size_t kMaxFunctions = 128;
constexpr std::size_t kMaxKeyBytes = std::size_t{1} << 20;

class FunctionCache {
 public:
  Function obtain(std::string key, const Function& function) {
    const std::scoped_lock lock(mutex_);
    Entry& entry = entries_[std::move(key)];
    entry.last_use = ++num_uses_;
    if (!entry.function) entry.function = function;
    const Function known = entry.function;
    if (entries_.size() > kMaxFunctions) forget_oldest();
    return known;
  }

 private:
  struct Entry {
    Function function;
    std::uint64_t last_use = 0;
  };
  void forget_oldest() {
    const auto is_older = [](const auto& a, const auto& b) {
      return a.second.last_use < b.second.last_use;
    };
    entries_.erase(std::min_element(entries_.begin(), entries_.end(), is_older));
  }

  std::mutex mutex_;  // guards all below
  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t num_uses_ = 0;
};

}  // namespace

Function as_traced_before(const Function& function) {
  // Never destroyed: functions may still be traced while the process ends.
  static FunctionCache* const cache = new FunctionCache;
  std::string key = function.name() + '\0';
  append_key(key, function);
  return key.size() > kMaxKeyBytes ? function : cache->obtain(std::move(key), function);
}

}  // namespace aleator
