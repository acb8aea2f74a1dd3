// SPDX-License-Identifier: Apache-2.0
// Defines transposition by blocks that stay in the nearest cache.
#pragma once

#include <algorithm>
#include <cstdint>

namespace aleator::kernels {

/// to[j * rows + i] = from[i * columns + j]; where only one triangle of blocks is wanted, the one
/// with i >= j (`below`) or i <= j (`above`).
enum class Triangle { all, below, above };

inline void transpose(const double* from, std::int64_t rows, std::int64_t columns, double* to,
                      Triangle part = Triangle::all) {
  constexpr std::int64_t kBlock = 32;
  for (std::int64_t i0 = 0; i0 < rows; i0 += kBlock) {
    const std::int64_t i1 = std::min(i0 + kBlock, rows);
    const std::int64_t first = part == Triangle::above ? i0 : 0;
    const std::int64_t last = part == Triangle::below ? i1 : columns;
    for (std::int64_t j0 = first; j0 < last; j0 += kBlock) {
      const std::int64_t j1 = std::min(j0 + kBlock, columns);
      for (std::int64_t j = j0; j < j1; ++j) {
        for (std::int64_t i = i0; i < i1; ++i) to[j * rows + i] = from[i * columns + j];
      }
    }
  }
}

}  // namespace aleator::kernels
