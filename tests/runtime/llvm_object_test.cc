// SPDX-License-Identifier: Apache-2.0
// Tests loading of objects: code that is called, and objects that are broken.
#include "aleator/base/error.h"
#include "aleator/runtime/llvm/compiler.h"
#include "aleator/runtime/llvm/library.h"
#include "aleator/runtime/llvm/object.h"

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tests/runtime/code.h"

namespace aleator::llvm {
namespace {

using testing::kText;

/// Whether code can be made and run here; where not, holds that the error says so.
bool can_run() {
  if (!is_available()) {
    EXPECT_THROW(compile_object(kText), NotImplemented);
    return false;
  }
#ifndef __x86_64__
  EXPECT_THROW(LoadedObject("anything"), NotImplemented);
  return false;
#endif
  return true;
}

Ref<const LoadedObject> load(const std::string& ir, const Options& options = {}) {
  return make_ref<const LoadedObject>(compile_object(ir, options).code);
}

TEST(LlvmObject, RunsWhatWasCompiled) {
  if (!can_run()) return;
  for (const int level : {0, 1, 2, 3}) {
    const auto object = load(kText, {.level = level});
    EXPECT_EQ(object->function<double(double, double)>("scalar")(3.7, 2.0), std::fmod(7.4, 2.0));
    EXPECT_EQ(object->function<double(std::int64_t)>("lookup")(3), 8.0);
    std::array<double, 100> values;
    std::iota(values.begin(), values.end(), 1.0);
    EXPECT_EQ(object->function<double(const double*, std::int64_t)>("sum")(values.data(), 100),
              5050.0);
  }
}

TEST(LlvmObject, RunsVectors) {
  if (!can_run()) return;
  const auto object = load(kText);
  alignas(64) double x[8], y[8];
  alignas(64) float z[16];
  std::iota(x, x + 8, 0.0);
  std::iota(y, y + 8, 10.0);
  std::iota(z, z + 16, 0.0f);
  object->function<void(double*, double*)>("lanes8")(x, y);
  object->function<void(float*)>("lanes16")(z);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(x[i], (2 * i + 10) * (i + 1.0));
  for (int i = 0; i < 16; ++i) EXPECT_EQ(z[i], static_cast<float>(i) - 0.5f);
}

TEST(LlvmObject, LoadsVariablesTablesAndAddressesOfFunctions) {
  if (!can_run()) return;
  const auto object = load(R"(
declare double @floor(double)
@count = global i64 40
@zeros = internal global [1000 x i64] zeroinitializer
@functions = constant [2 x ptr] [ptr @floor, ptr @next]
define i64 @next() {
  %old = load i64, ptr @count
  %slot = getelementptr [1000 x i64], ptr @zeros, i64 0, i64 999
  %zero = load i64, ptr %slot
  %one = add i64 %zero, 1
  %new = add i64 %old, %one
  store i64 %new, ptr @count
  ret i64 %new
}
define double @rounded(double %x) {
  %f = load ptr, ptr @functions
  %y = call double %f(double %x)
  ret double %y
}
define ptr @floor_itself() {
  ret ptr @floor
})");
  EXPECT_EQ(object->function<std::int64_t()>("next")(), 41);
  EXPECT_EQ(object->function<std::int64_t()>("next")(), 42);
  EXPECT_EQ(object->function<double(double)>("rounded")(2.5), 2.0);
  EXPECT_EQ(object->function<void*()>("floor_itself")(), find_function("floor"));
}

TEST(LlvmObject, NamesWhatIsMissing) {
  if (!can_run()) return;
  const std::string bytes = compile_object(
                                "declare void @unheard_of()\ndefine void @f() {\n  call void "
                                "@unheard_of()\n  ret void\n}\n")
                                .code;
  try {
    LoadedObject object(bytes);
    FAIL();
  } catch (const CompileError& error) {
    EXPECT_STREQ(error.what(), "object: calls 'unheard_of', which is not known here");
  }
  static bool was_called;
  was_called = false;
  const auto lookup = +[](std::string_view name) -> void* {
    return name == "unheard_of" ? reinterpret_cast<void*>(+[] { was_called = true; }) : nullptr;
  };
  const auto object = make_ref<const LoadedObject>(bytes, lookup);
  object->function<void()>("f")();
  EXPECT_TRUE(was_called);
  EXPECT_THROW(object->symbol("g"), CompileError);
}

TEST(LlvmObject, RefusesCodeForAnotherProcessor) {
  if (!can_run()) return;
  const Options arm{.target = {.triple = "aarch64-linux-gnu"}};
  EXPECT_THROW(load(kText, arm), CompileError);
  for (const char* bytes : {"", "not an object", "\177ELF"})
    EXPECT_THROW(LoadedObject{bytes}, CompileError);
}

/// Broken objects are loaded and never run: what counts is that nothing outside is touched, which
/// the address sanitizer sees.
TEST(LlvmObject, SurvivesBrokenObjects) {
  if (!can_run()) return;
  const std::string bytes = compile_object(kText).code;
  std::size_t num_refused = 0;
  const auto try_to_load = [&](const std::string& broken) {
    // Exactly as large as the object, so that reading beyond is seen.
    const std::vector<char> copy(broken.begin(), broken.end());
    try {
      LoadedObject object({copy.data(), copy.size()});
    } catch (const CompileError&) {
      ++num_refused;
    }
  };
  for (std::size_t size = 0; size < bytes.size(); size += 3) try_to_load(bytes.substr(0, size));
  EXPECT_EQ(num_refused, (bytes.size() + 2) / 3);
  num_refused = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string broken = bytes;
      broken[i] = static_cast<char>(broken[i] ^ flip);
      try_to_load(broken);
    }
  }
  EXPECT_GT(num_refused, 100u);
}

}  // namespace
}  // namespace aleator::llvm
