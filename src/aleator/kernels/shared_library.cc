// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/shared_library.h"

#include "aleator/base/text.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <dlfcn.h>

namespace aleator::kernels {

void* SharedLibrary::find(const char* name) {
  if (!handle) return nullptr;
  void* found = ::dlsym(handle, name);
  if (!found && problem.empty()) problem = text("it has no function ", name);
  return found;
}

SharedLibrary open_library(const char* variable, std::initializer_list<const char*> names) {
  std::vector<const char*> candidates = names;
  const char* chosen = secure_getenv(variable);
  if (chosen && std::string_view(chosen) == "off")
    return {.handle = nullptr, .problem = text(variable, " is off")};
  if (chosen && *chosen) candidates = {chosen};
  SharedLibrary library;
  for (const char* name : candidates) {
    library.handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library.handle) return {.handle = library.handle, .problem = {}};
    if (library.problem.empty()) library.problem = ::dlerror();
  }
  return library;
}

void trace(const std::string& line) {
  if (std::getenv("ALEATOR_TRACE")) std::fputs(("aleator: " + line + "\n").c_str(), stderr);
}

}  // namespace aleator::kernels
