// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/llvm/machine.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <mutex>
#include <unordered_map>
#include <vector>

namespace aleator::llvm {
namespace {

// Values of the C API's enumerations.
constexpr int kPositionIndependent = 2;
constexpr int kSmallCodeModel = 3;

#define ALEATOR_INITIALIZE(target)         \
  static std::once_flag once;              \
  std::call_once(once, [&] {               \
    llvm.Initialize##target##TargetInfo(); \
    llvm.Initialize##target##Target();     \
    llvm.Initialize##target##TargetMC();   \
    llvm.Initialize##target##AsmPrinter(); \
  })

void initialize_target(const Library& llvm, const std::string& triple) {
  if (triple.starts_with("x86_64")) {
    ALEATOR_INITIALIZE(X86);
  } else if (triple.starts_with("aarch64")) {
    ALEATOR_INITIALIZE(AArch64);
  } else {
    throw NotImplemented(text("compile: no target '", triple, "', only x86_64 and aarch64"));
  }
}

#undef ALEATOR_INITIALIZE

void add_features(std::string& features, const std::string& more) {
  if (!features.empty() && !more.empty()) features += ',';
  features += more;
}

/// Asking the processor takes a while where it is a virtual one.
const Target& host(const Library& llvm) {
  static const Target once{.triple = take(llvm, llvm.GetDefaultTargetTriple()),
                           .cpu = take(llvm, llvm.GetHostCPUName()),
                           .features = take(llvm, llvm.GetHostCPUFeatures())};
  return once;
}

Target complete(const Library& llvm, const Target& wanted) {
  Target target = wanted;
  if (target.triple.empty()) target.triple = host(llvm).triple;
  if (wanted.triple.empty() && wanted.cpu.empty()) {
    target.cpu = host(llvm).cpu;
    target.features = host(llvm).features;
    add_features(target.features, wanted.features);
  }
  if (target.triple.starts_with("x86_64")) add_features(target.features, "-prefer-256-bit");
  return target;
}

c::TargetMachine* make_machine(const Library& llvm, const Target& target, int level) {
  initialize_target(llvm, target.triple);
  c::Target* found = nullptr;
  char* message = nullptr;
  if (llvm.GetTargetFromTriple(target.triple.c_str(), &found, &message))
    throw NoMachine{take(llvm, message)};
  c::TargetMachine* machine = llvm.CreateTargetMachine(
      found, target.triple.c_str(), target.cpu.c_str(), target.features.c_str(), level,
      kPositionIndependent, kSmallCodeModel);
  if (!machine) throw NoMachine{text("no machine ", target.triple, " ", target.cpu)};
  return machine;
}

/// Machines that no compilation uses. Never destroyed: code may be asked for while the process
/// ends.
struct Unused {
  std::mutex mutex;
  std::unordered_map<std::string, std::vector<c::TargetMachine*>> machines;
};
Unused& unused() {
  static auto* const once = new Unused;
  return *once;
}

c::TargetMachine* take_unused(const std::string& key) {
  const std::lock_guard lock(unused().mutex);
  std::vector<c::TargetMachine*>& machines = unused().machines[key];
  if (machines.empty()) return nullptr;
  c::TargetMachine* machine = machines.back();
  machines.pop_back();
  return machine;
}

}  // namespace

Machine::Machine(const Target& wanted, int level) {
  const Library& llvm = library();
  const Target target = complete(llvm, wanted);
  triple_ = target.triple;
  key_ = text(target.triple, "\n", target.cpu, "\n", target.features, "\n", level);
  machine_ = take_unused(key_);
  if (!machine_) machine_ = make_machine(llvm, target, level);
}

Machine::~Machine() {
  if (!machine_) return;
  const std::lock_guard lock(unused().mutex);
  unused().machines[key_].push_back(machine_);
}

}  // namespace aleator::llvm
