// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/devices.h"

#include "aleator/base/text.h"
#include "aleator/runtime/pjrt/find_plugin.h"
#include "aleator/runtime/target.h"
#include "aleator/transforms/donation.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>

namespace aleator {
namespace {

constexpr int kMaxCpuDevices = 1024;

/// "cuda:1" in two parts; "cuda" is all of them.
struct Name {
  std::string platform;
  std::optional<std::size_t> number = {};
};

Name parse(const std::string& name) {
  const std::size_t colon = name.find(':');
  Name parsed{name.substr(0, colon)};
  bool is_valid = true;
  if (colon != std::string::npos) {
    const char *first = name.data() + colon + 1, *last = name.data() + name.size();
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(first, last, number);
    is_valid = error == std::errc{} && end == last;
    parsed.number = number;
  }
  std::vector<std::string> known = pjrt::platforms();
  known.emplace_back("cpu");
  const bool is_known = std::find(known.begin(), known.end(), parsed.platform) != known.end();
  if (is_valid && is_known) return parsed;
  const std::string near = nearest_word(parsed.platform, known);
  throw DeviceError(text("set_default_device: '", name, "' is not a device; it must be ",
                         join_words(known, "or"), ", and a number after a colon, as in cuda:0",
                         near.empty() || is_known ? "" : "; did you mean '" + near + "'?"));
}

/// The same for every way to write a path.
std::string real_path(const std::string& path) {
  char* resolved = realpath(path.c_str(), nullptr);
  if (!resolved) return path;
  std::string result = resolved;
  std::free(resolved);
  return result;
}

/// Connections are made once and kept: a second one to a GPU would take memory of its own.
Ref<const pjrt::Client> client_of(const std::string& platform, const DeviceOptions& options) {
  static std::mutex mutex;
  static auto* const clients = new std::map<std::string, Ref<const pjrt::Client>>;
  const std::string path = options.plugin.empty() ? pjrt::find_plugin(platform) : options.plugin;
  if (path.empty())
    throw DeviceError(
        text("no plugin for ", platform, " was found; ", pjrt::how_to_get_plugin(platform)));
  const std::lock_guard lock(mutex);
  Ref<const pjrt::Client>& client = (*clients)[platform + " " + real_path(path)];
  if (!client) client = make_ref<const pjrt::Client>(pjrt::Plugin::load(path), options, platform);
  return client;
}

[[noreturn]] void refuse_number(const std::string& name, const std::string& platform,
                                const pjrt::Client& client) {
  const std::size_t num_devices = client.num_devices();
  const std::string hint = pjrt::where_to_look(platform);
  const std::string found =
      num_devices == 0 ? " found no device on this machine" + (hint.empty() ? "" : "; " + hint)
                       : text(" has ", num_devices, num_devices == 1 ? " device" : " devices",
                              ", counted from 0; choose one of ", platform, ":0 to ", platform, ":",
                              num_devices - 1);
  throw DeviceError(
      text("set_default_device: '", name, "': the plugin ", client.plugin().path(), found));
}

void check(const DeviceOptions& options) {
  const double fraction = options.memory_fraction;
  if (!(fraction >= 0 && fraction <= 1)) {
    throw DeviceError(
        text("set_default_device: memory_fraction must be from 0 (memory is taken as ",
             "it is needed) to 1, and is ", fraction));
  }
  if (options.num_cpu_devices < 1 || options.num_cpu_devices > kMaxCpuDevices) {
    throw DeviceError(text("set_default_device: num_cpu_devices must be from 1 to ", kMaxCpuDevices,
                           ", and is ", options.num_cpu_devices));
  }
}

/// One target, or one for each device.
using Targets = std::vector<std::shared_ptr<const pjrt::Target>>;

Targets connect(const std::string& name, const DeviceOptions& options) {
  const Name parsed = parse(name);
  check(options);
  const Ref<const pjrt::Client> client = client_of(parsed.platform, options);
  const std::size_t num_devices = client->num_devices();
  if (parsed.number.value_or(0) >= num_devices) refuse_number(name, parsed.platform, *client);
  Targets targets;
  const std::size_t first = parsed.number.value_or(0),
                    last = parsed.number ? first + 1 : num_devices;
  for (std::size_t i = first; i < last; ++i) {
    targets.push_back(std::make_shared<const pjrt::Target>(
        pjrt::Target{.client = client,
                     .device = i,
                     .profile = pjrt::has_float64(parsed.platform) ? stablehlo::Profile::Wide
                                                                   : stablehlo::Profile::Narrow,
                     .name = text(parsed.platform, ":", i),
                     .fingerprint = client->plugin().path() + " " + client->compiler()}));
  }
  return targets;
}

/// The default device. What ran before keeps its target alive.
struct Default {
  std::atomic<bool> is_elsewhere{false};  ///< whether there is a target: asked at every call
  std::mutex mutex;
  std::string name = "cpu";
  Targets targets;  ///< none for this processor
};
Default& current() {
  static auto* const value = [] {
    auto* made = new Default;
    const char* name = std::getenv("ALEATOR_DEVICE");
    if (name && *name && std::string(name) != "cpu") {
      made->targets = connect(name, {});
      made->name = name;
    }
    made->is_elsewhere = !made->targets.empty();
    return made;
  }();
  return *value;
}

thread_local std::size_t place = 0;

}  // namespace

std::shared_ptr<const pjrt::Target> default_target() {
  Default& value = current();
  if (!value.is_elsewhere.load(std::memory_order_acquire)) return nullptr;
  const std::lock_guard lock(value.mutex);
  return value.targets.empty() ? nullptr : value.targets[place % value.targets.size()];
}

std::size_t num_places() {
  Default& value = current();
  const std::lock_guard lock(value.mutex);
  return std::max<std::size_t>(1, value.targets.size());
}

AtPlace::AtPlace(std::size_t number) : outer_(place) { place = number; }
AtPlace::~AtPlace() { place = outer_; }

void set_default_device(const std::string& name, const DeviceOptions& options) {
  Targets targets;
  if (parse(name).platform != "cpu") targets = connect(name, options);
  Default& value = current();
  const std::lock_guard lock(value.mutex);
  value.name = targets.empty() ? "cpu" : name;
  value.targets = std::move(targets);
  value.is_elsewhere.store(!value.targets.empty(), std::memory_order_release);
}

std::string default_device() {
  Default& value = current();
  const std::lock_guard lock(value.mutex);
  return value.name;
}

std::vector<Device> devices() {
  std::vector<Device> list{{"cpu", "this processor", ""}};
  for (const std::string& platform : pjrt::platforms()) {
    if (pjrt::find_plugin(platform).empty()) continue;
    try {
      const Ref<const pjrt::Client> client = client_of(platform, {});
      for (std::size_t i = 0; i < client->num_devices(); ++i)
        list.push_back({text(platform, ":", i), client->kind_of(i), client->plugin().path()});
    } catch (const DeviceError&) {  // a plugin without a device: nothing to list
    }
  }
  return list;
}

}  // namespace aleator
