// SPDX-License-Identifier: Apache-2.0
// Declares how a library of kernels is found at run time.
#pragma once

#include <initializer_list>
#include <string>

namespace aleator::kernels {

/// An opened library, or why there is none.
struct SharedLibrary {
  void* handle = nullptr;
  std::string problem;

  /// Finds a function; the first that is missing becomes the problem.
  template <class Pointer>
  void resolve(const char* name, Pointer& pointer) {
    pointer = reinterpret_cast<Pointer>(find(name));
  }

 private:
  void* find(const char* name);
};

/// Opens the first of `names` that there is. The environment's `variable` may name the file
/// instead, or be "off".
SharedLibrary open_library(const char* variable, std::initializer_list<const char*> names);

/// A line on the error stream where ALEATOR_TRACE is set.
void trace(const std::string& line);

}  // namespace aleator::kernels
