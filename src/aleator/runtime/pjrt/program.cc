// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/pjrt/program.h"

#include "aleator/runtime/llvm/disk_cache.h"
#include "aleator/runtime/llvm/hash.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace aleator::pjrt {
namespace {

using llvm::Hash128;

constexpr Hash128 kKey{.low = 0x6465766963652070, .high = 0x726f6772616d7331};
constexpr std::uint64_t kMaxDiskBytes = std::uint64_t{1} << 30;

/// Compiled programs outlive the process, named by their text and everything that compiles it.
llvm::DiskCache& disk_cache() {
  static auto* const cache = [] {
    const std::string folder = llvm::cache_folder_from_environment();
    return new llvm::DiskCache(folder.empty() ? "" : folder + "/devices", kMaxDiskBytes);
  }();
  return *cache;
}

struct KeyHash {
  std::size_t operator()(const Hash128& key) const { return key.low; }
};

/// Programs of this process, by function and target: those used last.
class Programs {
 public:
  Ref<const Executable> find(Hash128 key) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) return {};
    found->second.last_use = ++num_uses_;
    return found->second.executable;
  }
  void keep(Hash128 key, const Ref<const Executable>& executable) {
    const std::lock_guard lock(mutex_);
    entries_[key] = {executable, ++num_uses_};
    if (entries_.size() <= kMaxPrograms) return;
    const auto oldest = std::min_element(
        entries_.begin(), entries_.end(),
        [](const auto& a, const auto& b) { return a.second.last_use < b.second.last_use; });
    entries_.erase(oldest);
  }

 private:
  static constexpr std::size_t kMaxPrograms = 256;
  struct Entry {
    Ref<const Executable> executable;
    std::uint64_t last_use = 0;
  };
  std::mutex mutex_;  // guards all below
  std::unordered_map<Hash128, Entry, KeyHash> entries_;
  std::uint64_t num_uses_ = 0;
};
Programs& programs() {
  static auto* const all = new Programs;
  return *all;
}

Ref<const Executable> made(const Target& target, const Function& function) {
  const std::string module =
      stablehlo::emit(function, {.profile = target.profile, .name = "program"});
  const Hash128 key = llvm::siphash(target.fingerprint + module, kKey);
  if (const auto bytes = disk_cache().read(key)) {
    if (auto executable = target.client->deserialize(*bytes)) return executable;
  }
  const Ref<const Executable> executable = target.client->compile(module);
  const std::string bytes = executable->serialize();
  if (!bytes.empty()) disk_cache().write(key, bytes);
  return executable;
}

Ref<const Executable> obtain(const Target& target, const Function& function) {
  std::string text = target.fingerprint;
  append_key(text, function);
  const Hash128 key = llvm::siphash(text, kKey);
  if (auto known = programs().find(key)) return known;
  const Ref<const Executable> executable = made(target, function);
  programs().keep(key, executable);
  return executable;
}

/// What a function remembers: its program for the target it ran on last.
struct Remembered final : Counted {
  Remembered(Ref<const Client> client, Ref<const Executable> executable)
      : client(std::move(client)), executable(std::move(executable)) {}
  Ref<const Client> client;
  Ref<const Executable> executable;
};

Ref<const DeviceMemory> brought(const Target& target, const Buffer& buffer) {
  if (const Ref<const DeviceMemory> there = buffer.device_memory()) {
    const auto* memory = dynamic_cast<const Memory*>(there.get());
    if (memory && memory->is_on(*target.client, target.device)) return there;
  }
  const Buffer dense = buffer.dense();
  Ref<const DeviceMemory> memory = target.client->upload(dense, target.device);
  if (!buffer.is_splat() && !buffer.is_view()) buffer.set_device_memory(memory);
  return memory;
}

}  // namespace

std::vector<Buffer> run(const Target& target, const Function& function,
                        const std::vector<Buffer>& arguments) {
  const Ref<const Counted> remembered = function.memoize_program(Function::Backend::device, [&] {
    return Ref<const Counted>(make_ref<const Remembered>(target.client, obtain(target, function)));
  });
  const auto& last = static_cast<const Remembered&>(*remembered);
  const Ref<const Executable> executable =
      last.client == target.client ? last.executable : obtain(target, function);
  std::vector<Ref<const DeviceMemory>> inputs;
  for (const Buffer& argument : arguments) inputs.push_back(brought(target, argument));
  const auto outputs = target.client->execute(*executable, inputs, target.device);
  std::vector<Buffer> results;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const ArrayType& type = function.outputs()[i].type();
    results.push_back(Buffer::on_device(type.dtype, type.shape, outputs[i]));
  }
  return results;
}

}  // namespace aleator::pjrt
