// SPDX-License-Identifier: Apache-2.0
// Defines an open file that closes itself, for binary files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aleator::io {

/// Writes everything to a file descriptor. Returns 0 or the reason of the failure (errno).
int write_all(int descriptor, std::string_view content);

/// An open file. Failures are IoErrors that name `who` (the function people called) and the path.
class OpenFile {
 public:
  enum class Mode { Read, Create, Append };
  /// Create fails if the file exists. Create and Append take the file's lock, so that two writers
  /// cannot mix their blocks.
  OpenFile(const char* who, const std::string& path, Mode mode);
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile();

  const std::string& path() const { return path_; }
  std::uint64_t size() const;
  /// `size` bytes from `offset`, or fewer where the file ends.
  std::string read(std::uint64_t offset, std::size_t size) const;
  /// Writes at the end of `length` bytes; what was there after them is dropped. If that fails the
  /// file is cut back to them.
  void write_after(std::uint64_t length, std::string_view content);
  /// Waits until the content is on the disk.
  void sync();
  [[noreturn]] void fail(const std::string& what, int reason) const;

 private:
  const char* who_;
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace aleator::io
