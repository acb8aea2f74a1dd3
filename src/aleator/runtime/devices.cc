// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/devices.h"

#include "aleator/base/text.h"
#include "aleator/runtime/pjrt/find_plugin.h"
#include "aleator/runtime/target.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <map>
#include <mutex>

namespace aleator {
namespace {

/// "cuda:1" in two parts.
struct Name {
  std::string platform;
  std::size_t number = 0;
};

Name parse(const std::string& name) {
  const std::size_t colon = name.find(':');
  Name parsed{name.substr(0, colon)};
  bool is_valid = true;
  if (colon != std::string::npos) {
    const char *first = name.data() + colon + 1, *last = name.data() + name.size();
    const auto [end, error] = std::from_chars(first, last, parsed.number);
    is_valid = error == std::errc{} && end == last;
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

/// Connections are made once and kept: a second one to a GPU would take memory of its own.
Ref<const pjrt::Client> client_of(const std::string& platform, const DeviceOptions& options) {
  static std::mutex mutex;
  static auto* const clients = new std::map<std::string, Ref<const pjrt::Client>>;
  const std::string path = options.plugin.empty() ? pjrt::find_plugin(platform) : options.plugin;
  if (path.empty())
    throw DeviceError(
        text("no plugin for ", platform, " was found; ", pjrt::how_to_get_plugin(platform)));
  const std::lock_guard lock(mutex);
  Ref<const pjrt::Client>& client = (*clients)[platform + " " + path];
  if (!client) client = make_ref<const pjrt::Client>(pjrt::Plugin::load(path), options, platform);
  return client;
}

pjrt::Target connect(const std::string& name, const DeviceOptions& options) {
  const Name parsed = parse(name);
  Ref<const pjrt::Client> client = client_of(parsed.platform, options);
  if (parsed.number >= client->num_devices()) {
    throw DeviceError(text("set_default_device: '", name, "': the plugin ", client->plugin().path(),
                           " has ", client->num_devices(),
                           client->num_devices() == 1 ? " device" : " devices",
                           ", counted from 0"));
  }
  return {.client = client,
          .device = parsed.number,
          .profile = pjrt::has_float64(parsed.platform) ? stablehlo::Profile::Wide
                                                        : stablehlo::Profile::Narrow,
          .name = text(parsed.platform, ":", parsed.number),
          .fingerprint = client->fingerprint()};
}

/// The default device. What ran before keeps its target alive.
struct Default {
  std::atomic<bool> is_elsewhere{false};  ///< whether there is a target: asked at every call
  std::mutex mutex;
  std::shared_ptr<const pjrt::Target> target;  ///< null for this processor
};
Default& current() {
  static auto* const value = [] {
    auto* made = new Default;
    const char* name = std::getenv("ALEATOR_DEVICE");
    if (name && *name && std::string(name) != "cpu")
      made->target = std::make_shared<const pjrt::Target>(connect(name, {}));
    made->is_elsewhere = made->target != nullptr;
    return made;
  }();
  return *value;
}

}  // namespace

std::shared_ptr<const pjrt::Target> default_target() {
  Default& value = current();
  if (!value.is_elsewhere.load(std::memory_order_acquire)) return nullptr;
  const std::lock_guard lock(value.mutex);
  return value.target;
}

void set_default_device(const std::string& name, const DeviceOptions& options) {
  std::shared_ptr<const pjrt::Target> target;
  if (parse(name).platform != "cpu")
    target = std::make_shared<const pjrt::Target>(connect(name, options));
  Default& value = current();
  const std::lock_guard lock(value.mutex);
  value.target = std::move(target);
  value.is_elsewhere.store(value.target != nullptr, std::memory_order_release);
}

std::string default_device() {
  const auto target = default_target();
  return target ? target->name : "cpu";
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
