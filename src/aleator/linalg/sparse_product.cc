// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/sparse_product.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

namespace aleator::linalg {
namespace {

/// The column of each stored element.
Array stored_columns(const SparseMatrix& a) {
  std::vector<std::int64_t> columns;
  columns.reserve(a.values().size());
  for (std::size_t j = 0; j + 1 < a.column_starts().size(); ++j) {
    columns.insert(columns.end(),
                   static_cast<std::size_t>(a.column_starts()[j + 1] - a.column_starts()[j]),
                   static_cast<std::int64_t>(j));
  }
  return array(columns);
}

void check_inner(const char* who, const SparseMatrix& a, const Array& b, const char* required,
                 std::int64_t rank) {
  if (b.has_value() && b.rank() >= rank && b.dim(-rank) == a.num_columns()) return;
  throw ShapeError(text(who, ": b must have shape ", required, " with n = ", a.num_columns(),
                        ", the columns of a, got ",
                        b.has_value() ? text(b.type()) : std::string("nothing")));
}

/// Along the first axis of b, [n, ...]: [m, ...].
Array product_along_first(const SparseMatrix& a, const Array& b) {
  Shape shape = b.shape();
  shape[0] = a.num_rows();
  Shape ones = Shape{a.num_stored()};
  while (ones.rank() < b.rank()) ones = ones + Shape{1};
  const Array values = reshape(astype(array(a.values()), b.dtype()), ones);
  const Array terms = values * take(b, stored_columns(a), 0);
  return add_at(zeros(shape, b.dtype()), {array(a.row_indices())}, terms);
}

Array floating(const Array& b) { return is_floating(b.dtype()) ? b : astype(b, float64); }

}  // namespace

Array sparse_or_dense_matmul(const SparseMatrix& a, const Array& b) {
  check_inner("sparse_or_dense_matmul", a, b, "[..., n, k]", 2);
  return move_axis(product_along_first(a, move_axis(floating(b), -2, 0)), 0, -2);
}

Array sparse_or_dense_matmul(const Array& a, const Array& b) { return matmul(a, b); }

Array sparse_or_dense_matvecmul(const SparseMatrix& a, const Array& b) {
  check_inner("sparse_or_dense_matvecmul", a, b, "[..., n]", 1);
  return move_axis(product_along_first(a, move_axis(floating(b), -1, 0)), 0, -1);
}

Array sparse_or_dense_matvecmul(const Array& a, const Array& b) {
  return matmul(a, expand_dims(b, -1))[{Ellipsis, 0}];
}

}  // namespace aleator::linalg
