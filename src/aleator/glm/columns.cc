// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/columns.h"

#include "aleator/array/buffer.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"

#include <cmath>

namespace aleator::glm {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Names of the given columns: those that were given, or "x0", "x1", ...
std::vector<std::string> given_names(const Observations& o, std::int64_t num_given) {
  if (o.column_names.empty()) {
    std::vector<std::string> names;
    for (std::int64_t j = 0; j < num_given; ++j) names.push_back(text("x", j));
    return names;
  }
  if (o.column_names.size() != index(num_given)) {
    throw ShapeError(text(o.who, ": column_names must have one name for each of the ", num_given,
                          " columns of model_matrix, got ", o.column_names.size()));
  }
  return o.column_names;
}

/// Weighted means and standard deviations (divisor: the sum of weights) of the columns of a design.
struct Spread {
  std::vector<double> centers, scales;
};
Spread spread_of(const Design& x, const std::vector<double>& weights) {
  Spread result;
  std::vector<double> column(index(x.rows()));
  double total = 0;
  for (const double w : weights) total += w;
  for (std::int64_t j = 0; j < x.columns(); ++j) {
    x.copy_column(j, column.data());
    double center = 0, square = 0;
    for (std::size_t i = 0; i < column.size(); ++i) center += weights[i] * column[i];
    center /= total;
    for (std::size_t i = 0; i < column.size(); ++i)
      square += weights[i] * (column[i] - center) * (column[i] - center);
    const double scale = std::sqrt(square / total);
    const bool is_constant = !(scale > 1e-14 * std::abs(center));
    result.centers.push_back(center);
    result.scales.push_back(is_constant ? 1. : scale);
  }
  return result;
}

/// Rows are looked at until one differs: most columns take two.
bool is_constant(const Design& x, std::int64_t j, std::vector<double>& column) {
  if (const double* rows = x.by_rows()) {
    for (std::int64_t i = 1; i < x.rows(); ++i) {
      if (rows[i * x.columns() + j] != rows[j]) return false;
    }
    return rows[j] != 0;
  }
  if (x.num_stored(j) < x.rows()) return false;
  x.copy_column(j, column.data());
  for (const double value : column) {
    if (value != column[0]) return false;
  }
  return column[0] != 0;
}

/// A sparse design is scaled and not centered, so that it stays sparse.
linalg::SparseMatrix changed_sparse(const linalg::SparseMatrix& x, const Columns& columns) {
  std::vector<double> values;
  std::vector<std::int64_t> rows, indices;
  for (std::int64_t i = 0; columns.has_added_intercept && i < x.num_rows(); ++i) {
    values.push_back(1);
    rows.push_back(i);
    indices.push_back(0);
  }
  for (std::int64_t j = 0; j < x.num_columns(); ++j) {
    const double scale = columns.is_standardized ? columns.scales[index(j)] : 1.;
    for (std::int64_t k = x.column_starts()[index(j)]; k < x.column_starts()[index(j + 1)]; ++k) {
      values.push_back(x.values()[index(k)] / scale);
      rows.push_back(x.row_indices()[index(k)]);
      indices.push_back(j + static_cast<std::int64_t>(columns.first()));
    }
  }
  return linalg::SparseMatrix({.values = array(values),
                               .row_indices = array(rows),
                               .column_indices = array(indices),
                               .num_rows = x.num_rows(),
                               .num_columns = static_cast<std::int64_t>(columns.names.size())});
}

/// One matrix, row by row, with the columns that are fitted.
void change_dense(const double* from, std::int64_t num_rows, std::int64_t num_given,
                  const Columns& columns, double* to) {
  for (std::int64_t i = 0; i < num_rows; ++i) {
    if (columns.has_added_intercept) *to++ = 1;
    for (std::int64_t j = 0; j < num_given; ++j) {
      const double x = from[i * num_given + j];
      *to++ =
          columns.is_standardized ? (x - columns.centers[index(j)]) / columns.scales[index(j)] : x;
    }
  }
}

void set_sparse(Problem& p, const Observations& o) {
  const linalg::SparseMatrix& x = o.model_matrix.sparse();
  if (p.columns.is_standardized) {
    const Spread spread = spread_of(*sparse_design(x), p.weights.values());
    p.columns.scales = spread.scales;
    p.columns.centers.assign(spread.scales.size(), 0.);
  }
  const bool is_same = !p.columns.has_added_intercept && !p.columns.is_standardized;
  p.designs = {sparse_design(is_same ? x : changed_sparse(x, p.columns))};
}

void set_dense(Problem& p, const Observations& o, std::int64_t num_given) {
  const Array x = astype(o.model_matrix.dense(), float64);
  Buffer elements = x.buffer().dense();
  const std::int64_t size = p.num_rows * num_given;
  const std::int64_t num_matrices = size == 0 ? 1 : x.size() / size;
  if (num_matrices > 1 && num_matrices != p.num_members) {
    throw ShapeError(text(p.who, ": model_matrix must have the batch axes ", p.batch_shape,
                          " or none, got shape ", x.shape()));
  }
  if (p.columns.is_standardized) {
    if (num_matrices > 1) {
      throw NotImplemented(text(p.who,
                                ": standardize needs one model_matrix for the whole batch; "
                                "standardize the columns yourself"));
    }
    const Spread spread =
        spread_of(*dense_design(elements, 0, p.num_rows, num_given), p.weights.values());
    p.columns.scales = spread.scales;
    p.columns.centers = spread.centers;
    if (!p.columns.has_added_intercept) p.columns.centers.assign(spread.scales.size(), 0.);
  }
  const std::int64_t changed_size = p.num_rows * p.num_columns;
  if (p.columns.has_added_intercept || p.columns.is_standardized) {
    Buffer changed(float64, Shape{num_matrices, p.num_rows, p.num_columns});
    for (std::int64_t m = 0; m < num_matrices; ++m) {
      change_dense(elements.data<double>() + m * size, p.num_rows, num_given, p.columns,
                   changed.mutable_data<double>() + m * changed_size);
    }
    elements = changed;
  }
  for (std::int64_t m = 0; m < num_matrices; ++m)
    p.designs.push_back(dense_design(elements, m * changed_size, p.num_rows, p.num_columns));
}

/// Finds the intercept, and constant columns beside one that was asked for.
void set_intercept(Problem& p) {
  std::vector<double> column(index(p.num_rows));
  for (auto j = static_cast<std::int64_t>(p.columns.first()); j < p.num_columns; ++j) {
    bool all_constant = true;
    for (const Ref<const Design>& x : p.designs)
      all_constant = all_constant && is_constant(*x, j, column);
    if (!all_constant) continue;
    if (p.columns.has_added_intercept && p.num_rows > 1) {
      throw ValueError(text(p.who, ": add_intercept must be false, or model_matrix without a ",
                            "constant column; column ", p.columns.names[index(j)],
                            " is constant: remove it"));
    }
    if (!p.intercept) p.intercept = j;
  }
  if (p.columns.has_added_intercept) p.intercept = 0;
}

}  // namespace

void Columns::to_given(double* b) const {
  for (std::size_t j = 0; j < scales.size(); ++j) {
    double& slope = b[first() + j];
    slope /= scales[j];
    if (has_added_intercept) b[0] -= centers[j] * slope;
  }
}

void Columns::from_given(double* b) const {
  for (std::size_t j = 0; j < scales.size(); ++j) {
    double& slope = b[first() + j];
    if (has_added_intercept) b[0] += centers[j] * slope;
    slope *= scales[j];
  }
}

void set_columns(Problem& p, const Observations& o) {
  const std::int64_t num_given = o.model_matrix.is_sparse() ? o.model_matrix.sparse().num_columns()
                                                            : o.model_matrix.dense().dim(-1);
  p.columns.has_added_intercept = o.add_intercept;
  p.columns.is_standardized = o.standardize;
  p.columns.names = given_names(o, num_given);
  if (o.add_intercept) p.columns.names.insert(p.columns.names.begin(), "(Intercept)");
  p.num_columns = static_cast<std::int64_t>(p.columns.names.size());
  if (p.num_columns == 0) {
    throw ShapeError(text(o.who, ": model_matrix must have at least one column, got none"));
  }
  if (o.model_matrix.is_sparse()) set_sparse(p, o);
  else set_dense(p, o, num_given);
  set_intercept(p);
}

}  // namespace aleator::glm
