// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/pjrt/find_plugin.h"

#include "aleator/base/text.h"

#include <cstdlib>

#include <glob.h>

namespace aleator::pjrt {
namespace {

/// A platform: what names its plugin in the environment, and where packages put it.
struct Platform {
  const char* name;
  bool has_float64;
  const char* variable;
  const char* vendor_variable;        ///< set by others too; null if there is none
  const char* package;                ///< to install
  const char* where_to_look;          ///< if it finds no device
  std::vector<const char*> patterns;  ///< below site-packages; the last match is the newest
};

const std::vector<Platform>& table() {
  static const auto* const platforms = new std::vector<Platform>{
      {"cuda",
       true,
       "ALEATOR_CUDA_PLUGIN",
       nullptr,
       "jax-cuda13-plugin[with-cuda]",
       "look whether nvidia-smi lists a GPU, and CUDA_VISIBLE_DEVICES hides none",
       {"jax_plugins/xla_cuda*/xla_cuda_plugin.so", "xla_plugins/xla_cuda*/xla_cuda*.so"}},
      {"rocm",
       true,
       "ALEATOR_ROCM_PLUGIN",
       nullptr,
       "jax-rocm7-pjrt",
       "look whether rocminfo lists a GPU",
       {"jax_plugins/xla_rocm*/xla_rocm_plugin.so"}},
      {"tpu",
       false,
       "ALEATOR_TPU_PLUGIN",
       "TPU_LIBRARY_PATH",
       "libtpu",
       "look whether this machine has a TPU and no other process holds it",
       {"libtpu/libtpu.so"}},
      {"metal",
       false,
       "ALEATOR_METAL_PLUGIN",
       nullptr,
       "jax-metal",
       "look whether this machine has a GPU that Metal supports",
       {"jax_plugins/metal_plugin/pjrt_plugin_metal_*.dylib"}},
      {"xla_cpu",
       true,
       "ALEATOR_XLA_CPU_PLUGIN",
       nullptr,
       "xla-cpu-pjrt",
       "",
       {"xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so",
        "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"}}};
  return *platforms;
}

const Platform* find(const std::string& name) {
  for (const Platform& platform : table()) {
    if (name == platform.name) return &platform;
  }
  return nullptr;
}

std::string from_environment(const char* variable) {
  const char* value = variable ? std::getenv(variable) : nullptr;
  return value ? value : "";
}

/// The last match of a pattern, or "".
std::string last_match(const std::string& pattern) {
  glob_t found{};
  std::string path;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0 && found.gl_pathc > 0)
    path = found.gl_pathv[found.gl_pathc - 1];
  globfree(&found);
  return path;
}

}  // namespace

std::vector<std::string> platforms() {
  std::vector<std::string> names;
  for (const Platform& platform : table()) names.emplace_back(platform.name);
  return names;
}

bool has_float64(const std::string& name) {
  const Platform* platform = find(name);
  return platform && platform->has_float64;
}

std::string find_plugin(const std::string& name) {
  const Platform* platform = find(name);
  if (!platform) return "";
  for (const char* variable : {platform->variable, platform->vendor_variable}) {
    const std::string path = from_environment(variable);
    if (!path.empty()) return path;
  }
  const std::string environment = from_environment("VIRTUAL_ENV");
  if (environment.empty()) return "";
  for (const char* pattern : platform->patterns) {
    const std::string path = last_match(environment + "/lib/python3*/site-packages/" + pattern);
    if (!path.empty()) return path;
  }
  return "";
}

std::string how_to_get_plugin(const std::string& name) {
  const Platform* platform = find(name);
  if (!platform) return "";
  return text("install the Python package ", platform->package,
              " into a virtual environment and activate it, or set ", platform->variable,
              " to the path of a PJRT plugin");
}

std::string where_to_look(const std::string& name) {
  const Platform* platform = find(name);
  return platform ? platform->where_to_look : "";
}

}  // namespace aleator::pjrt
