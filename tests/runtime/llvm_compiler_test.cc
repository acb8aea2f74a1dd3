// SPDX-License-Identifier: Apache-2.0
// Tests the compiler: what it accepts, what it refuses, and for which machines it makes code.
#include "aleator/base/error.h"
#include "aleator/runtime/llvm/compiler.h"
#include "aleator/runtime/llvm/hash.h"
#include "aleator/runtime/llvm/library.h"

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/runtime/code.h"

namespace aleator::llvm {
namespace {

using testing::kText;

/// The message of the CompileError; without libLLVM the sentence that says so.
std::string message_of(const std::string& ir, const Options& options = {}) {
  try {
    compile_object(ir, options);
  } catch (const CompileError& error) {
    EXPECT_EQ(error.ir(), ir);
    return error.what();
  } catch (const NotImplemented& error) {
    return error.what();
  }
  return "compiled";
}

/// Without libLLVM each test holds that compiling says so.
bool is_missing() {
  if (is_available()) return false;
  EXPECT_EQ(message_of(kText), why_unavailable());
  EXPECT_NE(why_unavailable().find("libLLVM 19"), std::string::npos);
  return true;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(LlvmCompiler, RefusesWrongTextWithLlvmsWords) {
  if (is_missing()) return;
  EXPECT_TRUE(has(message_of("define double @f( {"), "parser says: ir:1:")) << message_of("define");
  const std::string undefined = "define double @f() {\n  ret double %x\n}\n";
  EXPECT_TRUE(has(message_of(undefined), "use of undefined value '%x'"));
  const std::string late = R"(
define double @f(i1 %c) {
  br i1 %c, label %a, label %b
a:
  %x = fadd double 1.0, 2.0
  br label %b
b:
  ret double %x
})";
  EXPECT_TRUE(has(message_of(late), "verifier says: Instruction does not dominate all uses!"));
  EXPECT_TRUE(has(message_of(kText, {.passes = "function(no-such-pass)"}), "no-such-pass"));
}

TEST(LlvmCompiler, KeepsVectorsWholeOnEveryProcessor) {
  if (is_missing()) return;
  for (const char* cpu : {"x86-64-v4", "skylake-avx512", "sapphirerapids", "znver4"}) {
    const Options options{.target = {.triple = "x86_64-linux-gnu", .cpu = cpu}};
    const std::string code = compile_assembly(kText, options).code;
    EXPECT_TRUE(has(code, "zmm")) << cpu;
  }
}

TEST(LlvmCompiler, VectorisesLoopsOverDataInWholeRegisters) {
  if (is_missing()) return;
  const std::string loop = R"(
define void @scale(ptr noalias %x, ptr noalias %y, i64 %n) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %p = getelementptr double, ptr %x, i64 %i
  %q = getelementptr double, ptr %y, i64 %i
  %v = load double, ptr %p
  %w = fmul double %v, 3.0
  store double %w, ptr %q
  %next = add i64 %i, 1
  %done = icmp eq i64 %next, %n
  br i1 %done, label %end, label %loop
end:
  ret void
})";
  Options options{.target = {.triple = "x86_64-linux-gnu", .cpu = "skylake-avx512"}};
  EXPECT_FALSE(has(compile_assembly(loop, options).code, "mulpd"));
  options.passes = kLoopPasses;
  EXPECT_TRUE(has(compile_assembly(loop, options).code, "zmm"));
}

TEST(LlvmCompiler, MakesCodeForOtherMachines) {
  if (is_missing()) return;
  const auto assembly = [](const char* triple, const char* cpu) {
    return compile_assembly(kText, {.target = {.triple = triple, .cpu = cpu}}).code;
  };
  const std::string avx2 = assembly("x86_64-linux-gnu", "x86-64-v3");
  EXPECT_TRUE(has(avx2, "ymm") && !has(avx2, "zmm"));
  const std::string baseline = assembly("x86_64-linux-gnu", "x86-64");
  EXPECT_TRUE(has(baseline, "xmm") && !has(baseline, "ymm"));
  EXPECT_TRUE(has(assembly("aarch64-linux-gnu", ""), "fadd\tv"));
  EXPECT_THROW(assembly("riscv64-linux-gnu", ""), NotImplemented);
}

TEST(LlvmCompiler, ContractsOnlyWhereTheTextAllows) {
  if (is_missing()) return;
  const auto assembly = [](const std::string& flag) {
    const std::string ir = "define double @f(double %x, double %y) {\n  %p = fmul " + flag +
                           " double %x, %y\n  %s = fadd " + flag +
                           " double %p, %x\n  ret double %s\n}\n";
    const Options options{.target = {.triple = "x86_64-linux-gnu", .cpu = "x86-64-v3"}};
    return compile_assembly(ir, options).code;
  };
  EXPECT_FALSE(has(assembly(""), "vfmadd"));
  EXPECT_TRUE(has(assembly("contract"), "vfmadd"));
}

TEST(LlvmCompiler, CompilesInThreadsAtOnce) {
  if (is_missing()) return;
  const std::string expected = compile_object(kText).code;
  std::vector<std::thread> threads;
  std::vector<std::string> results(4);
  for (std::string& result : results)
    threads.emplace_back([&result] { result = compile_object(kText).code; });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) EXPECT_EQ(result, expected);
}

TEST(LlvmCompilerDeathTest, SaysWhatIsMissing) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto compile_without = [] {
    ::setenv("ALEATOR_LLVM_LIBRARY", "off", 1);
    try {
      compile_object(kText);
    } catch (const NotImplemented& error) {
      std::fputs(error.what(), stderr);
      std::exit(is_available() ? 1 : 7);
    }
  };
  EXPECT_EXIT(compile_without(), ::testing::ExitedWithCode(7),
              "libLLVM 19 cannot be loaded .*; Debian has it in the package libllvm19");
}

/// In a process of its own, because what LLVM held is leaked.
TEST(LlvmCompilerDeathTest, SurvivesWhatLlvmCallsFatal) {
  if (is_missing()) return;
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::string foreign = R"(
declare <4 x i32> @llvm.aarch64.neon.addp.v4i32(<4 x i32>, <4 x i32>)
define <4 x i32> @f(<4 x i32> %x) {
  %y = call <4 x i32> @llvm.aarch64.neon.addp.v4i32(<4 x i32> %x, <4 x i32> %x)
  ret <4 x i32> %y
})";
  const auto survive = [&] {
    for (int i = 0; i < 3; ++i) {
      std::fputs(message_of(foreign, {.target = {.triple = "x86_64-linux-gnu"}}).c_str(), stderr);
      if (message_of(kText) != "compiled") ::_exit(1);
    }
    ::_exit(7);
  };
  EXPECT_EXIT(survive(), ::testing::ExitedWithCode(7),
              "(compile: LLVM's code generator says: Cannot select: intrinsic .*){3}");
}

TEST(LlvmHash, IsSipHash) {
  const Hash128 key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  EXPECT_EQ(siphash("", key).to_string(), "930255c71472f66de6a825ba047f81a3");
  EXPECT_EQ(siphash({"\0", 1}, key).to_string(), "45fc229b1159763444af996bd8c187da");
}

}  // namespace
}  // namespace aleator::llvm
