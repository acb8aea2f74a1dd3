// SPDX-License-Identifier: Apache-2.0
// Implements the cache of compiled code.
#include "aleator/runtime/llvm/cache.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/runtime/llvm/host.h"
#include "aleator/runtime/llvm/library.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace aleator::llvm {
namespace {

/// To be raised when compiler.cc makes other code of the same text and options.
constexpr int kVersion = 2;
constexpr Hash128 kKeyOfKeys{0x616c6561746f7220, 0x636f6d70696c6564};

/// Length before content, so that no two lists of parts read the same.
void append_part(std::string& out, std::string_view part) {
  append_text(out, part.size());
  out += ' ';
  out += part;
}

Hash128 key_of(const std::string& ir, const Options& options) {
  std::string all = text("aleator ", kVersion, " level ", options.level, " ");
  const Target& target = options.target;
  for (const std::string& part : {target.triple, target.cpu, target.features, options.passes})
    append_part(all, part);
  append_part(all, library_identity());
  append_part(all, host_fingerprint());
  append_part(all, ir);
  return siphash(all, kKeyOfKeys);
}

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

/// To the microsecond.
double milliseconds(double seconds) {
  return static_cast<double>(static_cast<std::int64_t>(seconds * 1e6)) / 1e3;
}

std::uint64_t max_disk_bytes_from_environment(std::uint64_t otherwise) {
  const char* value = std::getenv("ALEATOR_CACHE_MB");
  if (!value) return otherwise;
  const std::string_view digits = value;
  std::uint32_t megabytes = 0;
  const auto [end, problem] = std::from_chars(digits.begin(), digits.end(), megabytes);
  const bool is_number = problem == std::errc() && end == digits.end();
  return is_number ? std::uint64_t{megabytes} << 20 : otherwise;
}

Trace trace_from_environment() {
  const char* value = std::getenv("ALEATOR_TRACE");
  const std::string_view word = value ? value : "";
  if (word == "code") return Trace::Code;
  return word == "1" ? Trace::Summary : Trace::None;
}

}  // namespace

CacheSettings CacheSettings::from_environment() {
  CacheSettings settings;
  settings.folder = cache_folder_from_environment();
  settings.max_disk_bytes = max_disk_bytes_from_environment(settings.max_disk_bytes);
  settings.trace = trace_from_environment();
  return settings;
}

Cache::Cache(const CacheSettings& settings)
    : settings_(settings), disk_(settings.folder, settings.max_disk_bytes) {}

Ref<const LoadedObject> Cache::obtain(const std::string& ir, const Options& options) {
  const Stopwatch watch;
  const Hash128 key = key_of(ir, options);
  std::promise<Ref<const LoadedObject>> promise;
  Future known;
  {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[key];
    entry.last_use = ++num_uses_;
    known = entry.object;
    if (!known.valid()) entry.object = promise.get_future().share();
    else ++statistics_.num_memory_hits;
  }
  if (known.valid()) {
    const Ref<const LoadedObject> object = known.get();
    report("memory hit", object->num_bytes(), watch.seconds());
    return object;
  }
  try {
    const Ref<const LoadedObject> object = build(key, ir, options);
    promise.set_value(object);
    keep(key, *object);
    return object;
  } catch (...) {
    promise.set_exception(std::current_exception());
    const std::lock_guard lock(mutex_);
    entries_.erase(key);
    throw;
  }
}

Ref<const LoadedObject> Cache::build(Hash128 key, const std::string& ir, const Options& options) {
  if (settings_.trace == Trace::Code) std::fprintf(stderr, "%s\n", ir.c_str());
  Ref<const LoadedObject> object = load_from_disk(key);
  if (!object) object = compile(key, ir, options);
  if (settings_.trace == Trace::Code && is_available())
    std::fprintf(stderr, "%s\n", compile_assembly(ir, options).code.c_str());
  return object;
}

Ref<const LoadedObject> Cache::load_from_disk(Hash128 key) {
  const Stopwatch watch;
  const auto bytes = disk_.read(key);
  if (!bytes) return {};
  Ref<const LoadedObject> object;
  try {
    object = make_ref<const LoadedObject>(*bytes, settings_.lookup);
  } catch (const CompileError&) {
    return {};  // compiling says what is wrong, or makes it right
  }
  report("disk hit", object->num_bytes(), watch.seconds());
  const std::lock_guard lock(mutex_);
  ++statistics_.num_disk_hits;
  statistics_.load_seconds += watch.seconds();
  return object;
}

Ref<const LoadedObject> Cache::compile(Hash128 key, const std::string& ir, const Options& options) {
  const Stopwatch watch;
  const Compilation compilation = compile_object(ir, options);
  const double compile_seconds = watch.seconds();
  const Stopwatch load_watch;
  auto object = make_ref<const LoadedObject>(compilation.code, settings_.lookup);
  const double load_seconds = load_watch.seconds();
  disk_.write(key, compilation.code);
  report("compiled", object->num_bytes(), watch.seconds(),
         text(": start ", milliseconds(compilation.start_seconds), ", parse ",
              milliseconds(compilation.parse_seconds), ", passes ",
              milliseconds(compilation.passes_seconds), ", generate ",
              milliseconds(compilation.generate_seconds)));
  const std::lock_guard lock(mutex_);
  ++statistics_.num_compiled;
  statistics_.compile_seconds += compile_seconds;
  statistics_.load_seconds += load_seconds;
  return object;
}

void Cache::keep(Hash128 key, const LoadedObject& object) {
  const std::lock_guard lock(mutex_);
  entries_[key].num_bytes = object.num_bytes();
  num_bytes_ += object.num_bytes();
  unload_unused();
}

/// Code in use stays: unloading it here would free nothing.
void Cache::unload_unused() {
  while (num_bytes_ > settings_.max_memory_bytes) {
    auto oldest = entries_.end();
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      const bool is_unused =
          entry->second.num_bytes > 0 && entry->second.object.get()->num_references() == 1;
      if (is_unused &&
          (oldest == entries_.end() || entry->second.last_use < oldest->second.last_use))
        oldest = entry;
    }
    if (oldest == entries_.end()) return;
    num_bytes_ -= oldest->second.num_bytes;
    entries_.erase(oldest);
  }
}

Statistics Cache::statistics() const {
  const std::lock_guard lock(mutex_);
  return statistics_;
}

void Cache::report(const char* kind, std::uint64_t num_bytes, double seconds,
                   std::string_view parts) const {
  if (settings_.trace == Trace::None) return;
  const std::string line = text("aleator: code ", kind, ", ", num_bytes, " bytes, ",
                                milliseconds(seconds), " ms", parts, "\n");
  std::fputs(line.c_str(), stderr);
}

Cache& cache() {
  // Never destroyed: code may still be asked for while the process ends.
  static Cache* const once = new Cache(CacheSettings::from_environment());
  return *once;
}

}  // namespace aleator::llvm
