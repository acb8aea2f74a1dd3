// SPDX-License-Identifier: Apache-2.0
// Defines which matrices are large: from what size on a library is faster than loops of our own.
// Measured on an AVX-512 server core; see benchmarks/README.md.
#pragma once

#include "aleator/kernels/products.h"

#include <algorithm>

namespace aleator::kernels {

constexpr double num_products(const ProductSizes& s) {
  return static_cast<double>(s.m) * static_cast<double>(s.n) * static_cast<double>(s.k);
}

/// Narrow matrices are read faster than they are packed for a library, unless sums are long and
/// rows or columns so few that vectors along them are short.
constexpr bool is_large_product(const ProductSizes& s) {
  const bool is_wide = std::min({s.m, s.n, s.k}) >= 8,
             has_long_sums = std::min(std::max(s.m, s.n), s.k) >= 128 && std::min(s.m, s.n) >= 2;
  return num_products(s) >= 48. * 48 * 48 && (is_wide || has_long_sums);
}

/// From here on oneDNN's kernels for float32 are faster than OpenBLAS's, by a quarter to twice as
/// fast, and worth the 50 ms that it takes to make them. They are made for rows of some length.
constexpr bool suits_onednn(const ProductSizes& s) {
  return num_products(s) >= 1 << 20 && s.n >= 16;
}

/// Products of a convolution: from here on blocks of windows are faster than windows in memory.
constexpr double kLargeConvolution = 1 << 18;

/// The smaller side of a matrix that is factored.
constexpr bool is_large_factorization(std::int64_t n) { return n >= 32; }
constexpr bool is_large_cholesky(std::int64_t n) { return n >= 32; }

/// A triangular system of n equations with this many right sides.
constexpr bool is_large_system(std::int64_t n, std::int64_t num_sides) {
  return n >= 32 && num_sides > 0;
}

}  // namespace aleator::kernels
