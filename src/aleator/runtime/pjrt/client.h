// SPDX-License-Identifier: Apache-2.0
// Defines Client, a connection to the devices of one plugin, with what lives on them.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/runtime/pjrt/plugin.h"

#include <mutex>
#include <string_view>
#include <vector>

namespace aleator::pjrt {

class Executable;

/// All calls of a client come one after the other.
class Client final : public Counted {
 public:
  Client(Ref<const Plugin> plugin, const DeviceOptions& options, const std::string& platform);
  ~Client() override;

  const Plugin& plugin() const { return *plugin_; }
  std::size_t num_devices() const { return devices_.size(); }
  /// The maker's name of a device.
  std::string kind_of(std::size_t device) const;
  /// What compiled programs depend on.
  std::string fingerprint() const;

  Ref<const Executable> compile(const std::string& module) const;
  /// Null where the bytes do not fit this version of the plugin.
  Ref<const Executable> deserialize(std::string_view bytes) const;
  /// The elements in a device's memory.
  Ref<const DeviceMemory> upload(const Buffer& buffer, std::size_t device) const;
  /// Runs on one device, and waits until it is done. The arguments lie there.
  std::vector<Ref<const DeviceMemory>> execute(
      const Executable& executable, const std::vector<Ref<const DeviceMemory>>& arguments,
      std::size_t device) const;

 private:
  friend class Executable;
  friend class Memory;
  void await(abi::Event* event, const char* what) const;

  Ref<const Plugin> plugin_;
  abi::Client* client_ = nullptr;
  std::vector<abi::Device*> devices_;
  mutable std::recursive_mutex mutex_;
};

/// A compiled program; any device of its client runs it.
class Executable final : public Counted {
 public:
  Executable(const Client& client, abi::LoadedExecutable* loaded);
  ~Executable() override;
  std::size_t num_outputs() const { return num_outputs_; }
  /// Bytes that Client::deserialize takes; empty where the plugin cannot tell.
  std::string serialize() const;

 private:
  friend class Client;
  Ref<const Client> client_;
  abi::LoadedExecutable* loaded_;
  std::size_t num_outputs_ = 0;
};

/// Elements in a device's memory.
class Memory final : public DeviceMemory {
 public:
  Memory(const Client& client, abi::Buffer* buffer, std::size_t device)
      : client_(&client), buffer_(buffer), device_(device) {}
  ~Memory() override;
  void copy_to_host(std::byte* to, Dtype dtype, const Shape& shape) const override;
  bool is_on(const Client& client, std::size_t device) const {
    return client_.get() == &client && device_ == device;
  }

 private:
  friend class Client;
  Ref<const Client> client_;
  abi::Buffer* buffer_;
  std::size_t device_;
};

}  // namespace aleator::pjrt
