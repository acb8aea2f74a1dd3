// SPDX-License-Identifier: Apache-2.0
// Declares reading and writing of safetensors files: arrays under names, as networks exchange them.
#pragma once

#include "aleator/io/checkpoint_file.h"

#include <string>
#include <utility>
#include <vector>

namespace aleator::io {

struct Safetensors {
  std::vector<NamedArray> arrays;
  std::vector<std::pair<std::string, std::string>> metadata = {};  ///< text under names
};

/// Writes the file, or leaves what was there. Names must be different, and none "__metadata__".
void save_safetensors(const std::string& path, const Safetensors& content);

/// The arrays in the order of their names. Widths that arrays do not have are widened: F16 and BF16
/// to float32, 8 and 16 bit integers to int32. IoError for a file that is missing, cut off, altered
/// in its header, or of another kind.
Safetensors load_safetensors(const std::string& path);

}  // namespace aleator::io
