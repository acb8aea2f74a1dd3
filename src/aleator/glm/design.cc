// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/design.h"

#include "aleator/array/buffer.h"
#include "aleator/kernels/tall_matrices.h"
#include "aleator/kernels/transpose.h"
#include "aleator/kernels/workspace.h"
#include "aleator/linalg/sparse_matrix.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aleator::glm {
namespace {

void mirror(const ColumnGram& g) {
  const std::size_t n = g.columns->size();
  for (std::size_t j = g.first; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) g.gram[k * n + j] = g.gram[j * n + k];
  }
}

/// Copies of the columns, times the roots of the weights, one after the other.
void set_gram_of_copies(const Design& x, const ColumnGram& g) {
  const std::size_t n = g.columns->size();
  std::vector<double> roots(static_cast<std::size_t>(x.rows()));
  for (std::size_t i = 0; i < roots.size(); ++i) roots[i] = std::sqrt(g.weights[i]);
  kernels::Workspace copies(std::max<std::int64_t>(1, static_cast<std::int64_t>(n) * x.rows()));
  for (std::size_t j = 0; j < n; ++j) {
    double* copy = copies.data() + static_cast<std::int64_t>(j) * x.rows();
    x.copy_column((*g.columns)[j], copy);
    for (std::size_t i = 0; i < roots.size(); ++i) copy[i] *= roots[i];
  }
  const auto size = static_cast<std::int64_t>(n);
  kernels::multiply_rows(
      {copies.data(), size, x.rows(), static_cast<std::int64_t>(g.first), g.gram, size});
  mirror(g);
}

class DenseDesign final : public Design {
 public:
  const double* by_rows() const override { return x_.elements; }
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
  double column_sum(std::int64_t column, const double* row_weights) const override {
    double sum = 0;
    for (std::int64_t i = 0; i < rows(); ++i)
      sum += x_.elements[i * columns() + column] * row_weights[i];
    return sum;
  }
  void add_column(std::int64_t column, double factor, double* out) const override {
    for (std::int64_t i = 0; i < rows(); ++i)
      out[i] += factor * x_.elements[i * columns() + column];
  }
  void set_gram(const ColumnGram& gram) const override { set_gram_of_copies(*this, gram); }

 private:
  Buffer elements_;
  kernels::TallMatrix x_;
};

/// Columns one after the other.
class ColumnDesign final : public Design {
 public:
  bool is_by_columns() const override { return true; }
  explicit ColumnDesign(const Design& x)
      : Design(x.rows(), x.columns()), elements_(float64, Shape{x.columns(), x.rows()}) {
    double* to = elements_.mutable_data<double>();
    const double* from = x.by_rows();
    if (from) kernels::transpose(from, rows(), columns(), to);
    for (std::int64_t j = 0; !from && j < columns(); ++j) x.copy_column(j, to + j * rows());
  }

  void multiply(const double* coefficients, double* out) const override {
    std::fill_n(out, rows(), 0.);
    for (std::int64_t j = 0; j < columns(); ++j) {
      if (coefficients[j] != 0) add_column(j, coefficients[j], out);
    }
  }
  void add_weighted_rows(const double* row_weights, double* out) const override {
    for (std::int64_t j = 0; j < columns(); ++j) out[j] += column_sum(j, row_weights);
  }
  void add_sums(const DesignSums& sums) const override {
    if (sums.gradient) add_weighted_rows(sums.row_weights, sums.gradient);
    std::vector<std::int64_t> all(static_cast<std::size_t>(columns()));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    std::vector<double> gram(all.size() * all.size());
    set_gram({&all, 0, sums.weights, gram.data()});
    for (std::size_t e = 0; e < gram.size(); ++e) sums.gram[e] += gram[e];
  }
  void copy_column(std::int64_t column, double* out) const override {
    std::copy_n(at(column), rows(), out);
  }
  double column_sum(std::int64_t column, const double* row_weights) const override {
    return kernels::dot(at(column), row_weights, rows());
  }
  void add_column(std::int64_t column, double factor, double* out) const override {
    kernels::add_multiple(factor, at(column), rows(), out);
  }
  void set_gram(const ColumnGram& gram) const override { set_gram_of_copies(*this, gram); }

 private:
  const double* at(std::int64_t column) const { return elements_.data<double>() + column * rows(); }
  Buffer elements_;
};

/// The elements by columns, and by rows for products over rows.
class SparseDesign final : public Design {
 public:
  bool is_by_columns() const override { return true; }
  std::int64_t num_stored(std::int64_t column) const override {
    const auto& starts = by_columns_.column_starts();
    return starts[static_cast<std::size_t>(column) + 1] - starts[static_cast<std::size_t>(column)];
  }
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
    for (std::int64_t j = 0; j < columns(); ++j) out[j] += column_sum(j, row_weights);
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
  double column_sum(std::int64_t column, const double* row_weights) const override {
    double sum = 0;
    each_of_column(column, [&](std::size_t i, double value) { sum += value * row_weights[i]; });
    return sum;
  }
  void add_column(std::int64_t column, double factor, double* out) const override {
    each_of_column(column, [&](std::size_t i, double value) { out[i] += factor * value; });
  }
  /// A column with its weights as a full vector, and the others' elements summed over it.
  void set_gram(const ColumnGram& g) const override {
    const std::size_t n = g.columns->size();
    std::vector<double> full(static_cast<std::size_t>(rows()), 0.);
    for (std::size_t j = g.first; j < n; ++j) {
      const std::int64_t column = (*g.columns)[j];
      each_of_column(column, [&](std::size_t i, double value) { full[i] = value * g.weights[i]; });
      for (std::size_t k = 0; k <= j; ++k)
        g.gram[j * n + k] = column_sum((*g.columns)[k], full.data());
      each_of_column(column, [&](std::size_t i, double) { full[i] = 0; });
    }
    mirror(g);
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

Ref<const Design> by_columns(const Ref<const Design>& design) {
  return design->is_by_columns() ? design : make_ref<ColumnDesign>(*design);
}

Ref<const Design> sparse_design(const linalg::SparseMatrix& matrix) {
  return make_ref<SparseDesign>(matrix);
}

}  // namespace aleator::glm
