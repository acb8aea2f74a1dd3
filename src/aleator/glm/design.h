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

 private:
  std::int64_t rows_, columns_;
};

/// Row-major elements, kept for as long as the design lives.
Ref<const Design> dense_design(const Buffer& elements, std::int64_t first, std::int64_t rows,
                               std::int64_t columns);
Ref<const Design> sparse_design(const linalg::SparseMatrix& matrix);

}  // namespace aleator::glm
