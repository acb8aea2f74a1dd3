// SPDX-License-Identifier: Apache-2.0
// Defines what is asked of compiled programs.
#include "aleator/runtime/pjrt/client.h"

namespace aleator::pjrt {
namespace {

/// The description of a program, for as long as this lives.
class Description {
 public:
  Description(const Plugin& plugin, abi::LoadedExecutable* loaded) : plugin_(plugin) {
    Roomy<abi::LoadedExecutableGetExecutableArgs> get;
    get->loaded_executable = loaded;
    plugin_.call(abi::Slot::LoadedExecutable_GetExecutable, get, "asking for a program");
    executable = get->executable;
  }
  Description(const Description&) = delete;
  Description& operator=(const Description&) = delete;
  ~Description() {
    Roomy<abi::ExecutableArgs> args;
    args->executable = executable;
    plugin_.call_quietly(abi::Slot::Executable_Destroy, args);
  }
  abi::Executable* executable = nullptr;

 private:
  const Plugin& plugin_;
};

}  // namespace

void Executable::count_outputs() {
  const std::lock_guard lock(client_->mutex_);
  const Description description(client_->plugin(), loaded_);
  Roomy<abi::ExecutableNumOutputsArgs> count;
  count->executable = description.executable;
  client_->plugin().call(abi::Slot::Executable_NumOutputs, count, "asking for a program's outputs");
  num_outputs_ = count->num_outputs;
}

Executable::~Executable() {
  const std::lock_guard lock(client_->mutex_);
  Roomy<abi::LoadedExecutableArgs> args;
  args->executable = loaded_;
  client_->plugin().call_quietly(abi::Slot::LoadedExecutable_Destroy, args);
}

std::string Executable::serialize() const {
  const std::lock_guard lock(client_->mutex_);
  const Plugin& plugin = client_->plugin();
  if (!plugin.has(abi::Slot::Executable_Serialize)) return {};
  const Description description(plugin, loaded_);
  Roomy<abi::ExecutableSerializeArgs> args;
  args->executable = description.executable;
  try {
    plugin.call(abi::Slot::Executable_Serialize, args, "storing a program");
  } catch (const DeviceError&) {  // it is compiled again next time
    return {};
  }
  std::string bytes(args->bytes, args->bytes_size);
  if (args->deleter) args->deleter(args->serialized);
  return bytes;
}

}  // namespace aleator::pjrt
