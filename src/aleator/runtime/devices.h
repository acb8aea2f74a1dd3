// SPDX-License-Identifier: Apache-2.0
// Declares the devices that programs run on: this processor, and those that a vendor's PJRT plugin
// brings (GPUs, TPUs).
#pragma once

#include "aleator/base/error.h"

#include <string>
#include <vector>

namespace aleator {

/// A device cannot be used, or failed; the message has the plugin's words.
class DeviceError : public Error {
 public:
  using Error::Error;
};

struct Device {
  std::string name;    ///< "cpu", "cuda:0", "tpu:3"
  std::string kind;    ///< the maker's name of it
  std::string plugin;  ///< path of the library that runs it; "" for "cpu", which needs none
};

/// Those that can be used now, "cpu" first. Plugins are looked for where set_default_device()
/// looks; what is found and does not work is left out.
std::vector<Device> devices();

struct DeviceOptions {
  std::string plugin = {};  ///< path of the PJRT plugin, if it is not to be looked for
  /// The part of a GPU's memory that is taken at once; 0: memory is taken as it is needed.
  double memory_fraction = 0;
  /// Number of devices that the plugin "xla_cpu" shows; other plugins ignore it.
  int num_cpu_devices = 4;
};

/// Everything that is computed from now on runs there: compiled functions, samplers, fits. Arrays
/// stay on the device until they are read. `name` is "cpu" (the default: compiled for this
/// processor), or a platform and a number: "cuda:0", "rocm:0", "tpu:0", "metal:0", or "xla_cpu:0",
/// XLA's own compiler for CPUs, which is for tests. A platform without a number, "cuda", is all of
/// its devices: blocks of chains are spread over them, and the first one runs everything else.
///
/// The plugin is that of the options; else that of the environment (ALEATOR_CUDA_PLUGIN,
/// ALEATOR_ROCM_PLUGIN, TPU_LIBRARY_PATH or ALEATOR_TPU_PLUGIN, ALEATOR_METAL_PLUGIN,
/// ALEATOR_XLA_CPU_PLUGIN); else that of a package in the active virtual environment
/// (jax-cuda13-pjrt and its like, libtpu, xla-cpu-pjrt). The environment variable ALEATOR_DEVICE
/// makes this call at the start. Throws DeviceError.
void set_default_device(const std::string& name, const DeviceOptions& options = {});
/// The name of the default device, as it was set.
std::string default_device();

}  // namespace aleator
