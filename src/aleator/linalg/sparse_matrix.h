// SPDX-License-Identifier: Apache-2.0
// Defines SparseMatrix, a matrix of which only the nonzero elements are stored.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/error.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace aleator::linalg {

/// Elements by rows (compressed sparse rows): those of row i are elements row_starts[i] up to
/// row_starts[i + 1] of the other two.
struct SparseRowsParameters {
  Array values = required("values");                  ///< floating
  Array column_indices = required("column_indices");  ///< integers in 0..num_columns-1
  Array row_starts = required("row_starts");  ///< integers, [num_rows + 1], ascending from 0
  std::int64_t num_columns = required("num_columns");
};
/// Elements in any order; those of one place are added.
struct SparseElementsParameters {
  Array values = required("values");
  Array row_indices = required("row_indices");
  Array column_indices = required("column_indices");
  std::int64_t num_rows = required("num_rows");
  std::int64_t num_columns = required("num_columns");
};

/// Immutable; copies share the elements, which are float64 and stored by columns (compressed sparse
/// columns), rows ascending and without repetition in each.
class SparseMatrix {
 public:
  explicit SparseMatrix(const SparseRowsParameters& parameters);
  explicit SparseMatrix(const SparseElementsParameters& parameters);
  /// The nonzero elements of a matrix.
  static SparseMatrix from_dense(const Array& x);

  std::int64_t num_rows() const { return parts_->num_rows; }
  std::int64_t num_columns() const { return parts_->num_columns; }
  std::int64_t num_stored() const { return static_cast<std::int64_t>(parts_->values.size()); }
  const std::vector<double>& values() const { return parts_->values; }
  const std::vector<std::int64_t>& row_indices() const { return parts_->row_indices; }
  const std::vector<std::int64_t>& column_starts() const { return parts_->column_starts; }
  Array to_dense() const;

 private:
  struct Parts {
    std::int64_t num_rows = 0, num_columns = 0;
    std::vector<double> values;
    std::vector<std::int64_t> row_indices, column_starts;
  };
  void assign(const SparseElementsParameters& parameters);
  std::shared_ptr<const Parts> parts_;
};

}  // namespace aleator::linalg
