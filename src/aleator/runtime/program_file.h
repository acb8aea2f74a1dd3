// SPDX-License-Identifier: Apache-2.0
// Declares the file of a saved program.
#pragma once

#include "aleator/array/type.h"

#include <string>

namespace aleator {

/// A function as a plugin compiled it, and as text.
struct ProgramFile {
  std::string platform = {};  ///< "cuda"
  std::string compiler = {};  ///< the plugin's version and what else its programs depend on
  ArrayTypes inputs = {}, outputs = {};
  std::string module = {};      ///< in StableHLO
  std::string executable = {};  ///< the plugin's bytes
};

// A file is its magic "ALEATPRG", the version of the format (uint32), 0x01020304 (uint32, which
// shows the order of bytes), the fields above, each text after its length (uint64), each list of
// types after its count and each type as dtype, rank and dimensions (uint64 all), and the hash of
// all this (128 bits of SipHash).

/// Writes the file or leaves what was there. IoError.
void write_program(const std::string& path, const ProgramFile& program);
/// IoError, with what was found, for files of another kind, version or machine, and for those that
/// are cut off or altered.
ProgramFile read_program(const std::string& path);

}  // namespace aleator
