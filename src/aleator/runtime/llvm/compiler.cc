// SPDX-License-Identifier: Apache-2.0
// Implements the compiler over the C API of LLVM.
#include "aleator/runtime/llvm/compiler.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/runtime/llvm/library.h"
#include "aleator/runtime/llvm/machine.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>

namespace aleator::llvm {
namespace {

// Values of the C API's enumerations.
constexpr int kDiagnosticError = 0;
constexpr int kReturnStatus = 2;
enum FileType { kAssembly = 0, kObject = 1 };

template <class T>
using Handle = std::unique_ptr<T, void (*)(T*)>;

struct FatalError {
  std::string reason;
};
thread_local bool is_compiling = false;

/// LLVM ends the process when this returns. Its functions have unwind tables and no handlers, so an
/// exception passes through them and only leaks what they held.
void on_fatal_error(const char* reason) {
  if (is_compiling) throw FatalError{reason};
  std::fprintf(stderr, "LLVM ERROR: %s\n", reason);
}

/// What holds for all compilations of the process. Loop strength reduction takes tens of seconds
/// for some short loops that are written out (random bits of 50 numbers), and gains nothing:
/// addresses are already sums of an induction variable and constants.
void prepare(const Library& llvm) {
  static std::once_flag once;
  std::call_once(once, [&] {
    llvm.InstallFatalErrorHandler(on_fatal_error);
    const char* const options[] = {"aleator", "-disable-lsr"};
    llvm.ParseCommandLineOptions(2, options, nullptr);
  });
}

template <class F>
double seconds(const F& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// One compilation; a context of its own makes it independent of all others.
class Session {
 public:
  Session(const std::string& ir, const Options& options);
  Compilation run(FileType type);

 private:
  void parse();
  void verify();
  void set_target();
  void run_passes();
  std::string emit(FileType type);
  [[noreturn]] void fail(const char* stage, const std::string& reason) const;
  void abandon();

  const Library& llvm_;
  const std::string& ir_;
  const Options& options_;
  std::string diagnostics_;
  Handle<c::Context> context_;
  std::optional<Machine> machine_;
  Handle<c::Module> module_;
};

void collect_diagnostic(c::DiagnosticInfo* info, void* diagnostics) {
  const Library& llvm = library();
  if (llvm.GetDiagInfoSeverity(info) != kDiagnosticError) return;
  auto& first = *static_cast<std::string*>(diagnostics);
  if (first.empty()) first = take(llvm, llvm.GetDiagInfoDescription(info));
}

Session::Session(const std::string& ir, const Options& options)
    : llvm_(library()),
      ir_(ir),
      options_(options),
      context_(llvm_.ContextCreate(), llvm_.ContextDispose),
      module_(nullptr, llvm_.DisposeModule) {
  llvm_.ContextSetDiagnosticHandler(context_.get(), collect_diagnostic, &diagnostics_);
}

void Session::fail(const char* stage, const std::string& reason) const {
  throw CompileError(text("compile: LLVM's ", stage, " says: ", reason), ir_);
}

void Session::parse() {
  c::MemoryBuffer* buffer =
      llvm_.CreateMemoryBufferWithMemoryRange(ir_.c_str(), ir_.size(), "ir", true);
  c::Module* module = nullptr;
  char* message = nullptr;
  // Takes the buffer, whatever comes of it.
  const bool has_failed = llvm_.ParseIRInContext(context_.get(), buffer, &module, &message);
  module_.reset(module);
  const std::string reason = take(llvm_, message);
  if (has_failed) fail("parser", reason);
}

void Session::verify() {
  char* message = nullptr;
  const bool is_broken = llvm_.VerifyModule(module_.get(), kReturnStatus, &message);
  const std::string reason = take(llvm_, message);
  if (is_broken) fail("verifier", reason);
}

void Session::set_target() {
  try {
    machine_.emplace(options_.target, options_.level);
  } catch (const NoMachine& problem) {
    fail("target", problem.reason);
  }
  llvm_.SetTarget(module_.get(), machine_->triple().c_str());
  const Handle<c::TargetData> layout(llvm_.CreateTargetDataLayout(machine_->get()),
                                     llvm_.DisposeTargetData);
  llvm_.SetModuleDataLayout(module_.get(), layout.get());
}

void Session::run_passes() {
  if (options_.passes.empty()) return;
  const Handle<c::PassBuilderOptions> builder(llvm_.CreatePassBuilderOptions(),
                                              llvm_.DisposePassBuilderOptions);
  c::Error* error =
      llvm_.RunPasses(module_.get(), options_.passes.c_str(), machine_->get(), builder.get());
  if (!error) return;
  const Handle<char> words(llvm_.GetErrorMessage(error), llvm_.DisposeErrorMessage);
  fail("pass manager", words.get());
}

std::string Session::emit(FileType type) {
  char* message = nullptr;
  c::MemoryBuffer* buffer = nullptr;
  if (llvm_.TargetMachineEmitToMemoryBuffer(machine_->get(), module_.get(), type, &message,
                                            &buffer))
    fail("code generator", take(llvm_, message));
  const Handle<c::MemoryBuffer> owner(buffer, llvm_.DisposeMemoryBuffer);
  if (!diagnostics_.empty()) fail("code generator", diagnostics_);
  return {llvm_.GetBufferStart(buffer), llvm_.GetBufferSize(buffer)};
}

/// After a fatal error LLVM's objects may refer to stack frames that are gone: they are leaked.
void Session::abandon() {
  static_cast<void>(module_.release());
  if (machine_) machine_->abandon();
  static_cast<void>(context_.release());
}

Compilation Session::run(FileType type) {
  Compilation result;
  try {
    result.parse_seconds = seconds([&] {
      parse();
      verify();
    });
    result.passes_seconds = seconds([&] {
      set_target();
      run_passes();
    });
    result.generate_seconds = seconds([&] { result.code = emit(type); });
  } catch (const FatalError& error) {
    abandon();
    fail("code generator", error.reason);
  }
  return result;
}

struct Compiling {
  Compiling() { is_compiling = true; }
  Compiling(const Compiling&) = delete;
  Compiling& operator=(const Compiling&) = delete;
  ~Compiling() { is_compiling = false; }
};

Compilation compile(const std::string& ir, const Options& options, FileType type) {
  const double start_seconds = seconds([] { prepare(library()); });
  const Compiling scope;
  Compilation result = Session(ir, options).run(type);
  result.start_seconds = start_seconds;
  return result;
}

}  // namespace

Compilation compile_object(const std::string& ir, const Options& options) {
  return compile(ir, options, kObject);
}

Compilation compile_assembly(const std::string& ir, const Options& options) {
  return compile(ir, options, kAssembly);
}

}  // namespace aleator::llvm
