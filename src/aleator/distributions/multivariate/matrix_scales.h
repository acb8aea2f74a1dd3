// SPDX-License-Identifier: Apache-2.0
// Defines scales of the rows and the columns of matrices, which families over these share.
#pragma once

#include "aleator/distributions/distribution.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator {

/// Events X = loc + A Z B' for Z of some standard distribution.
class MatrixScales {
 public:
  /// Throws ShapeError unless loc is [..., n, p], A n by n and B p by p.
  MatrixScales(const char* who, const Array& loc, const LinearOperator& row,
               const LinearOperator& column);

  Shape batch_shape() const { return batch_shape_; }
  Shape event_shape() const { return {num_rows(), num_columns()}; }
  std::int64_t num_rows() const { return row_.range_dimension(); }
  std::int64_t num_columns() const { return column_.range_dimension(); }
  /// loc, and the arrays of the operators.
  std::vector<NamedArray> parameters() const;
  const Array& loc() const { return loc_; }

  Array color(const Array& z) const;   ///< A Z B'
  Array whiten(const Array& y) const;  ///< the Z with A Z B' = Y
  /// log of |det(A)|**p |det(B)|**n.
  Array log_abs_determinant() const;
  /// The variances of the elements of A Z B', where those of Z are independent of variance 1.
  Array variance() const;
  /// A and B dense.
  Array row_matrix() const { return row_.to_dense(); }
  Array column_matrix() const { return column_.to_dense(); }
  const LinearOperator& row() const { return row_; }
  const LinearOperator& column() const { return column_; }

 private:
  Array loc_;
  LinearOperator row_, column_;
  Shape batch_shape_;
};

}  // namespace aleator
