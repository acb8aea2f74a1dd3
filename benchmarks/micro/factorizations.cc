// SPDX-License-Identifier: Apache-2.0
// Defines the comparison of factorizations with LAPACK as OpenBLAS has it, where that is installed.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/kernels/openblas.h"
#include "aleator/transforms/inspect.h"

#include <dlfcn.h>

#include "benchmarks/micro/data.h"
#include "benchmarks/micro/parts.h"

namespace aleator::bench {
namespace {

using Potrf = void(const char*, const int*, double*, const int*, int*, std::size_t);
using Getrf = void(const int*, const int*, double*, const int*, int*, int*);
using Geqrf = void(const int*, const int*, double*, const int*, double*, double*, const int*, int*);
using Orgqr = void(const int*, const int*, const int*, double*, const int*, const double*, double*,
                   const int*, int*);
using Syevd = void(const char*, const char*, const int*, double*, const int*, double*, double*,
                   const int*, int*, const int*, int*, std::size_t, std::size_t);
using Gesdd = void(const char*, const int*, const int*, double*, const int*, double*, double*,
                   const int*, double*, const int*, double*, const int*, int*, int*, std::size_t);
using Trsm = void(int order, int side, int triangle, int transpose, int diagonal, int m, int n,
                  double alpha, const double* a, int lda, double* b, int ldb);

template <class F>
F* lapack(const char* name) {
  static void* handle = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  return handle ? reinterpret_cast<F*>(dlsym(handle, name)) : nullptr;
}

/// What one call of LAPACK works on, column-major; matrices are symmetric or without a pattern, so
/// that the order does not matter.
struct Lapack {
  int n, info = 0, work_size, index_size;
  std::vector<double> matrix, values, work, u, v;
  std::vector<int> indices;

  explicit Lapack(int n)
      : n(n),
        work_size(10 * n * n + 1000 * n),
        index_size(10 * n + 10),
        values(static_cast<std::size_t>(n)),
        work(static_cast<std::size_t>(work_size)),
        u(static_cast<std::size_t>(n) * static_cast<std::size_t>(n)),
        v(u.size()),
        indices(static_cast<std::size_t>(index_size)) {}

  void cholesky() { lapack<Potrf>("dpotrf_")("L", &n, matrix.data(), &n, &info, 1); }
  void lu() { lapack<Getrf>("dgetrf_")(&n, &n, matrix.data(), &n, indices.data(), &info); }
  void qr() {
    lapack<Geqrf>("dgeqrf_")(&n, &n, matrix.data(), &n, values.data(), work.data(), &work_size,
                             &info);
    lapack<Orgqr>("dorgqr_")(&n, &n, &n, matrix.data(), &n, values.data(), work.data(), &work_size,
                             &info);
  }
  void eigh() {
    lapack<Syevd>("dsyevd_")("V", "L", &n, matrix.data(), &n, values.data(), work.data(),
                             &work_size, indices.data(), &index_size, &info, 1, 1);
  }
  void svd() {
    lapack<Gesdd>("dgesdd_")("S", &n, &n, matrix.data(), &n, values.data(), u.data(), &n, v.data(),
                             &n, work.data(), &work_size, indices.data(), &info, 1);
  }
  /// One right side, in place of the values.
  void solve() {
    constexpr int kColumnMajor = 102, kLeft = 141, kLower = 122, kAsIs = 111, kStored = 131;
    lapack<Trsm>("cblas_dtrsm")(kColumnMajor, kLeft, kLower, kAsIs, kStored, n, 1, 1, matrix.data(),
                                n, values.data(), n);
  }
};

struct Case {
  const char* name;
  void (Lapack::*by_lapack)();
  Arrays (*by_aleator)(const Array& matrix, const Array& side);
};

constexpr Case kCases[] = {
    {"cholesky", &Lapack::cholesky,
     [](const Array& a, const Array&) { return Arrays{cholesky(a)}; }},
    {"triangular solve", &Lapack::solve,
     [](const Array& a, const Array& b) { return Arrays{solve_triangular(a, b)}; }},
    {"lu", &Lapack::lu,
     [](const Array& a, const Array&) {
       const LuFactors f = lu(a);
       return Arrays{f.lower_upper, f.permutation};
     }},
    {"qr", &Lapack::qr,
     [](const Array& a, const Array&) {
       const QrFactors f = qr(a);
       return Arrays{f.q, f.r};
     }},
    {"eigh", &Lapack::eigh,
     [](const Array& a, const Array&) {
       const EighFactors f = eigh(a);
       return Arrays{f.eigenvalues, f.eigenvectors};
     }},
    {"svd", &Lapack::svd,
     [](const Array& a, const Array&) {
       const SvdFactors f = svd(a);
       return Arrays{f.u, f.singular_values, f.v};
     }},
};

/// Symmetric, positive definite, well conditioned.
Buffer positive_definite(int n) {
  const auto size = static_cast<std::size_t>(n);
  const Numbers numbers = normal_numbers(size * size, 1);
  Buffer buffer(Dtype::float64, {n, n});
  double* a = buffer.mutable_data<double>();
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j)
      a[i * size + j] = numbers[i * size + j] + numbers[j * size + i] + (i == j ? 4. * n : 0.);
  }
  return buffer;
}

void report_case(const Case& c, int n, const Settings& settings, Report& report) {
  const Buffer matrix = positive_definite(n);
  const Array side = ones({n});
  const std::vector<Buffer> operands{matrix, compute({side})[0]};
  const ArrayType type{.dtype = Dtype::float64, .shape = {n, n}};
  const Function function = close(c.name, {type, side.type()}, [&](const Arrays& x) {
                              return c.by_aleator(x[0], x[1]);
                            }).function;
  if (!lapack<Potrf>("dpotrf_")) return;
  Lapack lapack(n);
  const double* first = matrix.data<double>();
  const Comparison times = compare(
      [&] {
        // Factors take the place of the matrix; Aleator's copy is part of its call.
        lapack.matrix.assign(first, first + matrix.size());
        (lapack.*c.by_lapack)();
      },
      [&] { run(function, operands); }, settings);
  report.add("factorizations, ms", {{"of", c.name},
                                    {"n", n},
                                    {"LAPACK", rounded(times.first_ms)},
                                    {"aleator", rounded(times.second_ms)},
                                    {"lapack/aleator", rounded(times.ratio)},
                                    {"spread", rounded(times.spread)}});
}

}  // namespace

void report_factorizations(const Settings& settings, Report& report) {
  kernels::openblas();  // loads it with the kernels that the processor can run
  for (const Case& c : kCases) {
    if (!settings.selects(c.name)) continue;
    for (const int n : {20, 50, 100, 300, 1000}) {
      if (!settings.is_quick || n < 1000) report_case(c, n, settings, report);
    }
  }
}

}  // namespace aleator::bench
