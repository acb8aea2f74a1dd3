// SPDX-License-Identifier: Apache-2.0
// Implements writing a whole file at once.
#include "aleator/io/file.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/descriptor.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace aleator::io {
namespace {

[[noreturn]] void fail(const std::string& path, int reason) {
  std::string hint;
  if (reason == ENOENT) hint = ": does its folder exist?";
  throw IoError(text("write_file: '", path, "' cannot be written (",
                     std::generic_category().message(reason), ")", hint));
}

/// Unique within the machine: the process, then a count.
std::string temporary_name(const std::string& path) {
  static std::atomic<std::uint64_t> count{0};
  return text(path, ".", getpid(), ".", count.fetch_add(1), ".tmp");
}

/// Returns 0 or the reason of the failure.
int write_and_sync(int descriptor, std::string_view content) {
  if (const int reason = write_all(descriptor, content)) return reason;
  // Without this a power cut could leave the new name on an empty file.
  return ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
}

}  // namespace

void write_file(const std::string& path, std::string_view content) {
  const std::string temporary = temporary_name(path);
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(path, errno);
  int reason = write_and_sync(descriptor, content);
  if (::close(descriptor) != 0 && reason == 0) reason = errno;
  if (reason == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) reason = errno;
  if (reason == 0) return;
  ::unlink(temporary.c_str());
  fail(path, reason);
}

}  // namespace aleator::io
