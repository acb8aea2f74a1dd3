// SPDX-License-Identifier: Apache-2.0
// Declares products of large matrices.
#pragma once

#include "aleator/base/dtype.h"

#include <cstdint>

namespace aleator::kernels {

/// Of an m x k matrix with a k x n matrix.
struct ProductSizes {
  std::int64_t m, n, k;
};

/// Whether a library should compute products of this size: they are large and it is there. Depends
/// on sizes and libraries alone.
bool serves_product(Dtype dtype, const ProductSizes& sizes);

/// Whether there is a library for products at all.
bool has_products(Dtype dtype);

/// Row-major matrices. A transposed operand is stored as its transpose. The result overlaps with no
/// operand.
template <class T>
struct Product {
  ProductSizes sizes;
  bool is_left_transposed = false, is_right_transposed = false;
  const T* left;
  const T* right;
  T* result;
  bool is_added = false;  ///< to what the result holds
  /// From a stored row to the next, for parts of larger matrices; 0: rows without gaps.
  std::int64_t left_stride = 0, right_stride = 0, result_stride = 0;
};

/// The product by a library, on the calling thread; its sums are in the matrices' own dtype.
void multiply(const Product<double>& product);
void multiply(const Product<float>& product);

}  // namespace aleator::kernels
