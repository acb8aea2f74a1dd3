// SPDX-License-Identifier: Apache-2.0
// Tests what is said of devices that cannot be used. What plugins that work do is tested in
// tests/devices.
#include "aleator/runtime/devices.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator {
namespace {

std::string refusal(const std::string& name, const std::string& plugin = "") {
  return message_of([&] { set_default_device(name, {.plugin = plugin}); });
}

bool begins(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

TEST(Devices, ThisProcessorIsTheFirstAndTheDefault) {
  EXPECT_EQ(devices().front().name, "cpu");
  set_default_device("cpu");
  EXPECT_EQ(default_device(), "cpu");
}

TEST(Devices, NamesAreCheckedAndMendedByTheReader) {
  EXPECT_EQ(refusal("cude:0"),
            "set_default_device: 'cude:0' is not a device; it must be cuda, rocm, tpu, metal, "
            "xla_cpu or cpu, and a number after a colon, as in cuda:0; did you mean 'cuda'?");
  EXPECT_EQ(refusal("cuda:x"),
            "set_default_device: 'cuda:x' is not a device; it must be cuda, rocm, tpu, metal, "
            "xla_cpu or cpu, and a number after a colon, as in cuda:0");
}

TEST(Devices, WithoutAPluginTheMessageSaysHowToGetOne) {
  unsetenv("ALEATOR_CUDA_PLUGIN");
  unsetenv("VIRTUAL_ENV");
  EXPECT_EQ(refusal("cuda:0"),
            "no plugin for cuda was found; install the Python package "
            "jax-cuda13-plugin[with-cuda] into a virtual environment and activate it, or set "
            "ALEATOR_CUDA_PLUGIN to the path of a PJRT plugin");
}

TEST(Devices, FilesThatAreNoPluginAreNamed) {
  EXPECT_TRUE(begins(refusal("cuda:0", "/nowhere/plugin.so"),
                     "device plugin /nowhere/plugin.so: No such file or directory"));
  const std::string path = testing::TempDir() + "text.so";
  std::ofstream(path) << "not a library";
  EXPECT_TRUE(
      begins(refusal("cuda:0", path), "device plugin " + path + " cannot be loaded: " + path));
  EXPECT_EQ(refusal("cuda:0", ALEATOR_NO_PLUGIN),
            "device plugin " ALEATOR_NO_PLUGIN " has no GetPjrtApi: it is not a PJRT plugin");
}

TEST(Devices, VersionsThatCannotWorkAreNamed) {
  EXPECT_EQ(
      refusal("cuda:0", ALEATOR_OLD_PLUGIN),
      "device plugin " ALEATOR_OLD_PLUGIN
      " speaks version 0.50 of the PJRT interface, which must be 0.60 or a later 0.x; install "
      "a plugin of that age");
  EXPECT_TRUE(begins(refusal("cuda:0", ALEATOR_STRANGE_PLUGIN),
                     "device plugin " ALEATOR_STRANGE_PLUGIN " speaks version 1.200"));
  EXPECT_EQ(refusal("cuda:0", ALEATOR_SHORT_PLUGIN),
            "device plugin " ALEATOR_SHORT_PLUGIN
            " of version 0.90 lacks PJRT_Client_Create of the PJRT interface; install a later one");
}

TEST(Devices, ThePluginsOwnWordsAreInTheMessage) {
  EXPECT_EQ(refusal("cuda:0", ALEATOR_FULL_PLUGIN),
            "connecting to the device failed: Failed to allocate 75% of device memory (code 8, "
            "plugin " ALEATOR_FULL_PLUGIN
            "); the device has too little memory: use fewer chains, smaller batches or float32");
}

TEST(Devices, APluginWithoutADeviceSaysSo) {
  EXPECT_EQ(refusal("cuda:0", ALEATOR_EMPTY_PLUGIN),
            "set_default_device: 'cuda:0': the plugin " ALEATOR_EMPTY_PLUGIN
            " found no device on this machine");
  EXPECT_EQ(default_device(), "cpu");
}

}  // namespace
}  // namespace aleator
