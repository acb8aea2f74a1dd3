// SPDX-License-Identifier: Apache-2.0
// Defines Plugin, a vendor's library that runs programs on its devices.
#pragma once

#include "aleator/base/ref.h"
#include "aleator/runtime/devices.h"
#include "aleator/runtime/pjrt/abi.h"

#include <string>
#include <vector>

namespace aleator::pjrt {

/// A structure with room behind it that is zero and counted in: a plugin that is newer than this
/// file finds its later fields, switched off.
template <class Args>
struct Roomy {
  Roomy() { args.head.struct_size = sizeof *this; }
  Args* operator->() { return &args; }
  Args args = {};
  alignas(8) std::byte room[256] = {};
};

/// Loaded once and never unloaded: plugins keep threads and registries.
class Plugin final : public Counted {
 public:
  /// Throws DeviceError for a file that is missing, cannot be loaded, is no plugin, or speaks a
  /// version of the interface that is too old or too new.
  static Ref<const Plugin> load(const std::string& path);

  /// Calls a function of the table; its error becomes a DeviceError that begins with `what`, and
  /// ends with `hint` if there is one.
  template <class Args>
  void call(abi::Slot slot, Args& args, const char* what, const std::string& hint = "") const {
    check(invoke(slot, &args), what, hint);
  }
  /// The same where a failure cannot be told: in destructors.
  template <class Args>
  void call_quietly(abi::Slot slot, Args& args) const {
    ignore(invoke(slot, &args));
  }
  bool has(abi::Slot slot) const { return function(slot) != nullptr; }

  const std::string& path() const { return path_; }
  std::string version() const;  ///< of the interface: "0.81"
  /// What programs compiled by it depend on: versions, as the plugin tells them.
  const std::string& compiler() const { return compiler_; }

 private:
  Plugin(std::string path, const abi::Api* api);
  using Function = abi::Error* (*)(void*);
  Function function(abi::Slot slot) const;
  abi::Error* invoke(abi::Slot slot, void* args) const;
  void check(abi::Error* error, const char* what, const std::string& hint) const;
  void ignore(abi::Error* error) const;
  std::string destroy(abi::Error* error) const;
  void read_attributes();

  std::string path_;
  const abi::Api* api_;
  std::string compiler_;
};

}  // namespace aleator::pjrt
