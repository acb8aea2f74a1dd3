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

/// Programs of this process, by function and target: those used last. The memory of a program that
/// a compiler for devices made, and the number of its parts that processes have a limit of, go with
/// the size of the module.
class Programs {
 public:
  Ref<const Executable> find(Hash128 key) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) return {};
    found->second.last_use = ++num_uses_;
    return found->second.executable;
  }
  void keep(Hash128 key, const Ref<const Executable>& executable, std::size_t module_bytes) {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[key];
    num_bytes_ += module_bytes - entry.module_bytes;
    entry = {executable, module_bytes, ++num_uses_};
    while (entries_.size() > 1 && (entries_.size() > kMaxPrograms || num_bytes_ > kMaxBytes))
      forget_oldest();
  }

 private:
  static constexpr std::size_t kMaxPrograms = 256, kMaxBytes = std::size_t{32} << 20;
  struct Entry {
    Ref<const Executable> executable;
    std::size_t module_bytes = 0;
    std::uint64_t last_use = 0;
  };
  void forget_oldest() {
    const auto oldest = std::min_element(
        entries_.begin(), entries_.end(),
        [](const auto& a, const auto& b) { return a.second.last_use < b.second.last_use; });
    num_bytes_ -= oldest->second.module_bytes;
    entries_.erase(oldest);
  }
  std::mutex mutex_;  // guards all below
  std::unordered_map<Hash128, Entry, KeyHash> entries_;
  std::size_t num_bytes_ = 0;
  std::uint64_t num_uses_ = 0;
};
Programs& programs() {
  static auto* const all = new Programs;
  return *all;
}

/// For each of the first parameters the first free output of its type.
std::vector<std::pair<std::size_t, std::size_t>> donations(const Function& function,
                                                           std::size_t num_donated) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::vector<bool> is_taken(function.outputs().size(), false);
  for (std::size_t i = 0; i < num_donated; ++i) {
    const ArrayType& type = function.parameters()[i].type();
    for (std::size_t k = 0; k < is_taken.size(); ++k) {
      const ArrayType& other = function.outputs()[k].type();
      if (is_taken[k] || other.dtype != type.dtype || other.shape != type.shape) continue;
      is_taken[k] = true;
      pairs.emplace_back(i, k);
      break;
    }
  }
  return pairs;
}

Ref<Executable> made(const Target& target, const std::string& module) {
  const Hash128 key = llvm::siphash(target.fingerprint + module, kKey);
  if (const auto bytes = disk_cache().read(key)) {
    if (auto executable = target.client->deserialize(*bytes)) return executable;
  }
  const Ref<Executable> executable = target.client->compile(module);
  const std::string bytes = executable->serialize();
  if (!bytes.empty()) disk_cache().write(key, bytes);
  return executable;
}

Ref<const Executable> obtain(const Target& target, const Function& function,
                             std::size_t num_donated) {
  std::string text = target.fingerprint + " " + std::to_string(num_donated) + " ";
  append_key(text, function);
  const Hash128 key = llvm::siphash(text, kKey);
  if (auto known = programs().find(key)) return known;
  const auto donated = donations(function, num_donated);
  const std::string module =
      stablehlo::emit(function, {.profile = target.profile, .name = "program", .donated = donated});
  const Ref<Executable> executable = made(target, module);
  std::vector<std::int64_t> donatable;
  for (const auto& pair : donated) donatable.push_back(static_cast<std::int64_t>(pair.first));
  executable->set_donatable(std::move(donatable));
  programs().keep(key, executable, module.size());
  return executable;
}

/// What a function remembers: its program for the target it ran on last.
struct Remembered final : Counted {
  Ref<const Client> client;
  std::size_t num_donated = 0;
  Ref<const Executable> executable;
};

/// The elements on the target. They may be given to a program where nobody else holds them.
Argument brought(const Target& target, const Buffer& buffer, bool may_donate) {
  if (const Ref<const DeviceMemory> there = buffer.device_memory()) {
    const auto* memory = dynamic_cast<const Memory*>(there.get());
    if (memory && memory->belongs_to(*target.client) && !memory->is_gone())
      return {memory->on(target.device), may_donate && buffer.is_unique()};
  }
  const Buffer dense = buffer.dense();
  Ref<const DeviceMemory> memory = target.client->upload(dense, target.device);
  const bool is_kept = !buffer.is_splat() && !buffer.is_view() && !may_donate;
  if (is_kept) buffer.set_device_memory(memory);
  return {memory, may_donate};
}

}  // namespace

std::vector<Buffer> run(const Target& target, const Function& function,
                        const std::vector<Buffer>& arguments, std::size_t num_donated) {
  const Ref<const Counted> remembered = function.memoize_program(Function::Backend::device, [&] {
    auto first = make_ref<Remembered>();
    first->client = target.client;
    first->num_donated = num_donated;
    first->executable = obtain(target, function, num_donated);
    return Ref<const Counted>(first);
  });
  const auto& last = static_cast<const Remembered&>(*remembered);
  const bool is_same = last.client == target.client && last.num_donated == num_donated;
  const Ref<const Executable> executable =
      is_same ? last.executable : obtain(target, function, num_donated);
  return run(target, *executable, arguments, function.output_types(), num_donated);
}

std::vector<Buffer> run(const Target& target, const Executable& executable,
                        const std::vector<Buffer>& arguments, const ArrayTypes& outputs,
                        std::size_t num_donated) {
  std::vector<Argument> inputs;
  for (const Buffer& argument : arguments)
    inputs.push_back(brought(target, argument, inputs.size() < num_donated));
  const auto memories = target.client->execute(executable, inputs, target.device);
  std::vector<Buffer> results;
  for (std::size_t i = 0; i < memories.size(); ++i)
    results.push_back(Buffer::on_device(outputs[i].dtype, outputs[i].shape, memories[i]));
  return results;
}

}  // namespace aleator::pjrt
