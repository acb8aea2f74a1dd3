// SPDX-License-Identifier: Apache-2.0
// Tests that a device's programs outlive the process, and that one of another plugin's version, or
// a damaged one, is compiled again. Each run is a process of its own, which says how often it
// compiled.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/runtime/pjrt/abi.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <dlfcn.h>
#include <gtest/gtest.h>

#include "tests/fake_device/fake_device.h"

namespace aleator {
namespace {

using pjrt::abi::Slot;

std::string folder() { return testing::TempDir() + "aleator_device_cache"; }

fake::Device& device() {
  void* library = dlopen(ALEATOR_TELLING_DEVICE, RTLD_NOW);
  return *reinterpret_cast<fake::DeviceOfPlugin>(dlsym(library, "fake_device"))();
}

/// What can be between one process and the next.
struct Between {
  const char* version = "fake";  ///< of the plugin
  bool is_emptied = false, is_damaged = false, is_refused = false;
};

/// Flips a bit in the middle of every file.
void damage() {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x10);
    std::ofstream(entry.path(), std::ios::binary) << bytes;
  }
}

/// Ends the process with the number of compilations, or with 100 where results are wrong.
[[noreturn]] void run_once(const Between& between) {
  if (between.is_emptied) std::filesystem::remove_all(folder());
  if (between.is_damaged) damage();
  setenv("ALEATOR_CACHE_DIR", folder().c_str(), 1);
  setenv("ALEATOR_FAKE_VERSION", between.version, 1);
  if (between.is_refused)
    device().failing_slot = static_cast<int>(Slot::Executable_DeserializeAndLoad);
  set_default_device("xla_cpu:0", {.plugin = ALEATOR_TELLING_DEVICE});
  const Function f = trace_closed("f", {{float64, {3}}}, [](const Arrays& x) { return x; });
  const Buffer result = run(f, {array({1., 2., 3.}).buffer()})[0];
  const bool is_right = constant(result).values() == std::vector<double>{1, 2, 3};
  const int num_compilations = device().num_compilations;
  std::_Exit(is_right ? num_compilations : 100);
}

TEST(DeviceCache, ProgramsAreCompiledAgainWhereTheyWouldNotDo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto once = testing::ExitedWithCode(1), never = testing::ExitedWithCode(0);
  EXPECT_EXIT(run_once({.is_emptied = true}), once, "");
  EXPECT_EXIT(run_once({}), never, "");
  EXPECT_EXIT(run_once({.version = "newer"}), once, "");
  EXPECT_EXIT(run_once({.version = "newer"}), never, "");
  EXPECT_EXIT(run_once({}), never, "");  // the older one is there still
  EXPECT_EXIT(run_once({.is_damaged = true}), once, "");
  EXPECT_EXIT(run_once({}), never, "");
  EXPECT_EXIT(run_once({.is_refused = true}), once, "");
}

}  // namespace
}  // namespace aleator
