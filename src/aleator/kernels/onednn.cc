// SPDX-License-Identifier: Apache-2.0
// Implements loading oneDNN on first use.
#include "aleator/kernels/onednn.h"

#include "aleator/base/text.h"
#include "aleator/kernels/self_test.h"
#include "aleator/kernels/shared_library.h"

namespace aleator::kernels {
namespace {

struct Loading {
  OneDnn functions;
  std::string problem;
};

Loading load() {
  SharedLibrary library =
      open_library("ALEATOR_ONEDNN_LIBRARY", {"libdnnl.so.3", "libdnnl.so.2", "libdnnl.so"});
  Loading loading;
  library.resolve("dnnl_sgemm", loading.functions.sgemm);
  // Of libgomp, which the library depends on; a build without OpenMP is not used.
  library.resolve("omp_get_max_threads", loading.functions.max_threads);
  library.resolve("omp_set_num_threads", loading.functions.set_num_threads);
  loading.problem = library.problem;
  if (loading.problem.empty()) loading.problem = self_test(loading.functions);
  if (loading.problem.empty()) trace("oneDNN is loaded");
  return loading;
}

}  // namespace

const OneDnn* onednn() {
  static const Loading once = [] {
    Loading loading = load();
    if (!loading.problem.empty())
      trace(text("oneDNN does not serve large products: ", loading.problem));
    return loading;
  }();
  return once.problem.empty() ? &once.functions : nullptr;
}

}  // namespace aleator::kernels
