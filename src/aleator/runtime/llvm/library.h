// SPDX-License-Identifier: Apache-2.0
// Declares the part of LLVM 19's C API that is used, as pointers that are found at run time.
#pragma once

#include <cstddef>
#include <string>

namespace aleator::llvm {

/// Types of the C API; only pointers to them are ever held.
namespace c {
struct Context;
struct DiagnosticInfo;
struct Error;
struct MemoryBuffer;
struct Module;
struct PassBuilderOptions;
struct Target;
struct TargetData;
struct TargetMachine;
using DiagnosticHandler = void (*)(DiagnosticInfo*, void*);
using FatalErrorHandler = void (*)(const char*);
}  // namespace c

#define ALEATOR_LLVM_TARGET_FUNCTIONS(X, target) \
  X(Initialize##target##TargetInfo, void, ())    \
  X(Initialize##target##Target, void, ())        \
  X(Initialize##target##TargetMC, void, ())      \
  X(Initialize##target##AsmPrinter, void, ())

// X(name without its prefix LLVM, result, arguments). An LLVMBool is an int, true meaning failure;
// enumerations are ints.
#define ALEATOR_LLVM_FUNCTIONS(X)                                                               \
  X(GetVersion, void, (unsigned*, unsigned*, unsigned*))                                        \
  X(InstallFatalErrorHandler, void, (c::FatalErrorHandler))                                     \
  X(ParseCommandLineOptions, void, (int, const char* const*, const char*))                      \
  X(DisposeMessage, void, (char*))                                                              \
  X(ContextCreate, c::Context*, ())                                                             \
  X(ContextDispose, void, (c::Context*))                                                        \
  X(ContextSetDiagnosticHandler, void, (c::Context*, c::DiagnosticHandler, void*))              \
  X(GetDiagInfoDescription, char*, (c::DiagnosticInfo*))                                        \
  X(GetDiagInfoSeverity, int, (c::DiagnosticInfo*))                                             \
  X(CreateMemoryBufferWithMemoryRange, c::MemoryBuffer*,                                        \
    (const char*, std::size_t, const char*, int))                                               \
  X(GetBufferStart, const char*, (c::MemoryBuffer*))                                            \
  X(GetBufferSize, std::size_t, (c::MemoryBuffer*))                                             \
  X(DisposeMemoryBuffer, void, (c::MemoryBuffer*))                                              \
  X(ParseIRInContext, int, (c::Context*, c::MemoryBuffer*, c::Module**, char**))                \
  X(VerifyModule, int, (c::Module*, int, char**))                                               \
  X(DisposeModule, void, (c::Module*))                                                          \
  X(SetTarget, void, (c::Module*, const char*))                                                 \
  X(SetModuleDataLayout, void, (c::Module*, c::TargetData*))                                    \
  X(CreateTargetDataLayout, c::TargetData*, (c::TargetMachine*))                                \
  X(DisposeTargetData, void, (c::TargetData*))                                                  \
  X(GetDefaultTargetTriple, char*, ())                                                          \
  X(GetHostCPUName, char*, ())                                                                  \
  X(GetHostCPUFeatures, char*, ())                                                              \
  X(GetTargetFromTriple, int, (const char*, c::Target**, char**))                               \
  X(CreateTargetMachine, c::TargetMachine*,                                                     \
    (c::Target*, const char*, const char*, const char*, int, int, int))                         \
  X(TargetMachineEmitToMemoryBuffer, int,                                                       \
    (c::TargetMachine*, c::Module*, int, char**, c::MemoryBuffer**))                            \
  X(CreatePassBuilderOptions, c::PassBuilderOptions*, ())                                       \
  X(DisposePassBuilderOptions, void, (c::PassBuilderOptions*))                                  \
  X(RunPasses, c::Error*, (c::Module*, const char*, c::TargetMachine*, c::PassBuilderOptions*)) \
  X(GetErrorMessage, char*, (c::Error*))                                                        \
  X(DisposeErrorMessage, void, (char*))                                                         \
  ALEATOR_LLVM_TARGET_FUNCTIONS(X, X86)                                                         \
  ALEATOR_LLVM_TARGET_FUNCTIONS(X, AArch64)

/// The functions of libLLVM, under their own names without the prefix LLVM.
struct Library {
#define ALEATOR_LLVM_POINTER(name, result, arguments) result(*name) arguments = nullptr;
  ALEATOR_LLVM_FUNCTIONS(ALEATOR_LLVM_POINTER)
#undef ALEATOR_LLVM_POINTER
};

/// Loads libLLVM 19 at the first call and keeps it. The variable ALEATOR_LLVM_LIBRARY may name the
/// file, or be "off". Throws NotImplemented with the sentence of `why_unavailable` without it.
const Library& library();

/// Takes a text that LLVM allocated, without the end of its last line.
std::string take(const Library& llvm, char* message);

/// Whether there is such a file in the usual folders; does not load it.
bool is_installed();
/// Whether libLLVM can be used; loads it.
bool is_available();
/// A sentence, or "" if the library is there.
std::string why_unavailable();

/// What tells one libLLVM from another (file, size, time) without loading it: part of the key of
/// cached code. Where no file is in the usual folders it is the version demanded.
const std::string& library_identity();

}  // namespace aleator::llvm
