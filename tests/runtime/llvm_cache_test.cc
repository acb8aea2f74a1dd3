// SPDX-License-Identifier: Apache-2.0
// Tests the cache of compiled code in memory and on disk.
#include "aleator/base/error.h"
#include "aleator/runtime/llvm/cache.h"
#include "aleator/runtime/llvm/library.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/runtime/code.h"

namespace aleator::llvm {
namespace {

namespace fs = std::filesystem;
using testing::numbered_text;

class LlvmCache : public ::testing::Test {
 protected:
  LlvmCache() {
    std::string form = (fs::temp_directory_path() / "aleator_cache_XXXXXX").string();
    root_ = ::mkdtemp(form.data());
    folder_ = root_ / "made" / "when needed";
  }
  ~LlvmCache() override {
    fs::permissions(root_, fs::perms::owner_all);
    fs::remove_all(root_);
  }

  bool can_run() const {
#ifdef __x86_64__
    if (is_available()) return true;
#endif
    Cache cache(settings());
    EXPECT_THROW(cache.obtain(numbered_text(1), {}), NotImplemented);
    return false;
  }
  CacheSettings settings() const {
    CacheSettings settings;
    settings.folder = folder_.string();
    return settings;
  }
  /// What a process does that starts with this folder.
  static Statistics use(const CacheSettings& settings, int number) {
    Cache cache(settings);
    const auto object = cache.obtain(numbered_text(number), {});
    EXPECT_EQ(object->function<double(double)>("f")(0.5), number + 0.5);
    return cache.statistics();
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_)) found.push_back(entry.path());
    return found;
  }
  std::string content() const {
    std::ifstream file(files().at(0), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void replace(const std::string& content) const {
    std::ofstream(files().at(0), std::ios::binary | std::ios::trunc) << content;
  }

  fs::path root_, folder_;
};

TEST_F(LlvmCache, RemembersInMemory) {
  if (!can_run()) return;
  Cache cache({});
  const auto object = cache.obtain(numbered_text(1), {});
  EXPECT_EQ(cache.obtain(numbered_text(1), {}), object);
  EXPECT_FALSE(cache.obtain(numbered_text(2), {}) == object);
  EXPECT_FALSE(cache.obtain(numbered_text(1), {.level = 2}) == object);
  EXPECT_FALSE(cache.obtain(numbered_text(1), {.target = {.features = "-avx2"}}) == object);
  EXPECT_EQ(cache.statistics().num_compiled, 4);
  EXPECT_EQ(cache.statistics().num_memory_hits, 1);
}

TEST_F(LlvmCache, UnloadsWhatIsUnused) {
  if (!can_run()) return;
  CacheSettings settings;
  settings.max_memory_bytes = 1;
  Cache cache(settings);
  const auto held = cache.obtain(numbered_text(1), {});
  for (int i = 2; i < 5; ++i) cache.obtain(numbered_text(i), {});
  EXPECT_EQ(cache.obtain(numbered_text(1), {}), held);
  EXPECT_EQ(cache.statistics().num_memory_hits, 1);
  cache.obtain(numbered_text(2), {});
  EXPECT_EQ(cache.statistics().num_compiled, 5);
  EXPECT_EQ(held->function<double(double)>("f")(0.5), 1.5);
}

TEST_F(LlvmCache, CompilesOnceForAllThreads) {
  if (!can_run()) return;
  Cache cache({});
  std::vector<std::thread> threads;
  std::vector<Ref<const LoadedObject>> objects(4);
  for (auto& object : objects)
    threads.emplace_back([&] { object = cache.obtain(numbered_text(1, 300), {}); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& object : objects) EXPECT_EQ(object, objects[0]);
  EXPECT_EQ(cache.statistics().num_compiled, 1);
  EXPECT_EQ(cache.statistics().num_memory_hits, 3);
}

TEST_F(LlvmCache, ForgetsFailures) {
  if (!can_run()) return;
  Cache cache(settings());
  for (int i = 0; i < 2; ++i) EXPECT_THROW(cache.obtain("define", {}), CompileError);
  EXPECT_EQ(cache.statistics().num_memory_hits, 0);
}

TEST_F(LlvmCache, RemembersOnDisk) {
  if (!can_run()) return;
  EXPECT_EQ(use(settings(), 1).num_compiled, 1);
  const Statistics second = use(settings(), 1);
  EXPECT_EQ(second.num_compiled, 0);
  EXPECT_EQ(second.num_disk_hits, 1);
  EXPECT_EQ(files().size(), 1u);
  EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(files()[0]).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(LlvmCache, RebuildsAndReplacesBrokenFiles) {
  if (!can_run()) return;
  use(settings(), 1);
  const std::string whole = content();
  for (const std::size_t i : {0u, 8u, 16u, 32u, 40u, 56u, 300u}) {
    std::string flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    for (const std::string& broken : {flipped, whole.substr(0, i), whole + "x"}) {
      replace(broken);
      ASSERT_EQ(use(settings(), 1).num_compiled, 1) << i;
      ASSERT_EQ(content(), whole);
    }
  }
}

TEST_F(LlvmCache, ReadsOnlyWhatWasWrittenForTheKey) {
  DiskCache disk(folder_.string(), 1 << 20);
  const Hash128 key{1, 2}, other{1, 3};
  disk.write(key, "object");
  EXPECT_EQ(disk.read(key), "object");
  EXPECT_FALSE(disk.read(other).has_value());
  const std::string whole = content();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    replace(flipped);
    ASSERT_FALSE(disk.read(key).has_value()) << i;
    replace(whole.substr(0, i));
    ASSERT_FALSE(disk.read(key).has_value()) << i;
  }
  fs::copy_file(files()[0], folder_ / (other.to_string() + ".object"));
  EXPECT_FALSE(disk.read(other).has_value());
  disk.write(key, "object");
  EXPECT_EQ(disk.read(key), "object");
}

TEST_F(LlvmCache, IsSharedByProcesses) {
  if (!can_run()) return;
  for (int child = 0; child < 4; ++child) {
    if (::fork() != 0) continue;
    DiskCache disk(folder_.string(), 20'000);  // small: they also remove files of each other
    bool is_right = true;
    for (std::uint64_t i = 0; i < 500; ++i) {
      const Hash128 key{i % 20, 1};
      const std::string expected(1000 + 10 * (i % 20), 'a');
      disk.write(key, expected);
      const auto found = disk.read(key);
      is_right = is_right && (!found || *found == expected);
    }
    ::_exit(is_right ? 0 : 1);
  }
  for (int child = 0; child < 4; ++child) {
    int status = 1;
    ::wait(&status);
    EXPECT_EQ(status, 0);
  }
  for (const fs::path& file : files()) EXPECT_EQ(file.extension(), ".object");
}

TEST_F(LlvmCache, RemovesWhatWasLongestUnused) {
  DiskCache disk(folder_.string(), 10'000);
  const std::string object(1000, 'a');
  for (std::uint64_t i = 0; i < 9; ++i) disk.write({i, 0}, object);
  for (std::uint64_t i = 0; i < 9; ++i) {
    const timespec times[2] = {{1000 + static_cast<time_t>(i), 0},
                               {1000 + static_cast<time_t>(i), 0}};
    ::utimensat(AT_FDCWD, (folder_ / (Hash128{i, 0}.to_string() + ".object")).c_str(), times, 0);
  }
  EXPECT_TRUE(disk.read({0, 0}).has_value());  // now used last
  disk.write({9, 0}, object);
  EXPECT_TRUE(disk.read({0, 0}).has_value());
  EXPECT_FALSE(disk.read({1, 0}).has_value());
  EXPECT_TRUE(disk.read({8, 0}).has_value());
  EXPECT_TRUE(disk.read({9, 0}).has_value());
  EXPECT_LE(files().size(), 9u);
  disk.write({10, 0}, std::string(20'000, 'a'));
  EXPECT_FALSE(disk.read({10, 0}).has_value());
}

TEST_F(LlvmCache, DoesWithoutAFolderThatIsNotOursAlone) {
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::all);
  EXPECT_FALSE(DiskCache(folder_.string(), 1 << 20).is_open());
  EXPECT_FALSE(DiskCache("", 1 << 20).is_open());
  EXPECT_FALSE(DiskCache("/dev/null/aleator", 1 << 20).is_open());
  if (::geteuid() == 0) {
    fs::permissions(folder_, fs::perms::owner_all);
    ASSERT_EQ(::chown(folder_.c_str(), 12345, 12345), 0);
    EXPECT_FALSE(DiskCache(folder_.string(), 1 << 20).is_open());
    ASSERT_EQ(::chown(folder_.c_str(), 0, 0), 0);
  }
  if (!can_run()) return;
  CacheSettings settings;
  settings.folder = "/dev/null/aleator";
  EXPECT_EQ(use(settings, 3).num_compiled, 1);
}

TEST_F(LlvmCache, TakesItsSettingsFromTheEnvironment) {
  const auto folder_with = [](const char* chosen, const char* xdg, const char* home) {
    const auto set = [](const char* name, const char* value) {
      value ? ::setenv(name, value, 1) : ::unsetenv(name);
    };
    set("ALEATOR_CACHE_DIR", chosen);
    set("XDG_CACHE_HOME", xdg);
    set("HOME", home);
    return cache_folder_from_environment();
  };
  EXPECT_EQ(folder_with("/some/where", "/xdg", "/me"), "/some/where");
  EXPECT_EQ(folder_with("off", "/xdg", "/me"), "");
  EXPECT_EQ(folder_with("", "/xdg", "/me"), "");
  EXPECT_EQ(folder_with(nullptr, "/xdg", "/me"), "/xdg/aleator");
  EXPECT_EQ(folder_with(nullptr, nullptr, "/me"), "/me/.cache/aleator");
  EXPECT_EQ(folder_with(nullptr, nullptr, nullptr), "");
  ::setenv("ALEATOR_CACHE_MB", "7", 1);
  ::setenv("ALEATOR_TRACE", "1", 1);
  EXPECT_EQ(CacheSettings::from_environment().max_disk_bytes, std::uint64_t{7} << 20);
  EXPECT_EQ(CacheSettings::from_environment().trace, Trace::Summary);
  ::setenv("ALEATOR_CACHE_MB", "many", 1);
  EXPECT_EQ(CacheSettings::from_environment().max_disk_bytes, CacheSettings().max_disk_bytes);
}

}  // namespace
}  // namespace aleator::llvm
