// SPDX-License-Identifier: Apache-2.0
// Defines LoadedObject, machine code that can be called.
#pragma once

#include "aleator/base/ref.h"
#include "aleator/runtime/llvm/symbols.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aleator::llvm {

/// A relocatable ELF object in memory: code cannot be written, constants neither. What it calls and
/// does not define is asked of `lookup` and reached by jumps beside the code, however far it is.
/// The memory goes with the last reference; who calls the code holds one.
class LoadedObject : public Counted {
 public:
  /// Throws CompileError for a broken object or a missing symbol, which it names; NotImplemented on
  /// processors other than x86-64.
  explicit LoadedObject(std::string_view bytes, SymbolLookup lookup = find_function);
  ~LoadedObject() override;

  /// Address of what the object defines and exports. Throws CompileError if there is no such.
  void* symbol(std::string_view name) const;
  template <class Signature>
  Signature* function(std::string_view name) const {
    return reinterpret_cast<Signature*>(symbol(name));
  }
  /// Memory it takes.
  std::size_t num_bytes() const { return num_bytes_; }

 private:
  friend class Linker;
  void* memory_ = nullptr;
  std::size_t num_bytes_ = 0;
  std::vector<std::pair<std::string, void*>> symbols_;
};

}  // namespace aleator::llvm
