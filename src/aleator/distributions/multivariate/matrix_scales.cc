// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/matrix_scales.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/operator_scale.h"

namespace aleator {
namespace {

Array transposed(const Array& x) { return swap_axes(x, -1, -2); }

}  // namespace

MatrixScales::MatrixScales(const char* who, const Array& loc, const LinearOperator& row,
                           const LinearOperator& column)
    : loc_(in_dtype_of(row, who, "loc", loc)), row_(row), column_(column) {
  if (row.dtype() != column.dtype())
    throw DtypeError(text(who, ": scale_row and scale_column must have one dtype, got ",
                          row.dtype(), " and ", column.dtype()));
  if (!row.is_square() || !column.is_square())
    throw ShapeError(text(who, ": scale_row and scale_column must be square, got shapes ",
                          row.shape(), " and ", column.shape()));
  if (loc.rank() < 2 || loc.dim(-2) != num_rows() || loc.dim(-1) != num_columns())
    throw ShapeError(text(who, ": loc must have shape [..., ", num_rows(), ", ", num_columns(),
                          "], by the scales, got ", loc.shape()));
  batch_shape_ =
      broadcast_shapes(loc.shape().slice(0, loc.rank() - 2),
                       broadcast_shapes(row.batch_shape(), column.batch_shape(), who), who);
}

std::vector<NamedArray> MatrixScales::parameters() const {
  std::vector<NamedArray> all{{"loc", loc_}};
  for (const Array& p : row_.rules().parameters()) all.push_back({"scale_row", p});
  for (const Array& p : column_.rules().parameters()) all.push_back({"scale_column", p});
  return all;
}
Array MatrixScales::color(const Array& z) const {
  return row_.matmul(transposed(column_.matmul(transposed(z))));
}
Array MatrixScales::whiten(const Array& y) const {
  return transposed(column_.solve(transposed(row_.solve(y))));
}
Array MatrixScales::log_abs_determinant() const {
  return static_cast<double>(num_columns()) * row_.log_abs_determinant() +
         static_cast<double>(num_rows()) * column_.log_abs_determinant();
}
Array MatrixScales::variance() const {
  const Array rows = sum(square(row_matrix()), {.axes = {-1}});
  const Array columns = sum(square(column_matrix()), {.axes = {-1}});
  return expand_dims(rows, -1) * expand_dims(columns, -2);
}

}  // namespace aleator
