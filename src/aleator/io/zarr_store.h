// SPDX-License-Identifier: Apache-2.0
// Defines ZarrStore, a directory in Zarr's format while it is written.
#pragma once

#include "aleator/array/buffer.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aleator::io {

/// Groups and arrays under a temporary name, which finish() changes into the path. Arrays are one
/// chunk for each entry of their first axis, without compression.
///
/// Source: the Zarr storage specification, version 2; xarray's "Zarr encoding specification".
class ZarrStore {
 public:
  /// IoError if there is something at `path` that is no Zarr directory.
  explicit ZarrStore(const std::string& path);
  ZarrStore(const ZarrStore&) = delete;
  ZarrStore& operator=(const ZarrStore&) = delete;
  /// Removes what was not finished.
  ~ZarrStore();

  /// A group, "" for the outermost; `attributes` is a JSON object.
  void group(const std::string& name, const std::string& attributes);
  /// An array whose axes have these names.
  void array(const std::string& name, const Buffer& values, const std::vector<std::string>& dims);
  /// The coordinates 0, 1, 2, ... of an axis.
  void numbers(const std::string& name, std::int64_t length, const std::string& dim);
  /// Words as coordinates of an axis.
  void words(const std::string& name, const std::vector<std::string>& words,
             const std::string& dim);
  /// All metadata in one file, and the directory in its place.
  void finish();

 private:
  void put_metadata(const std::string& key, const std::string& json);
  void put(const std::string& key, std::string_view content);
  void describe(const std::string& name, const std::string& type,
                const std::vector<std::int64_t>& shape, const std::vector<std::string>& dims);

  std::string path_, temporary_;
  std::map<std::string, std::string> metadata_;  ///< JSON by key
};

}  // namespace aleator::io
