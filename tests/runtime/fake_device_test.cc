// SPDX-License-Identifier: Apache-2.0
// Tests how programs run on devices, on one that counts: who waits, whose memory is taken, what is
// given back, and what a failure leaves behind.
#include "tests/fake_device/fake_device.h"

#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/runtime/pjrt/abi.h"
#include "aleator/runtime/program_file.h"
#include "aleator/transforms/donation.h"

#include <atomic>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <thread>

#include <dlfcn.h>
#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator {
namespace {

using pjrt::abi::Slot;

class FakeDevice : public testing::Test {
 protected:
  void SetUp() override {
    set_default_device("xla_cpu:0", {.plugin = ALEATOR_FAKE_DEVICE});
    void* library = dlopen(ALEATOR_FAKE_DEVICE, RTLD_NOW | RTLD_NOLOAD);
    ASSERT_TRUE(library);
    const auto find = reinterpret_cast<fake::DeviceOfPlugin>(dlsym(library, "fake_device"));
    dlclose(library);
    ASSERT_TRUE(find);
    device = find();
    before = *device;
  }
  void TearDown() override {
    set_default_device("cpu");
    EXPECT_EQ(device->num_buffers, before.num_buffers);
    EXPECT_EQ(device->num_events, before.num_events);
    EXPECT_EQ(device->num_errors, before.num_errors);
    EXPECT_EQ(device->num_mistakes, before.num_mistakes);
    device->failing_slot = -1;
    device->fails_while_running = false;
  }
  fake::Device* device = nullptr;
  fake::Device before;
};

/// Of two states, which the device returns as they are, and something shared.
Function step() {
  return trace_closed("step", {{float64, {3}}, {int64, {}}, {float64, {3}}}, [](const Arrays& p) {
    return Arrays{p[0] + p[2], p[1] + 1};
  });
}

std::vector<Buffer> start() {
  return {array({1., 2., 3.}).buffer(), strong_scalar(std::int64_t{7}).buffer(),
          array({4., 5., 6.}).buffer()};
}

TEST_F(FakeDevice, NobodyWaitsForAProgramBeforeItsResultIsRead) {
  const Function f = step();
  std::vector<Buffer> state = run(f, start());
  const int num_awaits = device->num_awaits;  // of uploads
  for (int i = 0; i < 5; ++i) state = run(f, {state[0], state[1], state[0]});
  EXPECT_EQ(device->num_executions, before.num_executions + 6);
  EXPECT_EQ(device->num_awaits, num_awaits);
  EXPECT_EQ(device->num_downloads, before.num_downloads);
  EXPECT_EQ(constant(state[0]).values(), (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(device->num_awaits, num_awaits + 1);
  EXPECT_EQ(constant(state[0]).values(), (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(device->num_downloads, before.num_downloads + 1);
}

TEST_F(FakeDevice, ArgumentsAreBroughtOnce) {
  const Function f = step();
  const std::vector<Buffer> arguments = start();
  run(f, arguments);
  run(f, arguments);
  EXPECT_EQ(device->num_uploads, before.num_uploads + 3);
}

TEST_F(FakeDevice, ALoopReusesTheMemoryOfItsState) {
  const Function f = step();
  std::vector<Buffer> state = start();
  const Buffer shared = state[2];
  state = run_donating(f, state, 2);  // brought for this call alone
  EXPECT_EQ(device->num_donated, before.num_donated + 2);
  const int num_buffers = device->num_buffers;
  for (int i = 0; i < 10; ++i) {
    std::vector<Buffer> operands = std::move(state);
    operands.push_back(shared);
    state = run_donating(f, operands, 2);
  }
  EXPECT_EQ(device->num_donated, before.num_donated + 22);
  EXPECT_EQ(device->num_buffers, num_buffers);
  EXPECT_EQ(constant(state[0]).values(), (std::vector<double>{1, 2, 3}));
}

TEST_F(FakeDevice, WhatSomebodyElseHoldsIsNotTaken) {
  const Function f = step();
  const std::vector<Buffer> state = run(f, start());
  const Buffer kept = state[0];
  const int num_donated = device->num_donated;
  const std::vector<Buffer> next = run_donating(f, {state[0], state[1], kept}, 2);
  EXPECT_EQ(device->num_donated, num_donated);
  EXPECT_EQ(constant(kept).values(), (std::vector<double>{1, 2, 3}));
}

TEST_F(FakeDevice, SharedArgumentsAreCopiedToEachDeviceOnce) {
  set_default_device("xla_cpu", {.plugin = ALEATOR_FAKE_DEVICE});
  ASSERT_EQ(num_places(), 2u);
  const Function f = step();
  const std::vector<Buffer> arguments = start();
  run(f, arguments);
  {
    const AtPlace second(1);
    run(f, arguments);
    run(f, arguments);
  }
  EXPECT_EQ(device->executions_on[0], before.executions_on[0] + 1);
  EXPECT_EQ(device->executions_on[1], before.executions_on[1] + 2);
  EXPECT_EQ(device->num_uploads, before.num_uploads + 3);
  EXPECT_EQ(device->num_copies, before.num_copies + 3);
}

TEST_F(FakeDevice, AFailureOfAComputationIsToldWhereItIsRead) {
  const Function f = step();
  device->fails_while_running = true;
  const std::vector<Buffer> result = run(f, start());
  EXPECT_EQ(message_of([&] { constant(result[0]).values(); }),
            "running on the device, or copying an array to the host, failed: the device found a "
            "fault (code 13, plugin " ALEATOR_FAKE_DEVICE ")");
}

TEST_F(FakeDevice, EveryCallMayFailAndNothingIsLost) {
  const Slot slots[] = {Slot::Client_Compile,
                        Slot::LoadedExecutable_GetExecutable,
                        Slot::Executable_NumOutputs,
                        Slot::Client_BufferFromHostBuffer,
                        Slot::LoadedExecutable_Execute,
                        Slot::Buffer_ToHostBuffer,
                        Slot::Event_Await};
  const int num_executables = device->num_executables;
  for (const Slot slot : slots) {
    device->failing_slot = static_cast<int>(slot);
    const std::string message = message_of([&] {
      // A program of its own each time: others are remembered.
      const double number = static_cast<double>(slot);
      const Function f = trace_closed(
          "f", {{float64, {2}}}, [&](const Arrays& p) { return Arrays{p[0] * (number + 0.5)}; });
      constant(run(f, {array({1., 2.}).buffer()})[0]).values();
    });
    EXPECT_NE(message.find("told to fail (code 8, plugin "), std::string::npos) << message;
    EXPECT_EQ(device->failing_slot, -1);
  }
  // The first three have none, the others are remembered.
  EXPECT_EQ(device->num_executables, num_executables + 4);
}

TEST_F(FakeDevice, AStateThatAFailureTookSaysSo) {
  const Function f = step();
  const std::vector<Buffer> state = run(f, start());
  const Buffer shared = ones({3}).buffer().dense();
  device->failing_slot = static_cast<int>(Slot::LoadedExecutable_Execute);
  std::vector<Buffer> operands{state[0], state[1], shared};
  EXPECT_NE(message_of([&] { run_donating(f, operands, 2); }), "");
  // Held by `state` too, so it was not taken.
  EXPECT_EQ(constant(operands[0]).values(), (std::vector<double>{1, 2, 3}));
}

TEST_F(FakeDevice, SavedProgramsOfAnotherVersionAreNamedAndCanBeCompiledAgain) {
  const std::string path = testing::TempDir() + "aleator_program_of_another_version";
  const ArrayType vector{.dtype = float64, .shape = {3}};
  ProgramFile file{.platform = "xla_cpu", .compiler = "PJRT 0.70", .inputs = {vector}};
  file.outputs = {vector};
  file.module = "func.func public @main(%0: tensor<3xf64>) -> (tensor<3xf64>) {\n";
  file.executable = "bytes";
  write_program(path, file);
  EXPECT_EQ(message_of([&] { load_program(path); }),
            "load_program: '" + path +
                "' was compiled by PJRT 0.70, the plugin " ALEATOR_FAKE_DEVICE
                " is PJRT 0.90, fake, fake device; save the program again, or load it with "
                "{.recompile = true}");
  const SavedProgram program = load_program(path, {.recompile = true});
  EXPECT_EQ(program({array({1., 2., 3.})})[0].values(), (std::vector<double>{1, 2, 3}));
  file.platform = "cuda";
  write_program(path, file);
  EXPECT_EQ(message_of([&] { load_program(path); }),
            "load_program: '" + path + "' is a program for cuda, the default device is xla_cpu:0");
  std::remove(path.c_str());
}

TEST_F(FakeDevice, ProgramsOfAPluginThatDoesNotTellThemAreNotSaved) {
  const std::string path = testing::TempDir() + "aleator_program_not_told";
  EXPECT_EQ(message_of([&] {
              save_program(
                  path, [](const Array& x) { return x * 2.; }, ones({3}));
            }),
            "save_program: the plugin " ALEATOR_FAKE_DEVICE
            " does not tell its compiled programs; keep the text that export_stablehlo() gives");
}

// Processes have limits of memory and of its parts: of programs with 8 MB of text few are kept.
TEST_F(FakeDevice, LargeProgramsAreForgotten) {
  const int num_executables = device->num_executables;
  for (int i = 0; i < 8; ++i) {
    const Array data = constant((sin(astype(iota({1 << 19}, 0), float64)) + i).buffer().dense());
    const Function f = trace_closed("f", {{float64, {1 << 19}}},
                                    [&](const Arrays& p) { return Arrays{p[0] + data}; });
    run(f, {zeros({1 << 19}).buffer()});
  }
  EXPECT_LE(device->num_executables, num_executables + 4);
}

TEST(ProgramFiles, AreReadAsTheyWereWritten) {
  const std::string path = testing::TempDir() + "aleator_program_file";
  const ProgramFile file{.platform = "cuda",
                         .compiler = "PJRT 0.90",
                         .inputs = {{.dtype = float32, .shape = {2, 3}}, {.dtype = boolean}},
                         .outputs = {{.dtype = uint64, .shape = {0}}},
                         .module = "text",
                         .executable = std::string("\0bytes", 6)};
  write_program(path, file);
  const ProgramFile read = read_program(path);
  EXPECT_EQ(read.platform, file.platform);
  EXPECT_EQ(read.compiler, file.compiler);
  ASSERT_EQ(read.inputs.size(), 2u);
  EXPECT_EQ(read.inputs[0].shape, (Shape{2, 3}));
  EXPECT_EQ(read.inputs[1].dtype, boolean);
  EXPECT_EQ(read.outputs[0].dtype, uint64);
  EXPECT_EQ(read.module, file.module);
  EXPECT_EQ(read.executable, file.executable);
  // Cut off anywhere, or changed anywhere, it is refused.
  std::ifstream in(path, std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  for (std::size_t i = 0; i < content.size(); ++i) {
    std::string changed = content;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    std::ofstream(path, std::ios::binary) << changed;
    EXPECT_THROW(read_program(path), IoError) << i;
    std::ofstream(path, std::ios::binary) << content.substr(0, i);
    EXPECT_THROW(read_program(path), IoError) << i;
  }
  std::remove(path.c_str());
  EXPECT_NE(message_of([&] { read_program(path); }).find("cannot be read (No such file"),
            std::string::npos);
}

TEST_F(FakeDevice, MemoryIsNotTakenBeforehandUnlessAskedFor) {
  EXPECT_EQ(device->preallocates, -1);  // CPUs have no such option
  set_default_device("cuda:0", {.plugin = ALEATOR_FAKE_DEVICE});
  EXPECT_EQ(device->preallocates, 0);
  EXPECT_EQ(device->memory_fraction, -1);
  set_default_device("rocm:0", {.plugin = ALEATOR_FAKE_DEVICE, .memory_fraction = 0.5});
  EXPECT_EQ(device->preallocates, 1);
  EXPECT_EQ(device->memory_fraction, 0.5F);
}

/// Each thread runs loops with donated state on a place of its own, and reads what all share.
TEST_F(FakeDevice, ThreadsRunReadAndDropTogether) {
  set_default_device("xla_cpu", {.plugin = ALEATOR_FAKE_DEVICE});
  const Function f = step();
  const Buffer shared = array({4., 5., 6.}).buffer();
  const std::vector<Buffer> common = run(f, start());
  std::atomic<int> num_wrong{0};
  const auto work = [&](std::size_t place) {
    const AtPlace here(place);
    std::vector<Buffer> state = start();
    state.pop_back();
    for (int i = 0; i < 50; ++i) {
      std::vector<Buffer> operands = std::move(state);
      operands.push_back(i % 2 == 0 ? shared : common[0]);
      state = run_donating(f, operands, 2);
      const bool is_right = constant(common[0]).values() == std::vector<double>{1, 2, 3} &&
                            constant(state[0]).values() == std::vector<double>{1, 2, 3};
      num_wrong += is_right ? 0 : 1;
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 4; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(num_wrong, 0);
  EXPECT_EQ(device->num_executions, before.num_executions + 201);
}

TEST_F(FakeDevice, APluginByPathAndByNameIsOne) {
  setenv("ALEATOR_XLA_CPU_PLUGIN", ALEATOR_FAKE_DEVICE, 1);
  const Function f = step();
  const std::vector<Buffer> there = run(f, start());
  set_default_device("xla_cpu:0");
  const int num_uploads = device->num_uploads;
  run(f, {there[0], there[1], there[0]});
  EXPECT_EQ(device->num_uploads, num_uploads);
  unsetenv("ALEATOR_XLA_CPU_PLUGIN");
}

}  // namespace
}  // namespace aleator
