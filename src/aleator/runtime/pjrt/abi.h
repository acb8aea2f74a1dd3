// SPDX-License-Identifier: Apache-2.0
// Declares the part of the PJRT C API that is used: the layout of its structures and the places of
// its functions, the same in every version since 0.60.
//
// PJRT is how a vendor's plugin runs programs on a device (OpenXLA, "PJRT C API"). Every function
// takes one structure, whose first two fields say how large it is and what extends it, and returns
// an error or null. Structures only ever grow at their ends.
#pragma once

#include <cstddef>
#include <cstdint>

namespace aleator::pjrt::abi {

// What plugins hand out; only pointers to these are ever held.
struct Error;
struct Event;
struct Client;
struct Device;
struct DeviceDescription;
struct LoadedExecutable;
struct Executable;
struct SerializedExecutable;
struct Buffer;

/// The head of the table of functions, which follow it.
struct Api {
  std::size_t struct_size;
  void* extension_start;
  std::size_t version_size;
  void* version_extension;
  int major_version;
  int minor_version;
};
inline constexpr std::size_t kFirstSlot = 40;

/// Functions that are used, with their places in the table.
#define ALEATOR_PJRT_SLOTS(slot)                                                                   \
  slot(Error_Destroy, 0) slot(Error_Message, 1) slot(Error_GetCode, 2) slot(                       \
      Plugin_Initialize, 3) slot(Plugin_Attributes, 4) slot(Event_Destroy, 5) slot(Event_Await, 8) \
      slot(Client_Create, 10) slot(Client_Destroy, 11) slot(Client_PlatformName, 12) slot(         \
          Client_PlatformVersion, 14) slot(Client_AddressableDevices, 16) slot(Client_Compile, 20) \
          slot(Client_BufferFromHostBuffer, 22) slot(DeviceDescription_Kind, 26)                   \
              slot(Device_GetDescription, 29) slot(Executable_Destroy, 40)                         \
                  slot(Executable_NumOutputs, 44) slot(Executable_Serialize, 49)                   \
                      slot(LoadedExecutable_Destroy, 50) slot(LoadedExecutable_GetExecutable, 51)  \
                          slot(LoadedExecutable_Execute, 55)                                       \
                              slot(Executable_DeserializeAndLoad, 56) slot(Buffer_Destroy, 58)     \
                                  slot(Buffer_CopyToDevice, 69) slot(Buffer_ToHostBuffer, 70)

enum class Slot : std::uint8_t {
#define ALEATOR_PJRT_SLOT(name, place) name = place,
  ALEATOR_PJRT_SLOTS(ALEATOR_PJRT_SLOT)
#undef ALEATOR_PJRT_SLOT
};

/// The first fields of every structure that a function takes.
struct Head {
  std::size_t struct_size = 0;
  void* extension_start = nullptr;
};

enum class ValueKind : std::int32_t { String = 0, Int64 = 1, Int64List = 2, Float = 3, Bool = 4 };

/// An option or attribute. Passed in arrays, so its size is exact.
struct NamedValue {
  Head head = {};
  const char* name = nullptr;
  std::size_t name_size = 0;
  ValueKind kind = ValueKind::String;
  union {
    const char* string = nullptr;
    std::int64_t integer;
    const std::int64_t* integers;
    float number;
    bool flag;
  };
  std::size_t value_size = 0;
};
static_assert(sizeof(NamedValue) == 56 && offsetof(NamedValue, string) == 40);

struct ErrorDestroyArgs {
  Head head = {};
  Error* error = nullptr;
};
struct ErrorMessageArgs {
  Head head = {};
  const Error* error = nullptr;
  const char* message = nullptr;  ///< set
  std::size_t message_size = 0;   ///< set
};
struct ErrorGetCodeArgs {
  Head head = {};
  const Error* error = nullptr;
  std::int32_t code = 0;  ///< set
};

struct PluginInitializeArgs {
  Head head = {};
};
struct PluginAttributesArgs {
  Head head = {};
  const NamedValue* attributes = nullptr;  ///< set
  std::size_t num_attributes = 0;          ///< set
};

struct EventArgs {
  Head head = {};
  Event* event = nullptr;
};

struct ClientCreateArgs {
  Head head = {};
  const NamedValue* create_options = nullptr;
  std::size_t num_options = 0;
  void* key_value_functions[4] = {};  ///< between processes
  Client* client = nullptr;           ///< set
  void* more_key_value_functions[2] = {};
};
static_assert(sizeof(ClientCreateArgs) == 88 && offsetof(ClientCreateArgs, client) == 64);

struct ClientArgs {
  Head head = {};
  Client* client = nullptr;
};
struct ClientTextArgs {
  Head head = {};
  Client* client = nullptr;
  const char* text = nullptr;  ///< set
  std::size_t text_size = 0;   ///< set
};
struct ClientAddressableDevicesArgs {
  Head head = {};
  Client* client = nullptr;
  Device* const* devices = nullptr;  ///< set
  std::size_t num_devices = 0;       ///< set
};

struct DeviceGetDescriptionArgs {
  Head head = {};
  Device* device = nullptr;
  DeviceDescription* description = nullptr;  ///< set
};
struct DeviceDescriptionKindArgs {
  Head head = {};
  DeviceDescription* description = nullptr;
  const char* kind = nullptr;  ///< set
  std::size_t kind_size = 0;   ///< set
};

struct Program {
  Head head = {};
  const char* code = nullptr;
  std::size_t code_size = 0;
  const char* format = nullptr;
  std::size_t format_size = 0;
};
struct ClientCompileArgs {
  Head head = {};
  Client* client = nullptr;
  const Program* program = nullptr;
  const char* compile_options = nullptr;
  std::size_t compile_options_size = 0;
  LoadedExecutable* executable = nullptr;  ///< set
};
static_assert(sizeof(ClientCompileArgs) == 56);

struct LoadedExecutableArgs {
  Head head = {};
  LoadedExecutable* executable = nullptr;
};
struct LoadedExecutableGetExecutableArgs {
  Head head = {};
  LoadedExecutable* loaded_executable = nullptr;
  Executable* executable = nullptr;  ///< set
};
struct ExecutableArgs {
  Head head = {};
  Executable* executable = nullptr;
};
struct ExecutableNumOutputsArgs {
  Head head = {};
  Executable* executable = nullptr;
  std::size_t num_outputs = 0;  ///< set
};
struct ExecutableSerializeArgs {
  Head head = {};
  Executable* executable = nullptr;
  const char* bytes = nullptr;                       ///< set
  std::size_t bytes_size = 0;                        ///< set
  SerializedExecutable* serialized = nullptr;        ///< set
  void (*deleter)(SerializedExecutable*) = nullptr;  ///< set
};
struct ExecutableDeserializeAndLoadArgs {
  Head head = {};
  Client* client = nullptr;
  const char* bytes = nullptr;
  std::size_t bytes_size = 0;
  LoadedExecutable* executable = nullptr;  ///< set
  const char* overridden_options = nullptr;
  std::size_t overridden_options_size = 0;
};

enum class BufferType : std::int32_t {
  Pred = 1,
  S32 = 4,
  S64 = 5,
  U32 = 8,
  U64 = 9,
  F32 = 11,
  F64 = 12
};
/// The plugin copies the elements before it returns.
inline constexpr std::int32_t kImmutableOnlyDuringCall = 0;

struct BufferFromHostBufferArgs {
  Head head = {};
  Client* client = nullptr;
  const void* data = nullptr;
  BufferType type = BufferType::F64;
  const std::int64_t* dims = nullptr;
  std::size_t num_dims = 0;
  const std::int64_t* byte_strides = nullptr;
  std::size_t num_byte_strides = 0;
  std::int32_t semantics = kImmutableOnlyDuringCall;
  Device* device = nullptr;
  void* memory = nullptr;
  void* layout = nullptr;
  Event* done_with_host_buffer = nullptr;  ///< set
  Buffer* buffer = nullptr;                ///< set
};
static_assert(sizeof(BufferFromHostBufferArgs) == 120 &&
              offsetof(BufferFromHostBufferArgs, device) == 80);

struct BufferArgs {
  Head head = {};
  Buffer* buffer = nullptr;
};

struct BufferCopyToDeviceArgs {
  Head head = {};
  Buffer* buffer = nullptr;
  Device* device = nullptr;
  Buffer* copy = nullptr;  ///< set
};

/// The order of axes, from the one whose neighbours are neighbours in memory.
struct MemoryLayout {
  Head head = {};
  struct Tiled {
    Head head = {};
    const std::int64_t* minor_to_major = nullptr;
    std::size_t minor_to_major_size = 0;
    const std::int64_t* tile_dims = nullptr;
    const std::size_t* tile_dim_sizes = nullptr;
    std::size_t num_tiles = 0;
  } tiled = {};
  std::int32_t kind = 0;  ///< tiled
};
static_assert(offsetof(MemoryLayout, kind) == 72 && sizeof(MemoryLayout) == 80);

struct BufferToHostBufferArgs {
  Head head = {};
  Buffer* buffer = nullptr;
  const MemoryLayout* host_layout = nullptr;
  void* destination = nullptr;
  std::size_t destination_size = 0;
  Event* event = nullptr;  ///< set
};
static_assert(sizeof(BufferToHostBufferArgs) == 56);

/// Grows with every few versions; what follows these fields means "off" when zero.
struct ExecuteOptions {
  Head head = {};
  void* send_callbacks = nullptr;
  void* receive_callbacks = nullptr;
  std::size_t num_send_operations = 0;
  std::size_t num_receive_operations = 0;
  std::int32_t launch_id = 0;
  const std::int64_t* non_donatable_inputs = nullptr;
  std::size_t num_non_donatable_inputs = 0;
  std::byte later_fields[256] = {};
};

struct LoadedExecutableExecuteArgs {
  Head head = {};
  LoadedExecutable* executable = nullptr;
  const ExecuteOptions* options = nullptr;
  Buffer* const* const* argument_lists = nullptr;
  std::size_t num_devices = 0;
  std::size_t num_arguments = 0;
  Buffer** const* output_lists = nullptr;
  Event** device_complete_events = nullptr;
  Device* execute_device = nullptr;
};
static_assert(sizeof(LoadedExecutableExecuteArgs) == 80);

}  // namespace aleator::pjrt::abi
