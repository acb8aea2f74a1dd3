// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/pjrt/plugin.h"

#include "aleator/base/text.h"

#include <cstring>
#include <map>
#include <mutex>

#include <dlfcn.h>
#include <unistd.h>

namespace aleator::pjrt {
namespace {

/// The interface changed without notice before this one.
constexpr int kOldestMinorVersion = 60;

const char* name_of(abi::Slot slot) {
  switch (slot) {
#define ALEATOR_PJRT_SLOT(name, place) \
  case abi::Slot::name: return "PJRT_" #name;
    ALEATOR_PJRT_SLOTS(ALEATOR_PJRT_SLOT)
#undef ALEATOR_PJRT_SLOT
  }
  return "a function";
}

const abi::Api* open_api(const std::string& path) {
  if (access(path.c_str(), R_OK) != 0) {
    throw DeviceError(text("device plugin ", path, ": ", std::strerror(errno),
                           "; give the path of a PJRT plugin (a shared library of the device's "
                           "vendor, for CUDA that of the package jax-cuda13-pjrt)"));
  }
  // Symbols stay local: plugins carry an LLVM of their own.
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!handle) {
    throw DeviceError(
        text("device plugin ", path, " cannot be loaded: ", dlerror(),
             "; it must be one for this system and processor, with the libraries that "
             "it needs in LD_LIBRARY_PATH"));
  }
  using GetApi = const abi::Api* (*)();
  const auto get_api = reinterpret_cast<GetApi>(dlsym(handle, "GetPjrtApi"));
  if (!get_api)
    throw DeviceError(text("device plugin ", path, " has no GetPjrtApi: it is not a PJRT plugin; ",
                           "give the path of one, for CUDA that of the package jax-cuda13-pjrt"));
  const abi::Api* api = get_api();
  if (!api) throw DeviceError(text("device plugin ", path, ": GetPjrtApi gave nothing"));
  return api;
}

}  // namespace

Ref<const Plugin> Plugin::load(const std::string& path) {
  static std::mutex mutex;
  static auto* const loaded = new std::map<std::string, Ref<const Plugin>>;
  const std::lock_guard lock(mutex);
  Ref<const Plugin>& plugin = (*loaded)[path];
  if (!plugin) plugin = Ref<const Plugin>(new Plugin(path, open_api(path)));
  return plugin;
}

Plugin::Plugin(std::string path, const abi::Api* api) : path_(std::move(path)), api_(api) {
  if (api->struct_size < sizeof(abi::Api) || api->major_version != 0 ||
      api->minor_version < kOldestMinorVersion) {
    throw DeviceError(text("device plugin ", path_, " speaks version ", version(),
                           " of the PJRT interface, which must be 0.", kOldestMinorVersion,
                           " or a later 0.x; install a plugin of that age"));
  }
  if (has(abi::Slot::Plugin_Initialize)) {
    Roomy<abi::PluginInitializeArgs> args;
    call(abi::Slot::Plugin_Initialize, args, "starting the plugin");
  }
  read_attributes();
}

std::string Plugin::version() const { return text(api_->major_version, ".", api_->minor_version); }

void Plugin::read_attributes() {
  compiler_ = "PJRT " + version();
  if (!has(abi::Slot::Plugin_Attributes)) return;
  Roomy<abi::PluginAttributesArgs> args;
  call(abi::Slot::Plugin_Attributes, args, "reading the plugin's attributes");
  for (std::size_t i = 0; i < args->num_attributes; ++i) {
    const abi::NamedValue& a = args->attributes[i];
    compiler_ += " " + std::string(a.name, a.name_size) + "=";
    if (a.kind == abi::ValueKind::String) compiler_ += std::string(a.string, a.value_size);
    if (a.kind == abi::ValueKind::Int64) compiler_ += text(a.integer);
    if (a.kind == abi::ValueKind::Int64List) {
      for (std::size_t k = 0; k < a.value_size; ++k) compiler_ += text(a.integers[k], ".");
    }
  }
}

Plugin::Function Plugin::function(abi::Slot slot) const {
  const std::size_t offset = abi::kFirstSlot + 8 * static_cast<std::size_t>(slot);
  if (offset + sizeof(Function) > api_->struct_size) return nullptr;
  Function found = nullptr;
  std::memcpy(&found, reinterpret_cast<const std::byte*>(api_) + offset, sizeof found);
  return found;
}

abi::Error* Plugin::invoke(abi::Slot slot, void* args) const {
  const Function f = function(slot);
  if (!f) {
    throw DeviceError(text("device plugin ", path_, " of version ", version(), " lacks ",
                           name_of(slot), " of the PJRT interface; install a later one"));
  }
  return f(args);
}

std::string Plugin::destroy(abi::Error* error) const {
  Roomy<abi::ErrorMessageArgs> message;
  message->error = error;
  std::string out;
  if (const Function f = function(abi::Slot::Error_Message)) {
    f(&message);
    if (message->message) out.assign(message->message, message->message_size);
  }
  Roomy<abi::ErrorDestroyArgs> args;
  args->error = error;
  if (const Function f = function(abi::Slot::Error_Destroy)) f(&args);
  return out;
}

void Plugin::check(abi::Error* error, const char* what, const std::string& hint) const {
  if (!error) return;
  Roomy<abi::ErrorGetCodeArgs> args;
  args->error = error;
  int code = 0;
  if (const Function f = function(abi::Slot::Error_GetCode); f && !f(&args)) code = args->code;
  constexpr int kResourceExhausted = 8;
  const std::string cure =
      code == kResourceExhausted
          ? "; the device has too little memory: use fewer chains, smaller batches or float32"
          : (hint.empty() ? "" : "; " + hint);
  throw DeviceError(
      text(what, " failed: ", destroy(error), " (code ", code, ", plugin ", path_, ")", cure));
}

void Plugin::ignore(abi::Error* error) const {
  if (error) destroy(error);
}

}  // namespace aleator::pjrt
