// SPDX-License-Identifier: Apache-2.0
// Declares where the plugin of a platform is looked for.
#pragma once

#include <string>
#include <vector>

namespace aleator::pjrt {

/// "cuda", "rocm", "tpu", "metal", "xla_cpu".
std::vector<std::string> platforms();
/// Whether a platform's devices have float64.
bool has_float64(const std::string& platform);
/// The path of the plugin, from the environment or the active virtual environment; "" if there is
/// none.
std::string find_plugin(const std::string& platform);
/// What to do about a plugin that is not found.
std::string how_to_get_plugin(const std::string& platform);
/// What to look at where a plugin cannot connect to a device.
std::string where_to_look(const std::string& platform);

}  // namespace aleator::pjrt
