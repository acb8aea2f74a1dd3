// SPDX-License-Identifier: Apache-2.0
// Defines Design, a model matrix as the algorithms read it: float64, dense or sparse.
#pragma once

#include "aleator/base/ref.h"

#include <cstdint>
#include <vector>

namespace aleator {
class Buffer;
}
namespace aleator::linalg {
class SparseMatrix;
}

namespace aleator::glm {

/// Sums over the rows of a design x.
struct DesignSums {
  const double* weights;      ///< of gram, >= 0
  const double* row_weights;  ///< of gradient
  double* gradient;           ///< [j] += sum_i row_weights[i] x[i, j]
  double* gram;               ///< [j, k] += sum_i weights[i] x[i, j] x[i, k] for k <= j
};

/// Of some columns: gram[j, k] = sum_i weights[i] x[i, columns[j]] x[i, columns[k]], both
/// triangles, for pairs of which one is at least `first`.
struct ColumnGram {
  const std::vector<std::int64_t>* columns;
  std::size_t first;
  const double* weights;
  double* gram;  ///< columns x columns
};

class Design : public Counted {
 public:
  Design(std::int64_t rows, std::int64_t columns) : rows_(rows), columns_(columns) {}
  std::int64_t rows() const { return rows_; }
  std::int64_t columns() const { return columns_; }

  /// out[i] = sum_j x[i, j] coefficients[j]
  virtual void multiply(const double* coefficients, double* out) const = 0;
  /// out[j] += sum_i row_weights[i] x[i, j]
  virtual void add_weighted_rows(const double* row_weights, double* out) const = 0;
  virtual void add_sums(const DesignSums& sums) const = 0;
  /// out[i] = x[i, column]
  virtual void copy_column(std::int64_t column, double* out) const = 0;
  /// sum_i x[i, column] row_weights[i]
  virtual double column_sum(std::int64_t column, const double* row_weights) const = 0;
  /// out[i] += factor x[i, column]
  virtual void add_column(std::int64_t column, double factor, double* out) const = 0;
  virtual void set_gram(const ColumnGram& gram) const = 0;
  /// Elements of a column that may be other than 0.
  virtual std::int64_t num_stored(std::int64_t) const { return rows_; }
  /// The elements row by row, if they are stored so.
  virtual const double* by_rows() const { return nullptr; }
  /// Whether columns are read one by one without waste.
  virtual bool is_by_columns() const { return false; }

 private:
  std::int64_t rows_, columns_;
};

/// Row-major elements, kept for as long as the design lives.
Ref<const Design> dense_design(const Buffer& elements, std::int64_t first, std::int64_t rows,
                               std::int64_t columns);
/// The same matrix stored by columns, for algorithms that read some of many columns.
Ref<const Design> by_columns(const Ref<const Design>& design);
Ref<const Design> sparse_design(const linalg::SparseMatrix& matrix);

}  // namespace aleator::glm
