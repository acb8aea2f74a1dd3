// SPDX-License-Identifier: Apache-2.0
// Defines Client, a connection to the devices of one plugin, with what lives on them.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/runtime/pjrt/plugin.h"

#include <atomic>
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

namespace aleator::pjrt {

class Executable;

/// What a program takes: elements in a device's memory, and whether it may have the memory.
struct Argument {
  Ref<const DeviceMemory> memory;
  bool is_donated = false;
};

/// All calls of a client come one after the other; nobody waits for a device while others call.
class Client final : public Counted {
 public:
  Client(Ref<const Plugin> plugin, const DeviceOptions& options, const std::string& platform);
  ~Client() override;

  const Plugin& plugin() const { return *plugin_; }
  std::size_t num_devices() const { return devices_.size(); }
  /// The maker's name of a device.
  std::string kind_of(std::size_t device) const;
  /// What compiled programs depend on: versions of the plugin and the platform, and the device.
  std::string compiler() const;

  Ref<Executable> compile(const std::string& module) const;
  /// Null where the bytes do not fit this version of the plugin.
  Ref<Executable> deserialize(std::string_view bytes) const;
  /// The elements in a device's memory.
  Ref<const DeviceMemory> upload(const Buffer& buffer, std::size_t device) const;
  /// Starts a program on one device, where the arguments lie. It may go on after the return: its
  /// results are arguments for others at once, and whoever reads one waits. Failures are told
  /// there.
  std::vector<Ref<const DeviceMemory>> execute(const Executable& executable,
                                               const std::vector<Argument>& arguments,
                                               std::size_t device) const;

 private:
  friend class Executable;
  friend class Memory;
  void await(abi::Event* event, const char* what) const;

  Ref<const Plugin> plugin_;
  abi::Client* client_ = nullptr;
  std::vector<abi::Device*> devices_;
  mutable std::mutex mutex_;
};

/// A compiled program; any device of its client runs it.
class Executable final : public Counted {
 public:
  Executable(const Client& client, abi::LoadedExecutable* loaded)
      : client_(&client), loaded_(loaded) {}
  ~Executable() override;
  std::size_t num_outputs() const { return num_outputs_; }
  /// Arguments that a program may have been compiled to overwrite.
  const std::vector<std::int64_t>& donatable() const { return donatable_; }
  void set_donatable(std::vector<std::int64_t> arguments) { donatable_ = std::move(arguments); }
  /// Bytes that Client::deserialize takes; empty where the plugin cannot tell.
  std::string serialize() const;

 private:
  friend class Client;
  void count_outputs();
  Ref<const Client> client_;
  abi::LoadedExecutable* loaded_;
  std::size_t num_outputs_ = 0;
  std::vector<std::int64_t> donatable_;
};

/// Elements in a device's memory.
class Memory final : public DeviceMemory {
 public:
  Memory(const Client& client, abi::Buffer* buffer, std::size_t device)
      : client_(&client), buffer_(buffer), device_(device) {}
  ~Memory() override;
  void copy_to_host(std::byte* to, Dtype dtype, const Shape& shape) const override;
  bool belongs_to(const Client& client) const { return client_.get() == &client; }
  /// Whether a program took the memory: the elements are no more.
  bool is_gone() const { return is_gone_.load(std::memory_order_acquire); }
  /// The elements in the memory of a device of the same client; a copy is kept for the next time.
  Ref<const DeviceMemory> on(std::size_t device) const;

 private:
  friend class Client;
  Ref<const Client> client_;
  abi::Buffer* buffer_;
  std::size_t device_;
  mutable std::atomic<bool> is_gone_{false};
  mutable std::map<std::size_t, Ref<const DeviceMemory>> copies_;  ///< guarded by the client
};

}  // namespace aleator::pjrt
