// SPDX-License-Identifier: Apache-2.0
// Implements open files.
#include "aleator/io/descriptor.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aleator::io {
namespace {

int flags_of(OpenFile::Mode mode) {
  switch (mode) {
    // Without O_NONBLOCK the opening of a pipe would wait for a writer.
    case OpenFile::Mode::Read: return O_RDONLY | O_NONBLOCK;
    case OpenFile::Mode::Create: return O_RDWR | O_CREAT | O_EXCL;
    case OpenFile::Mode::Append: break;
  }
  return O_RDWR;
}

}  // namespace

int write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

OpenFile::OpenFile(const char* who, const std::string& path, Mode mode) : who_(who), path_(path) {
  descriptor_ = ::open(path.c_str(), flags_of(mode) | O_CLOEXEC, 0666);
  if (descriptor_ < 0 && errno == EEXIST) {
    throw IoError(
        text(who, ": '", path, "' exists already; take another path, remove it, or resume it"));
  }
  if (descriptor_ < 0) fail("be opened", errno);
  struct stat status {};
  int reason = ::fstat(descriptor_, &status) == 0 ? 0 : errno;
  const bool is_regular = reason == 0 && S_ISREG(status.st_mode);
  if (is_regular && mode != Mode::Read && ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0)
    reason = errno;
  if (is_regular && reason == 0) return;
  // The destructor does not run for an object whose constructor throws.
  ::close(std::exchange(descriptor_, -1));
  if (reason == 0) throw IoError(text(who, ": '", path, "' must be a regular file"));
  if (reason != EWOULDBLOCK) fail("be opened", reason);
  throw IoError(
      text(who, ": '", path, "' is being written by another program; wait for it to end"));
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : who_(other.who_),
      path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(who_, other.who_);
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint64_t OpenFile::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail("be read", errno);
  return static_cast<std::uint64_t>(status.st_size);
}

std::string OpenFile::read(std::uint64_t offset, std::size_t size) const {
  std::string content(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count =
        ::pread(descriptor_, content.data() + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("be read", errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  content.resize(done);
  return content;
}

void OpenFile::write_after(std::uint64_t length, std::string_view content) {
  const auto end = static_cast<off_t>(length);
  int reason = ::ftruncate(descriptor_, end) == 0 && ::lseek(descriptor_, end, SEEK_SET) == end
                   ? write_all(descriptor_, content)
                   : errno;
  if (reason == 0) return;
  // Half a block would be dropped by readers anyway; cutting it off may fail like the writing.
  if (::ftruncate(descriptor_, end) != 0) reason = errno;
  fail("be written", reason);
}

void OpenFile::sync() {
  // Some files (pipes, /dev/null) cannot be synchronised, and say so by EINVAL.
  if (::fsync(descriptor_) != 0 && errno != EINVAL) fail("be written", errno);
}

void OpenFile::fail(const std::string& what, int reason) const {
  throw IoError(text(who_, ": '", path_, "' cannot ", what, " (",
                     std::generic_category().message(reason), ")"));
}

}  // namespace aleator::io
