// SPDX-License-Identifier: Apache-2.0
// Defines Machine, LLVM's description of a processor, which takes long to make and is kept.
#pragma once

#include "aleator/runtime/llvm/compiler.h"
#include "aleator/runtime/llvm/library.h"

#include <string>

namespace aleator::llvm {

/// Why there is no machine for a target.
struct NoMachine {
  std::string reason;
};

/// A machine for one compilation at a time: one that an earlier compilation has given back, or a
/// new one. Throws NoMachine; NotImplemented for other processors than x86-64 and AArch64.
class Machine {
 public:
  Machine(const Target& target, int level);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  ~Machine();

  c::TargetMachine* get() const { return machine_; }
  const std::string& triple() const { return triple_; }
  /// Leaks it: after a fatal error nobody knows its state.
  void abandon() { machine_ = nullptr; }

 private:
  std::string triple_, key_;
  c::TargetMachine* machine_ = nullptr;
};

}  // namespace aleator::llvm
