// SPDX-License-Identifier: Apache-2.0
// Implements loading libLLVM on first use.
#include "aleator/runtime/llvm/library.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <array>
#include <cstdlib>
#include <vector>

#include <dlfcn.h>
#include <sys/stat.h>

namespace aleator::llvm {
namespace {

constexpr unsigned kMajorVersion = 19;
constexpr std::array kNames = {"libLLVM.so.19.1", "libLLVM-19.so.1", "libLLVM-19.so"};
constexpr std::array kFolders = {"/usr/lib/x86_64-linux-gnu",
                                 "/usr/lib/aarch64-linux-gnu",
                                 "/usr/lib64",
                                 "/usr/lib64/llvm19/lib",
                                 "/usr/lib/llvm19/lib",
                                 "/usr/lib",
                                 "/usr/local/lib"};

std::vector<std::string> candidate_names() {
  const char* chosen = secure_getenv("ALEATOR_LLVM_LIBRARY");
  if (chosen && *chosen) return {chosen};
  return {kNames.begin(), kNames.end()};
}

struct Loading {
  Library functions;
  std::string problem;
};

template <class Pointer>
void resolve(void* handle, const char* name, Pointer& pointer, std::string& problem) {
  pointer = reinterpret_cast<Pointer>(::dlsym(handle, name));
  if (!pointer && problem.empty())
    problem = text("the libLLVM found has no function ", name, "; version 19 is needed");
}

void check_version(Loading& loading) {
  unsigned major = 0, minor = 0, patch = 0;
  loading.functions.GetVersion(&major, &minor, &patch);
  if (major != kMajorVersion)
    loading.problem = text("libLLVM ", kMajorVersion, " is needed, found version ", major);
}

void* open_library(std::string& problem) {
  for (const std::string& name : candidate_names()) {
    if (void* handle = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL)) return handle;
    if (problem.empty())
      problem = text("libLLVM 19 cannot be loaded (", ::dlerror(),
                     "); Debian has it in the package libllvm19");
  }
  return nullptr;
}

Loading load() {
  Loading loading;
  void* handle = open_library(loading.problem);
  if (!handle) return loading;
  loading.problem.clear();
#define ALEATOR_LLVM_RESOLVE(name, result, arguments) \
  resolve(handle, "LLVM" #name, loading.functions.name, loading.problem);
  ALEATOR_LLVM_FUNCTIONS(ALEATOR_LLVM_RESOLVE)
#undef ALEATOR_LLVM_RESOLVE
  if (loading.problem.empty()) check_version(loading);
  return loading;
}

const Loading& loading() {
  static const Loading once = load();
  return once;
}

std::string demanded() { return text("libLLVM ", kMajorVersion); }

std::string find_identity() {
  for (const std::string& name : candidate_names()) {
    std::vector<std::string> paths = {name};
    for (const char* folder : kFolders) paths.push_back(text(folder, "/", name));
    for (const std::string& path : paths) {
      struct stat file;
      if (::stat(path.c_str(), &file) == 0)
        return text(path, " ", file.st_size, " ", file.st_mtim.tv_sec, ".", file.st_mtim.tv_nsec);
    }
  }
  return demanded();
}

}  // namespace

const Library& library() {
  if (!is_available()) throw NotImplemented(loading().problem);
  return loading().functions;
}

std::string take(const Library& llvm, char* message) {
  if (!message) return {};
  std::string copy = message;
  llvm.DisposeMessage(message);
  while (!copy.empty() && copy.back() == '\n') copy.pop_back();
  return copy;
}

bool is_installed() { return library_identity() != demanded(); }

bool is_available() { return loading().problem.empty(); }

std::string why_unavailable() { return loading().problem; }

const std::string& library_identity() {
  static const std::string once = find_identity();
  return once;
}

}  // namespace aleator::llvm
