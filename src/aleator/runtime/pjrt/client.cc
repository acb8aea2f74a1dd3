// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/pjrt/client.h"

#include "aleator/base/text.h"
#include "aleator/runtime/pjrt/find_plugin.h"

namespace aleator::pjrt {
namespace {

abi::BufferType type_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::boolean: return abi::BufferType::Pred;
    case Dtype::int32: return abi::BufferType::S32;
    case Dtype::int64: return abi::BufferType::S64;
    case Dtype::uint32: return abi::BufferType::U32;
    case Dtype::uint64: return abi::BufferType::U64;
    case Dtype::float32: return abi::BufferType::F32;
    case Dtype::float64: break;
  }
  return abi::BufferType::F64;
}

/// xla.CompileOptionsProto in its wire format: one replica, one partition, and not tied to a device
/// (fields 3.4, 3.5 and 4).
constexpr std::string_view kCompileOptions("\x1a\x04\x20\x01\x28\x01\x20\x01", 8);

/// Options in the form that plugins take. They must know all that they get.
std::vector<abi::NamedValue> create_options(const DeviceOptions& options,
                                            const std::string& platform) {
  const auto option = [](const char* name, abi::ValueKind kind) {
    abi::NamedValue value;
    value.head.struct_size = sizeof value;
    value.name = name;
    value.name_size = std::char_traits<char>::length(name);
    value.kind = kind;
    value.value_size = 1;
    return value;
  };
  std::vector<abi::NamedValue> list;
  if (platform == "xla_cpu") {
    list.push_back(option("cpu_device_count", abi::ValueKind::Int64));
    list.back().integer = options.num_cpu_devices;
  }
  if (platform == "cuda" || platform == "rocm") {
    list.push_back(option("preallocate", abi::ValueKind::Bool));
    list.back().flag = options.memory_fraction > 0;
    if (options.memory_fraction > 0) {
      list.push_back(option("memory_fraction", abi::ValueKind::Float));
      list.back().number = static_cast<float>(options.memory_fraction);
    }
  }
  return list;
}

}  // namespace

Client::Client(Ref<const Plugin> plugin, const DeviceOptions& options, const std::string& platform)
    : plugin_(std::move(plugin)) {
  const std::vector<abi::NamedValue> list = create_options(options, platform);
  Roomy<abi::ClientCreateArgs> args;
  args->create_options = list.data();
  args->num_options = list.size();
  plugin_->call(abi::Slot::Client_Create, args, "connecting to the device",
                where_to_look(platform));
  client_ = args->client;
  Roomy<abi::ClientAddressableDevicesArgs> found;
  found->client = client_;
  plugin_->call(abi::Slot::Client_AddressableDevices, found, "listing devices");
  devices_.assign(found->devices, found->devices + found->num_devices);
}

Client::~Client() {
  Roomy<abi::ClientArgs> args;
  args->client = client_;
  plugin_->call_quietly(abi::Slot::Client_Destroy, args);
}

std::string Client::kind_of(std::size_t device) const {
  Roomy<abi::DeviceGetDescriptionArgs> description;
  description->device = devices_[device];
  plugin_->call(abi::Slot::Device_GetDescription, description, "describing a device");
  Roomy<abi::DeviceDescriptionKindArgs> kind;
  kind->description = description->description;
  plugin_->call(abi::Slot::DeviceDescription_Kind, kind, "describing a device");
  return {kind->kind, kind->kind_size};
}

std::string Client::compiler() const {
  Roomy<abi::ClientTextArgs> args;
  args->client = client_;
  plugin_->call(abi::Slot::Client_PlatformVersion, args, "asking for the platform's version");
  return text(plugin_->compiler(), ", ", std::string(args->text, args->text_size),
              devices_.empty() ? "" : ", " + kind_of(0));
}

void Client::await(abi::Event* event, const char* what) const {
  if (!event) return;
  Roomy<abi::EventArgs> args;
  args->event = event;
  struct Destroyed {
    const Plugin& plugin;
    abi::Event* event;
    ~Destroyed() {
      Roomy<abi::EventArgs> args;
      args->event = event;
      plugin.call_quietly(abi::Slot::Event_Destroy, args);
    }
  } const destroyed{*plugin_, event};
  plugin_->call(abi::Slot::Event_Await, args, what);
}

Ref<Executable> Client::compile(const std::string& module) const {
  abi::Program program;
  program.head.struct_size = sizeof program;
  program.code = module.data();
  program.code_size = module.size();
  constexpr std::string_view kFormat = "mlir";
  program.format = kFormat.data();
  program.format_size = kFormat.size();
  Roomy<abi::ClientCompileArgs> args;
  args->client = client_;
  args->program = &program;
  args->compile_options = kCompileOptions.data();
  args->compile_options_size = kCompileOptions.size();
  {
    const std::lock_guard lock(mutex_);
    plugin_->call(abi::Slot::Client_Compile, args, "compiling for the device");
  }
  const auto executable = make_ref<Executable>(*this, args->executable);
  executable->count_outputs();
  return executable;
}

Ref<Executable> Client::deserialize(std::string_view bytes) const {
  if (!plugin_->has(abi::Slot::Executable_DeserializeAndLoad)) return {};
  Roomy<abi::ExecutableDeserializeAndLoadArgs> args;
  args->client = client_;
  args->bytes = bytes.data();
  args->bytes_size = bytes.size();
  try {
    const std::lock_guard lock(mutex_);
    plugin_->call(abi::Slot::Executable_DeserializeAndLoad, args, "loading a compiled program");
  } catch (const DeviceError&) {
    return {};
  }
  const auto executable = make_ref<Executable>(*this, args->executable);
  executable->count_outputs();
  return executable;
}

Ref<const DeviceMemory> Client::upload(const Buffer& buffer, std::size_t device) const {
  const Dims& dims = buffer.shape().dims();
  Roomy<abi::BufferFromHostBufferArgs> args;
  args->client = client_;
  args->data = buffer.bytes();
  args->type = type_of(buffer.dtype());
  args->dims = dims.data();
  args->num_dims = dims.size();
  args->device = devices_[device];
  {
    const std::lock_guard lock(mutex_);
    plugin_->call(abi::Slot::Client_BufferFromHostBuffer, args, "copying an array to the device");
  }
  const auto memory = make_ref<const Memory>(*this, args->buffer, device);
  await(args->done_with_host_buffer, "copying an array to the device");
  return memory;
}

std::vector<Ref<const DeviceMemory>> Client::execute(const Executable& executable,
                                                     const std::vector<Argument>& arguments,
                                                     std::size_t device) const {
  std::vector<abi::Buffer*> inputs, outputs(executable.num_outputs());
  std::vector<std::int64_t> kept;
  for (const Argument& argument : arguments)
    inputs.push_back(static_cast<const Memory&>(*argument.memory).buffer_);
  for (const std::int64_t i : executable.donatable())
    if (!arguments[static_cast<std::size_t>(i)].is_donated) kept.push_back(i);
  abi::Buffer* const* input_list = inputs.data();
  abi::Buffer** output_list = outputs.data();
  abi::ExecuteOptions options;
  options.head.struct_size = sizeof options;
  options.non_donatable_inputs = kept.data();
  options.num_non_donatable_inputs = kept.size();
  Roomy<abi::LoadedExecutableExecuteArgs> args;
  args->executable = executable.loaded_;
  args->options = &options;
  args->argument_lists = &input_list;
  args->num_devices = 1;
  args->num_arguments = inputs.size();
  args->output_lists = &output_list;
  args->execute_device = devices_[device];
  for (const std::int64_t i : executable.donatable()) {
    const Argument& argument = arguments[static_cast<std::size_t>(i)];
    if (argument.is_donated)
      static_cast<const Memory&>(*argument.memory).is_gone_.store(true, std::memory_order_release);
  }
  {
    const std::lock_guard lock(mutex_);
    plugin_->call(abi::Slot::LoadedExecutable_Execute, args, "running on the device");
  }
  std::vector<Ref<const DeviceMemory>> results;
  for (abi::Buffer* output : outputs)
    results.push_back(make_ref<const Memory>(*this, output, device));
  return results;
}

Memory::~Memory() {
  const std::lock_guard lock(client_->mutex_);
  Roomy<abi::BufferArgs> args;
  args->buffer = buffer_;
  client_->plugin().call_quietly(abi::Slot::Buffer_Destroy, args);
}

Ref<const DeviceMemory> Memory::on(std::size_t device) const {
  if (device == device_) return Ref<const DeviceMemory>(this);
  const std::lock_guard lock(client_->mutex_);
  Ref<const DeviceMemory>& copy = copies_[device];
  if (copy) return copy;
  Roomy<abi::BufferCopyToDeviceArgs> args;
  args->buffer = buffer_;
  args->device = client_->devices_[device];
  client_->plugin().call(abi::Slot::Buffer_CopyToDevice, args, "copying an array between devices");
  copy = make_ref<const Memory>(*client_, args->copy, device);
  return copy;
}

void Memory::copy_to_host(std::byte* to, Dtype dtype, const Shape& shape) const {
  if (is_gone())
    throw DeviceError("the array is no more: a program that failed had taken its memory");
  // Told explicitly: devices keep arrays in layouts of their own.
  Dims order;
  for (std::int64_t axis = shape.rank(); axis-- > 0;) order.push_back(axis);
  abi::MemoryLayout layout;
  layout.head.struct_size = sizeof layout;
  layout.tiled.head.struct_size = sizeof layout.tiled;
  layout.tiled.minor_to_major = order.data();
  layout.tiled.minor_to_major_size = order.size();
  Roomy<abi::BufferToHostBufferArgs> args;
  args->buffer = buffer_;
  args->host_layout = &layout;
  args->destination = to;
  args->destination_size = static_cast<std::size_t>(shape.size()) * size_of(dtype);
  {
    const std::lock_guard lock(client_->mutex_);
    client_->plugin().call(abi::Slot::Buffer_ToHostBuffer, args, "copying an array to the host");
  }
  client_->await(args->event, "running on the device, or copying an array to the host,");
}

}  // namespace aleator::pjrt
