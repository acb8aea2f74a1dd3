// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of staircase_product: products of matrices of which one is zero below a
// staircase, as those of masked networks are.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// For x [m, k], w [k, n] and y [m, n], in blocks of w's columns that end before columns[b] and of
/// whose rows those before rows[b] count; both ascend, and columns end with n. The result is one of
///
///   y = x w                  of (x, w),
///   x = y w^T                of (w, y),
///   w = x^T y where w counts, 0 elsewhere, of (x, y).
///
/// Each is linear in both operands, and the others are its derivatives.
struct StaircaseProduct {
  enum Result : std::int64_t { kLeft, kRight, kProduct };  ///< x, w, y
  std::int64_t result = kProduct;
  Dims columns, rows;
  std::int64_t num_rows = 0;  ///< k
  friend bool operator==(const StaircaseProduct&, const StaircaseProduct&) = default;
  template <class V>
  void visit(V&& v) const {
    v("result", result);
    v("columns", columns);
    v("rows", rows);
    v("num_rows", num_rows);
  }
};

/// The same from products with a mask.
Array masked_product(const StaircaseProduct& attributes, const Arrays& operands);

}  // namespace aleator
