// SPDX-License-Identifier: Apache-2.0
// Declares DiskCache, a folder of objects that outlive the process.
#pragma once

#include "aleator/runtime/llvm/hash.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace aleator::llvm {

/// A cache may fail at any time without harm: what is not found is compiled. So nothing here
/// throws; a folder that is not ours alone to write, or an error, means no cache. Any number of
/// processes may share a folder.
class DiskCache {
 public:
  /// "" for none. The folder is made if need be. Above `max_bytes` the files that were longest
  /// unused go.
  DiskCache(const std::string& folder, std::uint64_t max_bytes);
  DiskCache(const DiskCache&) = delete;
  DiskCache& operator=(const DiskCache&) = delete;
  ~DiskCache();

  bool is_open() const { return folder_ >= 0; }
  /// Nothing unless the file is whole, of this version and of this key.
  std::optional<std::string> read(Hash128 key) const;
  void write(Hash128 key, std::string_view object);

 private:
  void limit_size();

  int folder_ = -1;  ///< a descriptor: renaming the path changes nothing
  std::uint64_t max_bytes_;
  std::mutex mutex_;
  std::uint64_t num_bytes_ = 0;  ///< at least what this process wrote since it last looked
  bool has_looked_ = false;
};

/// The folder that the environment asks for: ALEATOR_CACHE_DIR ("off" or empty: none), else
/// XDG_CACHE_HOME/aleator, else HOME/.cache/aleator.
std::string cache_folder_from_environment();

}  // namespace aleator::llvm
