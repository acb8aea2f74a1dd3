// SPDX-License-Identifier: Apache-2.0
// Implements the cache on disk.
#include "aleator/runtime/llvm/disk_cache.h"

#include "aleator/base/text.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aleator::llvm {
namespace {

constexpr std::string_view kEnding = ".object";
constexpr std::string_view kUnfinished = ".tmp";
constexpr Hash128 kChecksumKey{0x636865636b73756d, 0x616c6561746f7231};
constexpr std::time_t kSecondsOfAWrite = 3600;

struct Header {
  std::array<char, 8> magic = {'a', 'l', 'e', 'a', 't', 'o', 'r', 'o'};
  std::uint64_t version = 1;
  Hash128 key;
  std::uint64_t num_bytes = 0;
  Hash128 checksum;
};
static_assert(sizeof(Header) == 56);

Header header_of(Hash128 key, std::string_view object) {
  Header header;
  header.key = key;
  header.num_bytes = object.size();
  header.checksum = siphash(object, kChecksumKey);
  return header;
}

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }
  bool close() { return ::close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_;
};

bool is_ours_alone(const struct stat& status) {
  return status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

void make_folders(const std::string& path) {
  for (std::size_t end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1))
    ::mkdir(path.substr(0, end).c_str(), 0700);
  ::mkdir(path.c_str(), 0700);
}

int open_folder(const std::string& path) {
  if (path.empty()) return -1;
  make_folders(path);
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct stat status;
  if (folder < 0 || (::fstat(folder, &status) == 0 && is_ours_alone(status))) return folder;
  ::close(folder);
  return -1;
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string read_all(int descriptor, std::size_t num_bytes) {
  std::string content(num_bytes, '\0');
  std::size_t done = 0;
  while (done < num_bytes) {
    const ssize_t count = ::read(descriptor, content.data() + done, num_bytes - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return {};
    done += static_cast<std::size_t>(count);
  }
  return content;
}

struct Listed {
  std::string name;
  std::uint64_t num_bytes;
  std::timespec used;
};

std::vector<Listed> list_files(int folder) {
  std::vector<Listed> files;
  // A descriptor of its own: reading a folder moves the place where the next reader goes on.
  const int copy = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* opened = copy < 0 ? nullptr : ::fdopendir(copy);
  if (!opened) {
    if (copy >= 0) ::close(copy);
    return files;
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(opened, ::closedir);
  while (const dirent* entry = ::readdir(opened)) {
    const std::string_view name = entry->d_name;
    struct stat status;
    if (!name.ends_with(kEnding) && !name.ends_with(kUnfinished)) continue;
    if (::fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISREG(status.st_mode))
      files.push_back(
          {std::string(name), static_cast<std::uint64_t>(status.st_size), status.st_mtim});
  }
  return files;
}

bool is_left_behind(const Listed& file) {
  return file.name.ends_with(kUnfinished) &&
         file.used.tv_sec + kSecondsOfAWrite < std::time(nullptr);
}

}  // namespace

DiskCache::DiskCache(const std::string& folder, std::uint64_t max_bytes)
    : folder_(open_folder(folder)), max_bytes_(max_bytes) {}

DiskCache::~DiskCache() {
  if (folder_ >= 0) ::close(folder_);
}

std::optional<std::string> DiskCache::read(Hash128 key) const {
  if (!is_open()) return {};
  const std::string name = key.to_string() + std::string(kEnding);
  const File file(::openat(folder_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status;
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) return {};
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (!S_ISREG(status.st_mode) || !is_ours_alone(status) || size < sizeof(Header) ||
      size > max_bytes_)
    return {};
  std::string content = read_all(file.get(), size);
  if (content.empty()) return {};
  const std::string_view object = std::string_view(content).substr(sizeof(Header));
  const Header expected = header_of(key, object);
  if (std::memcmp(content.data(), &expected, sizeof expected) != 0) return {};
  ::futimens(file.get(), nullptr);  // used now
  content.erase(0, sizeof(Header));
  return content;
}

void DiskCache::write(Hash128 key, std::string_view object) {
  static std::atomic<std::uint64_t> count{0};
  if (!is_open() || object.size() + sizeof(Header) > max_bytes_) return;
  const std::string name = key.to_string() + std::string(kEnding);
  const std::string temporary = text(name, ".", ::getpid(), ".", count.fetch_add(1), kUnfinished);
  File file(::openat(folder_, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return;
  const Header header = header_of(key, object);
  const bool is_written =
      write_all(file.get(), {reinterpret_cast<const char*>(&header), sizeof header}) &&
      write_all(file.get(), object) && file.close();
  if (!is_written || ::renameat(folder_, temporary.c_str(), folder_, name.c_str()) != 0) {
    ::unlinkat(folder_, temporary.c_str(), 0);
    return;
  }
  const std::lock_guard lock(mutex_);
  num_bytes_ += object.size() + sizeof header;
  // Looking at all files of a full folder takes longer than to compile: of processes that write
  // little, one in kShare looks.
  constexpr std::uint64_t kShare = 16;
  const bool is_due = has_looked_ ? num_bytes_ > max_bytes_
                                  : key.low % kShare == 0 || num_bytes_ > max_bytes_ / kShare;
  if (is_due) limit_size();
}

/// Frees a tenth more than needed, so that not every write has to look at all files. Another
/// process may do the same at once: what is gone already needs no removing.
void DiskCache::limit_size() {
  has_looked_ = true;
  std::vector<Listed> files = list_files(folder_);
  std::sort(files.begin(), files.end(), [](const Listed& a, const Listed& b) {
    return std::pair(a.used.tv_sec, a.used.tv_nsec) < std::pair(b.used.tv_sec, b.used.tv_nsec);
  });
  num_bytes_ = 0;
  for (const Listed& file : files) num_bytes_ += file.num_bytes;
  const std::uint64_t goal = num_bytes_ > max_bytes_ ? max_bytes_ / 10 * 9 : max_bytes_;
  for (const Listed& file : files) {
    const bool is_in_the_way = num_bytes_ > goal && file.name.ends_with(kEnding);
    if (!is_in_the_way && !is_left_behind(file)) continue;
    ::unlinkat(folder_, file.name.c_str(), 0);
    num_bytes_ -= file.num_bytes;
  }
}

std::string cache_folder_from_environment() {
  const auto variable = [](const char* name) {
    const char* value = ::secure_getenv(name);
    return std::string(value ? value : "");
  };
  if (::secure_getenv("ALEATOR_CACHE_DIR")) {
    const std::string chosen = variable("ALEATOR_CACHE_DIR");
    return chosen == "off" ? "" : chosen;
  }
  if (const std::string cache = variable("XDG_CACHE_HOME"); cache.starts_with('/'))
    return cache + "/aleator";
  const std::string home = variable("HOME");
  return home.starts_with('/') ? home + "/.cache/aleator" : "";
}

}  // namespace aleator::llvm
