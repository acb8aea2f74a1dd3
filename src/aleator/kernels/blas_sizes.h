// SPDX-License-Identifier: Apache-2.0
// Defines the sizes that BLAS and LAPACK take: 32 bits, workspaces included.
#pragma once

#include <cstdint>

namespace aleator::kernels {

/// Whether a side is short enough that workspaces of two of its squares can be counted.
constexpr bool is_blas_size(std::int64_t n) { return n <= 30'000; }
constexpr int blas_size(std::int64_t n) { return static_cast<int>(n); }

}  // namespace aleator::kernels
