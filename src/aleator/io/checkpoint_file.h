// SPDX-License-Identifier: Apache-2.0
// Defines checkpoint files: arrays under names and JSON, written whole or not at all.
#pragma once

#include "aleator/array/array.h"

#include <string>
#include <vector>

namespace aleator::io {

struct NamedArray {
  std::string name;  ///< not empty, UTF-8, different from the others; "state/position" by custom
  Array value;
};

struct Checkpoint {
  std::vector<NamedArray> arrays;
  std::string metadata = "{}";  ///< JSON

  /// ValueError with the names there are, if this one is not among them.
  const Array& operator[](const std::string& name) const;
};

/// Writes the file, or leaves what was there: the content is on the disk before it takes the name.
/// Elements are written as they are in memory, NaN and infinities included.
void save_checkpoint(const std::string& path, const Checkpoint& checkpoint);

/// What was saved, bit for bit. IoError for a file that is missing, cut off, altered (by the
/// checksum of each byte), of another kind, or of another version of the format.
Checkpoint load_checkpoint(const std::string& path);

}  // namespace aleator::io
