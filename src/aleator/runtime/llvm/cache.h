// SPDX-License-Identifier: Apache-2.0
// Declares obtain(), which turns text into callable code and remembers it in memory and on disk.
#pragma once

#include "aleator/runtime/llvm/compiler.h"
#include "aleator/runtime/llvm/disk_cache.h"
#include "aleator/runtime/llvm/hash.h"
#include "aleator/runtime/llvm/object.h"

#include <cstdint>
#include <future>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace aleator::llvm {

/// What the cache has done so far. Seconds are of wall time, summed over threads.
struct Statistics {
  std::int64_t num_compiled = 0;
  std::int64_t num_disk_hits = 0;
  std::int64_t num_memory_hits = 0;
  double compile_seconds = 0;
  double load_seconds = 0;  ///< of reading and relocating
};

enum class Trace { None, Summary, Code };

struct CacheSettings {
  std::string folder{};  ///< of the disk cache; "" for none
  std::uint64_t max_disk_bytes = std::uint64_t{512} << 20;
  std::uint64_t max_memory_bytes = std::uint64_t{256} << 20;
  SymbolLookup lookup = find_function;
  Trace trace = Trace::None;

  /// ALEATOR_CACHE_DIR, ALEATOR_CACHE_MB, ALEATOR_TRACE ("1": a line for each piece of code;
  /// "code": text and assembly too).
  static CacheSettings from_environment();
};

/// The key is everything that code depends on: version of the cache, libLLVM's file, processor,
/// options, text. libLLVM is loaded only to compile. Threads may ask at once: equal texts are
/// compiled once, different ones side by side.
class Cache {
 public:
  explicit Cache(const CacheSettings& settings);

  /// Throws CompileError; NotImplemented where code cannot be compiled or run.
  Ref<const LoadedObject> obtain(const std::string& ir, const Options& options);
  Statistics statistics() const;

 private:
  using Future = std::shared_future<Ref<const LoadedObject>>;
  struct Entry {
    Future object;
    std::uint64_t num_bytes = 0;  ///< 0 until it is there
    std::uint64_t last_use = 0;
  };
  struct KeyHash {
    std::size_t operator()(const Hash128& key) const { return key.low; }
  };

  Ref<const LoadedObject> build(Hash128 key, const std::string& ir, const Options& options);
  Ref<const LoadedObject> load_from_disk(Hash128 key);
  Ref<const LoadedObject> compile(Hash128 key, const std::string& ir, const Options& options);
  void keep(Hash128 key, const LoadedObject& object);
  void unload_unused();
  void report(const char* kind, std::uint64_t num_bytes, double seconds,
              std::string_view parts = "") const;

  CacheSettings settings_;
  DiskCache disk_;
  mutable std::mutex mutex_;  // guards all below
  std::unordered_map<Hash128, Entry, KeyHash> entries_;
  std::uint64_t num_bytes_ = 0;
  std::uint64_t num_uses_ = 0;
  Statistics statistics_;
};

/// The cache of this process, set up from the environment at first use.
Cache& cache();

inline Ref<const LoadedObject> obtain(const std::string& ir, const Options& options) {
  return cache().obtain(ir, options);
}

}  // namespace aleator::llvm
