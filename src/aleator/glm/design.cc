// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/design.h"

#include "aleator/array/buffer.h"
#include "aleator/kernels/tall_matrices.h"
#include "aleator/linalg/sparse_matrix.h"

#include <algorithm>

namespace aleator::glm {
namespace {

class DenseDesign final : public Design {
 public:
  DenseDesign(const Buffer& elements, std::int64_t first, std::int64_t rows, std::int64_t columns)
      : Design(rows, columns),
        elements_(elements),
        x_{elements.data<double>() + first, rows, columns} {}

  void multiply(const double* coefficients, double* out) const override {
    kernels::multiply_vector(x_, coefficients, out);
  }
  void add_weighted_rows(const double* row_weights, double* out) const override {
    kernels::add_weighted_rows(x_, row_weights, out);
  }
  void add_sums(const DesignSums& sums) const override {
    kernels::add_weighted_sums(x_, {sums.weights, sums.row_weights, sums.gradient, sums.gram});
  }
  void copy_column(std::int64_t column, double* out) const override {
    for (std::int64_t i = 0; i < rows(); ++i) out[i] = x_.elements[i * columns() + column];
  }

 private:
  Buffer elements_;
  kernels::TallMatrix x_;
};

/// The elements by columns, and by rows for products over rows.
class SparseDesign final : public Design {
 public:
  explicit SparseDesign(const linalg::SparseMatrix& matrix)
      : Design(matrix.num_rows(), matrix.num_columns()), by_columns_(matrix) {
    const auto num_rows = static_cast<std::size_t>(rows());
    row_starts_.assign(num_rows + 1, 0);
    for (const std::int64_t i : matrix.row_indices())
      ++row_starts_[static_cast<std::size_t>(i) + 1];
    for (std::size_t i = 0; i < num_rows; ++i) row_starts_[i + 1] += row_starts_[i];
    std::vector<std::size_t> next(row_starts_.begin(), row_starts_.end() - 1);
    column_indices_.resize(matrix.values().size());
    values_.resize(matrix.values().size());
    for (std::int64_t j = 0; j < columns(); ++j) {
      each_of_column(j, [&](std::size_t i, double value) {
        column_indices_[next[i]] = static_cast<std::size_t>(j);
        values_[next[i]++] = value;
      });
    }
  }

  void multiply(const double* coefficients, double* out) const override {
    std::fill_n(out, rows(), 0.);
    for (std::int64_t j = 0; j < columns(); ++j) {
      const double b = coefficients[j];
      if (b == 0) continue;
      each_of_column(j, [&](std::size_t i, double value) { out[i] += b * value; });
    }
  }
  void add_weighted_rows(const double* row_weights, double* out) const override {
    for (std::int64_t j = 0; j < columns(); ++j) {
      double sum = 0;
      each_of_column(j, [&](std::size_t i, double value) { sum += row_weights[i] * value; });
      out[j] += sum;
    }
  }
  void add_sums(const DesignSums& sums) const override {
    if (sums.gradient) add_weighted_rows(sums.row_weights, sums.gradient);
    for (std::size_t i = 0; i < static_cast<std::size_t>(rows()); ++i) {
      const double w = sums.weights[i];
      if (w != 0) add_row(i, w, sums.gram);
    }
  }
  void copy_column(std::int64_t column, double* out) const override {
    std::fill_n(out, rows(), 0.);
    each_of_column(column, [&](std::size_t i, double value) { out[i] = value; });
  }

 private:
  template <class F>
  void each_of_column(std::int64_t j, F&& f) const {
    const auto column = static_cast<std::size_t>(j);
    const auto& starts = by_columns_.column_starts();
    for (auto k = static_cast<std::size_t>(starts[column]);
         k < static_cast<std::size_t>(starts[column + 1]); ++k)
      f(static_cast<std::size_t>(by_columns_.row_indices()[k]), by_columns_.values()[k]);
  }
  /// Columns ascend within a row, so that the second is never behind the first.
  void add_row(std::size_t i, double w, double* gram) const {
    for (std::size_t a = row_starts_[i]; a < row_starts_[i + 1]; ++a) {
      double* target = gram + column_indices_[a] * static_cast<std::size_t>(columns());
      for (std::size_t b = row_starts_[i]; b <= a; ++b)
        target[column_indices_[b]] += w * values_[a] * values_[b];
    }
  }

  linalg::SparseMatrix by_columns_;
  std::vector<std::size_t> row_starts_, column_indices_;
  std::vector<double> values_;
};

}  // namespace

Ref<const Design> dense_design(const Buffer& elements, std::int64_t first, std::int64_t rows,
                               std::int64_t columns) {
  return make_ref<DenseDesign>(elements, first, rows, columns);
}

Ref<const Design> sparse_design(const linalg::SparseMatrix& matrix) {
  return make_ref<SparseDesign>(matrix);
}

}  // namespace aleator::glm
