// SPDX-License-Identifier: Apache-2.0
// A PJRT plugin with two devices that compute nothing: the outputs of every program are its first
// inputs, or zeros. It counts handles and calls, takes donated buffers, and fails when told to.
// With FAKE_TELLS_PROGRAMS it tells what it compiled, and takes it back.
#include "tests/fake_device/fake_device.h"

#include "aleator/runtime/pjrt/abi.h"

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#ifndef FAKE_TELLS_PROGRAMS
#define FAKE_TELLS_PROGRAMS 0
#endif

namespace aleator::pjrt::abi {
struct Error {
  std::string message;
  int code;
};
struct Event {
  bool has_failed = false;
};
struct Device {
  int number;
};
struct DeviceDescription {};
struct Client {};
struct Executable {};
struct LoadedExecutable {
  std::vector<std::size_t> output_bytes;
  std::vector<std::size_t> donated;
  std::string module;
  Executable executable;
};
struct SerializedExecutable {
  std::string bytes;
};
struct Buffer {
  std::vector<std::byte> bytes;
  int device = 0;
  bool is_gone = false, has_failed = false;
};
}  // namespace aleator::pjrt::abi

namespace aleator::fake {
namespace {

namespace abi = pjrt::abi;

Device& state() {
  static Device device;
  return device;
}

abi::Error* error(const std::string& message, int code) {
  ++state().num_errors;
  return new abi::Error{message, code};
}

abi::Event* event(bool has_failed) {
  ++state().num_events;
  return new abi::Event{has_failed};
}

abi::Buffer* buffer(std::size_t size, int device) {
  ++state().num_buffers;
  return new abi::Buffer{std::vector<std::byte>(size), device};
}

// --- errors, events, the plugin ---

abi::Error* destroy_error(abi::ErrorDestroyArgs& args) {
  --state().num_errors;
  delete args.error;
  return nullptr;
}
abi::Error* message_of(abi::ErrorMessageArgs& args) {
  args.message = args.error->message.data();
  args.message_size = args.error->message.size();
  return nullptr;
}
abi::Error* code_of(abi::ErrorGetCodeArgs& args) {
  args.code = args.error->code;
  return nullptr;
}
abi::Error* destroy_event(abi::EventArgs& args) {
  --state().num_events;
  delete args.event;
  return nullptr;
}
abi::Error* await(abi::EventArgs& args) {
  ++state().num_awaits;
  return args.event->has_failed ? error("the device found a fault", 13) : nullptr;
}
abi::Error* attributes(abi::PluginAttributesArgs& args) {
  args.num_attributes = 0;
  return nullptr;
}
abi::Error* initialize(abi::PluginInitializeArgs&) { return nullptr; }

// --- clients and devices ---

abi::Error* create_client(abi::ClientCreateArgs& args) {
  static abi::Client client;
  args.client = &client;
  for (std::size_t i = 0; i < args.num_options; ++i) {
    const abi::NamedValue& option = args.create_options[i];
    const std::string name(option.name, option.name_size);
    if (name == "preallocate") state().preallocates = option.flag ? 1 : 0;
    if (name == "memory_fraction") state().memory_fraction = option.number;
  }
  return nullptr;
}
abi::Error* destroy_client(abi::ClientArgs&) { return nullptr; }
abi::Error* version(abi::ClientTextArgs& args) {
  const char* other = std::getenv("ALEATOR_FAKE_VERSION");
  args.text = other ? other : "fake";
  args.text_size = std::strlen(args.text);
  return nullptr;
}
abi::Error* devices(abi::ClientAddressableDevicesArgs& args) {
  static abi::Device first{0}, second{1};
  static abi::Device* const list[] = {&first, &second};
  args.devices = list;
  args.num_devices = 2;
  return nullptr;
}
abi::Error* describe(abi::DeviceGetDescriptionArgs& args) {
  static abi::DeviceDescription description;
  args.description = &description;
  return nullptr;
}
abi::Error* kind(abi::DeviceDescriptionKindArgs& args) {
  args.kind = "fake device";
  args.kind_size = 11;
  return nullptr;
}

// --- programs ---

std::size_t size_of_type(const std::string& type) {
  std::size_t count = 1, at = 0;
  for (std::size_t x = type.find('x'); x != std::string::npos; x = type.find('x', at)) {
    count *= std::stoul(type.substr(at, x - at));
    at = x + 1;
  }
  const std::string element = type.substr(at);
  return count * (element == "i1" ? 1 : element.find("64") != std::string::npos ? 8 : 4);
}

/// Sizes of the outputs of @main, and which parameters may be overwritten.
abi::LoadedExecutable* read_program(const std::string& module) {
  auto* program = new abi::LoadedExecutable;
  program->module = module;
  const std::size_t main = module.find("@main("), arrow = module.find(" -> (", main);
  const std::size_t end = module.find(" {\n", arrow);
  for (std::size_t at = module.find("tensor<", arrow); at < end;
       at = module.find("tensor<", at + 1)) {
    const std::size_t first = at + 7;
    program->output_bytes.push_back(
        size_of_type(module.substr(first, module.find('>', first) - first)));
  }
  std::size_t number = 0;
  for (std::size_t at = module.find("tensor<", main); at < arrow; ++number) {
    const std::size_t next = std::min(module.find("tensor<", at + 1), arrow);
    if (module.substr(at, next - at).find("tf.aliasing_output") != std::string::npos)
      program->donated.push_back(number);
    at = next;
  }
  return program;
}

abi::Error* compile(abi::ClientCompileArgs& args) {
  ++state().num_executables;
  ++state().num_compilations;
  args.executable = read_program({args.program->code, args.program->code_size});
  return nullptr;
}
abi::Error* tell(abi::ExecutableSerializeArgs& args) {
  const auto* program = reinterpret_cast<abi::LoadedExecutable*>(args.executable);
  args.serialized = new abi::SerializedExecutable{"compiled " + program->module};
  args.bytes = args.serialized->bytes.data();
  args.bytes_size = args.serialized->bytes.size();
  args.deleter = [](abi::SerializedExecutable* told) { delete told; };
  return nullptr;
}
abi::Error* take_back(abi::ExecutableDeserializeAndLoadArgs& args) {
  const std::string bytes(args.bytes, args.bytes_size);
  if (bytes.compare(0, 9, "compiled ") != 0) return error("these are no programs", 3);
  ++state().num_executables;
  args.executable = read_program(bytes.substr(9));
  return nullptr;
}
abi::Error* executable_of(abi::LoadedExecutableGetExecutableArgs& args) {
  // The outputs are counted through the handle, so it is the program itself.
  args.executable = reinterpret_cast<abi::Executable*>(args.loaded_executable);
  return nullptr;
}
abi::Error* num_outputs(abi::ExecutableNumOutputsArgs& args) {
  args.num_outputs = reinterpret_cast<abi::LoadedExecutable*>(args.executable)->output_bytes.size();
  return nullptr;
}
abi::Error* destroy_executable(abi::ExecutableArgs&) { return nullptr; }
abi::Error* destroy_loaded(abi::LoadedExecutableArgs& args) {
  --state().num_executables;
  delete args.executable;
  return nullptr;
}

void take_donated(const abi::LoadedExecutable& program, const abi::ExecuteOptions& options,
                  abi::Buffer* const* inputs) {
  for (const std::size_t i : program.donated) {
    bool is_kept = false;
    for (std::size_t k = 0; k < options.num_non_donatable_inputs; ++k)
      is_kept = is_kept || options.non_donatable_inputs[k] == static_cast<std::int64_t>(i);
    if (is_kept) continue;
    inputs[i]->is_gone = true;
    inputs[i]->bytes.clear();
    ++state().num_donated;
  }
}

abi::Error* execute(abi::LoadedExecutableExecuteArgs& args) {
  ++state().num_executions;
  ++state().executions_on[args.execute_device->number];
  const abi::LoadedExecutable& program = *args.executable;
  abi::Buffer* const* inputs = args.argument_lists[0];
  for (std::size_t i = 0; i < args.num_arguments; ++i) {
    const bool is_there = inputs[i]->device == args.execute_device->number && !inputs[i]->is_gone;
    state().num_mistakes += is_there ? 0 : 1;
  }
  for (std::size_t k = 0; k < program.output_bytes.size(); ++k) {
    abi::Buffer* output = buffer(program.output_bytes[k], args.execute_device->number);
    const bool is_copy = k < args.num_arguments && inputs[k]->bytes.size() == output->bytes.size();
    if (is_copy) output->bytes = inputs[k]->bytes;
    output->has_failed = state().fails_while_running;
    args.output_lists[0][k] = output;
  }
  take_donated(program, *args.options, inputs);
  if (args.device_complete_events) args.device_complete_events[0] = event(false);
  return nullptr;
}

// --- buffers ---

abi::Error* upload(abi::BufferFromHostBufferArgs& args) {
  ++state().num_uploads;
  std::size_t size = args.type == abi::BufferType::Pred  ? 1
                     : args.type == abi::BufferType::S32 ? 4
                     : args.type == abi::BufferType::U32 ? 4
                     : args.type == abi::BufferType::F32 ? 4
                                                         : 8;
  for (std::size_t i = 0; i < args.num_dims; ++i) size *= static_cast<std::size_t>(args.dims[i]);
  args.buffer = buffer(size, args.device->number);
  if (size > 0) std::memcpy(args.buffer->bytes.data(), args.data, size);
  args.done_with_host_buffer = event(false);
  return nullptr;
}
abi::Error* download(abi::BufferToHostBufferArgs& args) {
  ++state().num_downloads;
  const bool fits = args.buffer->bytes.size() == args.destination_size && !args.buffer->is_gone;
  state().num_mistakes += fits ? 0 : 1;
  if (fits && args.destination_size > 0)
    std::memcpy(args.destination, args.buffer->bytes.data(), args.destination_size);
  args.event = event(args.buffer->has_failed);
  return nullptr;
}
abi::Error* copy(abi::BufferCopyToDeviceArgs& args) {
  ++state().num_copies;
  args.copy = buffer(args.buffer->bytes.size(), args.device->number);
  args.copy->bytes = args.buffer->bytes;
  return nullptr;
}
abi::Error* destroy_buffer(abi::BufferArgs& args) {
  --state().num_buffers;
  delete args.buffer;
  return nullptr;
}

// --- the table ---

template <class Args>
struct Entry;
template <class Args>
struct Entry<abi::Error* (*)(Args&)> {
  template <abi::Error* (*kFunction)(Args&), int kSlot>
  static void* call(void* memory) {
    auto& args = *static_cast<Args*>(memory);
    if (args.head.struct_size < sizeof(Args)) return error("the structure is too small", 3);
    if (state().failing_slot == kSlot) {
      state().failing_slot = -1;
      return error("told to fail", 8);
    }
    return kFunction(args);
  }
};

struct Table {
  abi::Api head;
  void* (*slots[100])(void*);
};

template <auto kFunction, abi::Slot kSlot>
void put(Table& table) {
  constexpr int place = static_cast<int>(kSlot);
  table.slots[place] = Entry<decltype(kFunction)>::template call<kFunction, place>;
}

void fill(Table& t) {
  using abi::Slot;
  put<destroy_error, Slot::Error_Destroy>(t);
  put<message_of, Slot::Error_Message>(t);
  put<code_of, Slot::Error_GetCode>(t);
  put<initialize, Slot::Plugin_Initialize>(t);
  put<attributes, Slot::Plugin_Attributes>(t);
  put<destroy_event, Slot::Event_Destroy>(t);
  put<await, Slot::Event_Await>(t);
  put<create_client, Slot::Client_Create>(t);
  put<destroy_client, Slot::Client_Destroy>(t);
  put<version, Slot::Client_PlatformVersion>(t);
  put<devices, Slot::Client_AddressableDevices>(t);
  put<compile, Slot::Client_Compile>(t);
  put<upload, Slot::Client_BufferFromHostBuffer>(t);
  put<kind, Slot::DeviceDescription_Kind>(t);
  put<describe, Slot::Device_GetDescription>(t);
  put<destroy_executable, Slot::Executable_Destroy>(t);
  put<num_outputs, Slot::Executable_NumOutputs>(t);
  put<destroy_loaded, Slot::LoadedExecutable_Destroy>(t);
  put<executable_of, Slot::LoadedExecutable_GetExecutable>(t);
  put<execute, Slot::LoadedExecutable_Execute>(t);
  put<destroy_buffer, Slot::Buffer_Destroy>(t);
  put<copy, Slot::Buffer_CopyToDevice>(t);
  put<download, Slot::Buffer_ToHostBuffer>(t);
  if (FAKE_TELLS_PROGRAMS) {
    put<tell, Slot::Executable_Serialize>(t);
    put<take_back, Slot::Executable_DeserializeAndLoad>(t);
  }
}

}  // namespace
}  // namespace aleator::fake

extern "C" {

aleator::fake::Device* fake_device() { return &aleator::fake::state(); }

const aleator::pjrt::abi::Api* GetPjrtApi() {
  static const aleator::fake::Table table = [] {
    aleator::fake::Table made{};
    made.head.struct_size = sizeof made;
    made.head.minor_version = 90;
    aleator::fake::fill(made);
    return made;
  }();
  return &table.head;
}

}  // extern "C"
