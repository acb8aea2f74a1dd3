// SPDX-License-Identifier: Apache-2.0
// Declares the part of OpenBLAS that is used, as pointers that are found at run time. Functions
// called cblas_ take row-major matrices, those of LAPACK column-major ones and addresses.
#pragma once

#include <cstddef>

namespace aleator::kernels {

/// Values of the enumerations of CBLAS.
enum class BlasOrder : int { row_major = 101, column_major = 102 };
enum class BlasTranspose : int { no = 111, yes = 112 };
enum class BlasTriangle : int { upper = 121, lower = 122 };
enum class BlasDiagonal : int { stored = 131, unit = 132 };
enum class BlasSide : int { left = 141, right = 142 };

/// c = alpha op(a) op(b) + beta c
template <class T>
using BlasGemm = void(BlasOrder, BlasTranspose, BlasTranspose, int m, int n, int k, T alpha,
                      const T* a, int lda, const T* b, int ldb, T beta, T* c, int ldc);

// X(name, arguments); LAPACK's hidden lengths of strings come last.
#define ALEATOR_OPENBLAS_FUNCTIONS(X)                                                              \
  X(openblas_set_num_threads, (int))                                                               \
  X(cblas_dtrsm, (BlasOrder, BlasSide, BlasTriangle, BlasTranspose, BlasDiagonal, int m, int n,    \
                  double alpha, const double* a, int lda, double* b, int ldb))                     \
  X(cblas_dsyrk, (BlasOrder, BlasTriangle, BlasTranspose, int n, int k, double alpha,              \
                  const double* a, int lda, double beta, double* c, int ldc))                      \
  X(dpotrf_,                                                                                       \
    (const char* triangle, const int* n, double* a, const int* lda, int* info, std::size_t))       \
  X(dgetrf_, (const int* m, const int* n, double* a, const int* lda, int* pivots, int* info))      \
  X(dgeqrf_, (const int* m, const int* n, double* a, const int* lda, double* tau, double* work,    \
              const int* lwork, int* info))                                                        \
  X(dorgqr_, (const int* m, const int* n, const int* k, double* a, const int* lda,                 \
              const double* tau, double* work, const int* lwork, int* info))                       \
  X(dsyevd_, (const char* job, const char* triangle, const int* n, double* a, const int* lda,      \
              double* w, double* work, const int* lwork, int* iwork, const int* liwork, int* info, \
              std::size_t, std::size_t))                                                           \
  X(dgesdd_, (const char* job, const int* m, const int* n, double* a, const int* lda, double* s,   \
              double* u, const int* ldu, double* vt, const int* ldvt, double* work,                \
              const int* lwork, int* iwork, int* info, std::size_t))

/// The functions, under their own names.
struct OpenBlas {
  BlasGemm<double>* cblas_dgemm = nullptr;
  BlasGemm<float>* cblas_sgemm = nullptr;
#define ALEATOR_OPENBLAS_POINTER(name, arguments) void(*name) arguments = nullptr;
  ALEATOR_OPENBLAS_FUNCTIONS(ALEATOR_OPENBLAS_POINTER)
#undef ALEATOR_OPENBLAS_POINTER
};

/// Loads OpenBLAS at the first call, with the kernels that the processor can run and one thread,
/// and tests it; null where it is absent or computes wrong results. ALEATOR_OPENBLAS_LIBRARY may
/// name the file, or be "off".
const OpenBlas* openblas();

}  // namespace aleator::kernels
