// SPDX-License-Identifier: Apache-2.0
// Declares the product of float32 matrices of oneDNN, found at run time.
#pragma once

#include <cstdint>

namespace aleator::kernels {

/// The functions that are used; matrices are row-major. OpenMP's number of threads belongs to the
/// calling thread.
struct OneDnn {
  int (*sgemm)(char transpose_a, char transpose_b, std::int64_t m, std::int64_t n, std::int64_t k,
               float alpha, const float* a, std::int64_t lda, const float* b, std::int64_t ldb,
               float beta, float* c, std::int64_t ldc) = nullptr;
  int (*max_threads)() = nullptr;
  void (*set_num_threads)(int) = nullptr;
};

/// Loads oneDNN at the first call and tests it; null where it is absent or computes wrong results.
/// ALEATOR_ONEDNN_LIBRARY may name the file, or be "off".
const OneDnn* onednn();

}  // namespace aleator::kernels
