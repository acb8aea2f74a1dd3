// SPDX-License-Identifier: Apache-2.0
// Implements loading OpenBLAS on first use.
#include "aleator/kernels/openblas.h"

#include "aleator/base/text.h"
#include "aleator/kernels/self_test.h"
#include "aleator/kernels/shared_library.h"

#include <cstdlib>

namespace aleator::kernels {
namespace {

/// OpenBLAS picks kernels from a table of processors; one that is younger than the table gets the
/// oldest kernels, up to ten times slower. What the processor can run says more.
const char* best_kernels() {
#ifdef __x86_64__
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return nullptr;
}

/// A variable of the environment while a library is loaded, unless the user has set it.
class LoadingVariable {
 public:
  LoadingVariable(const char* name, const char* value)
      : name_(value && !std::getenv(name) ? name : nullptr) {
    if (name_) ::setenv(name_, value, 0);
  }
  LoadingVariable(const LoadingVariable&) = delete;
  LoadingVariable& operator=(const LoadingVariable&) = delete;
  ~LoadingVariable() {
    if (name_) ::unsetenv(name_);
  }

 private:
  const char* name_;
};

struct Loading {
  OpenBlas functions;
  std::string problem;
};

Loading load() {
  const LoadingVariable kernels("OPENBLAS_CORETYPE", best_kernels());
  const LoadingVariable threads("OPENBLAS_NUM_THREADS", "1");
  SharedLibrary library = open_library("ALEATOR_OPENBLAS_LIBRARY",
                                       {"libopenblas.so.0", "libopenblas.so", "libopenblasp.so.0"});
  Loading loading;
  library.resolve("cblas_dgemm", loading.functions.cblas_dgemm);
  library.resolve("cblas_sgemm", loading.functions.cblas_sgemm);
#define ALEATOR_OPENBLAS_RESOLVE(name, arguments) library.resolve(#name, loading.functions.name);
  ALEATOR_OPENBLAS_FUNCTIONS(ALEATOR_OPENBLAS_RESOLVE)
#undef ALEATOR_OPENBLAS_RESOLVE
  loading.problem = library.problem;
  if (!loading.problem.empty()) return loading;
  loading.functions.openblas_set_num_threads(1);
  loading.problem = self_test(loading.functions);
  const char* (*kernels_in_use)() = nullptr;
  library.resolve("openblas_get_corename", kernels_in_use);
  if (kernels_in_use) trace(text("OpenBLAS is loaded, with its kernels for ", kernels_in_use()));
  return loading;
}

}  // namespace

const OpenBlas* openblas() {
  static const Loading once = [] {
    Loading loading = load();
    if (!loading.problem.empty())
      trace(text("OpenBLAS does not serve large matrices: ", loading.problem));
    return loading;
  }();
  return once.problem.empty() ? &once.functions : nullptr;
}

}  // namespace aleator::kernels
