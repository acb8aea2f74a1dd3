// SPDX-License-Identifier: Apache-2.0
// Defines the comparison of matrix products with OpenBLAS and oneDNN, where they are installed.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/kernels/openblas.h"
#include "aleator/transforms/inspect.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <dlfcn.h>

#include "benchmarks/micro/data.h"
#include "benchmarks/micro/parts.h"

namespace aleator::bench {
namespace {

/// A function of a shared library, null if there is none.
template <class F>
F* symbol(const char* library, const char* name) {
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  return handle ? reinterpret_cast<F*>(dlsym(handle, name)) : nullptr;
}

template <class T>
using Gemm = void(int order, int transpose_a, int transpose_b, int m, int n, int k, T alpha,
                  const T* a, int lda, const T* b, int ldb, T beta, T* c, int ldc);
using OneDnnGemm = int(char transpose_a, char transpose_b, std::int64_t m, std::int64_t n,
                       std::int64_t k, float alpha, const float* a, std::int64_t lda,
                       const float* b, std::int64_t ldb, float beta, float* c, std::int64_t ldc);

template <class T>
Buffer matrix(int n, std::size_t seed) {
  Buffer buffer(dtype_of<T>(), {n, n});
  const Numbers numbers =
      normal_numbers(static_cast<std::size_t>(n) * static_cast<std::size_t>(n), seed);
  std::transform(numbers.begin(), numbers.end(), buffer.mutable_data<T>(),
                 [](double x) { return static_cast<T>(x); });
  return buffer;
}

template <class T>
double difference(const Buffer& a, const std::vector<T>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a.data<T>()[i] - b[i])));
  }
  return largest;
}

/// `library_product` writes its product into `result`.
template <class T>
void report_product(const char* library, int n, const Function& function,
                    const std::vector<Buffer>& operands, std::vector<T>& result,
                    const Action& library_product, const Settings& settings, Report& report) {
  library_product();
  const double error = difference(run(function, operands)[0], result);
  const Comparison times = compare(
      library_product, [&] { run(function, operands); }, settings);
  const double operations = 2. * n * n * n * 1e-6;
  report.add("matrix products, GFLOP/s", {{"against", library},
                                          {"dtype", name_of(dtype_of<T>())},
                                          {"n", n},
                                          {"library", rounded(operations / times.first_ms)},
                                          {"aleator", rounded(operations / times.second_ms)},
                                          {"lib/aleator", rounded(times.ratio)},
                                          {"spread", rounded(times.spread)},
                                          {"difference", rounded(error)}});
}

template <class T>
void report_size(int n, const Settings& settings, Report& report) {
  const std::vector<Buffer> operands{matrix<T>(n, 1), matrix<T>(n, 2)};
  const T *a = operands[0].data<T>(), *b = operands[1].data<T>();
  const ArrayType type{.dtype = dtype_of<T>(), .shape = {n, n}};
  const Function function = close("matmul", {type, type}, [](const Arrays& x) {
                              return Arrays{matmul(x[0], x[1])};
                            }).function;
  std::vector<T> c(static_cast<std::size_t>(n) * static_cast<std::size_t>(n));
  constexpr bool is_double = sizeof(T) == 8;
  if (auto* gemm = symbol<Gemm<T>>("libopenblas.so.0", is_double ? "cblas_dgemm" : "cblas_sgemm")) {
    constexpr int kRowMajor = 101, kAsIs = 111;
    const auto product = [&] {
      gemm(kRowMajor, kAsIs, kAsIs, n, n, n, T(1), a, n, b, n, T(0), c.data(), n);
    };
    report_product("OpenBLAS", n, function, operands, c, product, settings, report);
  }
  if constexpr (!is_double) {
    if (auto* gemm = symbol<OneDnnGemm>("libdnnl.so.2", "dnnl_sgemm")) {
      const auto product = [&] { gemm('N', 'N', n, n, n, 1, a, n, b, n, 0, c.data(), n); };
      report_product("oneDNN", n, function, operands, c, product, settings, report);
    }
  }
}

}  // namespace

void report_matmul(const Settings& settings, Report& report) {
  setenv("OPENBLAS_NUM_THREADS", "1", 1);  // read when the libraries are loaded
  setenv("OMP_NUM_THREADS", "1", 1);
  kernels::openblas();  // loads it with the kernels that the processor can run
  for (const int n : {32, 64, 128, 256, 512, 1024}) {
    if (settings.is_quick && n > 512) continue;
    if (!settings.selects("matmul")) continue;
    report_size<double>(n, settings, report);
    report_size<float>(n, settings, report);
  }
}

}  // namespace aleator::bench
