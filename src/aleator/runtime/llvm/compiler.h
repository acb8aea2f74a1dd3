// SPDX-License-Identifier: Apache-2.0
// Declares the compiler: text of LLVM's intermediate representation in, machine code out.
#pragma once

#include <string>
#include <string_view>

namespace aleator::llvm {

/// For code whose vectors are written out (lanes): sums into registers, loads out of loops, stores
/// and loads of the same memory. What `instcombine` finds the code generator finds as well.
inline constexpr std::string_view kLanePasses =
    "always-inline,function(sroa,loop-mssa(licm),early-cse<memssa>)";

/// For scalar loops over data, which LLVM is to vectorise. A sum is vectorised only where its
/// additions carry the flag `reassoc`. `instcombine` without its parameter ends the process where
/// it does not reach a fixed point.
inline constexpr std::string_view kLoopPasses =
    "always-inline,function(sroa,early-cse,instcombine<no-verify-fixpoint>,simplifycfg,"
    "loop-mssa(loop-rotate,licm),loop(indvars),loop-vectorize,"
    "instcombine<no-verify-fixpoint>,simplifycfg,loop-mssa(licm),early-cse<memssa>)";

/// The machine that code is made for; all empty means this one.
struct Target {
  std::string triple{};    ///< "x86_64-linux-gnu", "aarch64-linux-gnu"
  std::string cpu{};       ///< as of `-mcpu`: "x86-64-v3"; empty with a triple means its baseline
  std::string features{};  ///< "+avx2,-fma", added to those of `cpu`
};

/// All that decides about the code besides the text.
struct Options {
  Target target{};
  int level = 1;                    ///< of code generation, 0 to 3
  std::string passes{kLanePasses};  ///< in the syntax of `opt -passes`; empty for none
};

struct Compilation {
  std::string code;
  double start_seconds = 0;  ///< of libLLVM itself, at the first compilation of a process
  double parse_seconds = 0;  ///< the verifier included
  double passes_seconds = 0;
  double generate_seconds = 0;
};

/// A relocatable ELF object. Throws CompileError with LLVM's words; NotImplemented without libLLVM.
/// Any number of threads may compile at once. What the text has to know:
/// - Target and data layout are set here; the text leaves them out.
/// - The tuning `prefer-256-bit` of some processors is off. Vectors that are written out would stay
///   whole anyway; LLVM's vectoriser would halve its own. No function needs an attribute.
/// - Code is position independent. Functions that the text does not define are called wherever they
///   are; variables that it does not define must not be `dso_local`.
/// - Nothing is contracted, except `llvm.fmuladd` and operations with the flag `contract`.
/// - Frames cannot be unwound: what is called must not throw.
Compilation compile_object(const std::string& ir, const Options& options = {});

/// The same as text for readers.
Compilation compile_assembly(const std::string& ir, const Options& options = {});

}  // namespace aleator::llvm
