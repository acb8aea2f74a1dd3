// SPDX-License-Identifier: Apache-2.0
// Tests what is said of devices that cannot be used. What plugins that work do is tested in
// tests/devices.
#include "aleator/runtime/devices.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

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
            "device plugin " ALEATOR_NO_PLUGIN
            " has no GetPjrtApi: it is not a PJRT plugin; give the path of one, for CUDA that of "
            "the package jax-cuda13-pjrt");
}

TEST(Devices, APluginForAnotherProcessorSaysSo) {
  std::ifstream in(ALEATOR_EMPTY_PLUGIN, std::ios::binary);
  std::string library((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  ASSERT_GT(library.size(), 20u);
  library[18] = library[18] == '\x08' ? '\x3e' : '\x08';  // the processor in an ELF header: MIPS
  const std::string path = testing::TempDir() + "aleator_plugin_for_another_processor.so";
  std::ofstream(path, std::ios::binary) << library;
  const std::string message = refusal("cuda:0", path);
  EXPECT_TRUE(begins(message, "device plugin " + path + " cannot be loaded: " + path)) << message;
  EXPECT_TRUE(
      message.ends_with("; it must be one for this system and processor, with the libraries "
                        "that it needs in LD_LIBRARY_PATH"))
      << message;
  std::remove(path.c_str());
}

TEST(Devices, OptionsAreChecked) {
  const auto with = [](const DeviceOptions& options) {
    return message_of([&] { set_default_device("cuda:0", options); });
  };
  EXPECT_EQ(with({.memory_fraction = 1.5}),
            "set_default_device: memory_fraction must be from 0 (memory is taken as it is needed) "
            "to 1, and is 1.5");
  EXPECT_TRUE(begins(with({.memory_fraction = std::nan("")}),
                     "set_default_device: memory_fraction must be"));
  EXPECT_EQ(with({.num_cpu_devices = 0}),
            "set_default_device: num_cpu_devices must be from 1 to 1024, and is 0");
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
            " found no device on this machine; look whether nvidia-smi lists a GPU, and "
            "CUDA_VISIBLE_DEVICES hides none");
  EXPECT_EQ(default_device(), "cpu");
}

}  // namespace
}  // namespace aleator
