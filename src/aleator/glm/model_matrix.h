// SPDX-License-Identifier: Apache-2.0
// Defines ModelMatrix, the rows and columns that a model is fitted to, dense or sparse.
#pragma once

#include "aleator/array/array.h"
#include "aleator/linalg/sparse_matrix.h"

#include <optional>

namespace aleator::glm {

/// An Array of shape [..., row, column], or a sparse matrix.
class ModelMatrix {
 public:
  ModelMatrix(const Array& dense) : dense_(dense) {}
  ModelMatrix(const linalg::SparseMatrix& sparse) : sparse_(sparse) {}

  bool is_sparse() const { return sparse_.has_value(); }
  const Array& dense() const { return dense_; }
  const linalg::SparseMatrix& sparse() const { return *sparse_; }

 private:
  Array dense_;
  std::optional<linalg::SparseMatrix> sparse_;
};

}  // namespace aleator::glm
