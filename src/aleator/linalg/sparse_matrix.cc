// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/sparse_matrix.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace aleator::linalg {
namespace {

constexpr const char* kWho = "SparseMatrix";
using Indices64 = std::vector<std::int64_t>;

Indices64 checked_indices(const char* name, const Array& x, std::int64_t limit) {
  if (x.rank() != 1 || is_floating(x.dtype())) {
    throw ShapeError(text(kWho, ": ", name, " must be a vector of integers, got ", x.type()));
  }
  Indices64 indices = astype(x, int64).values<std::int64_t>();
  for (std::size_t k = 0; k < indices.size(); ++k) {
    if (indices[k] >= 0 && indices[k] < limit) continue;
    throw ValueError(text(kWho, ": ", name, " must be in 0..", limit - 1, ", got ", indices[k],
                          " at element ", k));
  }
  return indices;
}

void check_size(const char* name, std::int64_t n) {
  if (n >= 0) return;
  throw ValueError(text(kWho, ": ", name, " must be at least 0, got ", n));
}

Array rows_of_elements(const SparseRowsParameters& p) {
  if (p.row_starts.rank() != 1 || p.row_starts.size() == 0 || is_floating(p.row_starts.dtype())) {
    throw ShapeError(text(kWho, ": row_starts must be a vector of one integer more than rows, got ",
                          p.row_starts.type()));
  }
  const Indices64 starts = astype(p.row_starts, int64).values<std::int64_t>();
  if (starts.front() != 0 || starts.back() != p.values.size() ||
      !std::is_sorted(starts.begin(), starts.end())) {
    throw ValueError(text(kWho, ": row_starts must ascend from 0 to the number of elements, ",
                          p.values.size(), ", got ", starts.front(), " to ", starts.back()));
  }
  Indices64 rows;
  for (std::size_t i = 0; i + 1 < starts.size(); ++i)
    rows.insert(rows.end(), static_cast<std::size_t>(starts[i + 1] - starts[i]),
                static_cast<std::int64_t>(i));
  return array(rows);
}

}  // namespace

SparseMatrix::SparseMatrix(const SparseRowsParameters& p) {
  assign({.values = p.values,
          .row_indices = rows_of_elements(p),
          .column_indices = p.column_indices,
          .num_rows = p.row_starts.size() - 1,
          .num_columns = p.num_columns});
}

SparseMatrix::SparseMatrix(const SparseElementsParameters& parameters) { assign(parameters); }

void SparseMatrix::assign(const SparseElementsParameters& p) {
  check_size("num_rows", p.num_rows);
  check_size("num_columns", p.num_columns);
  const Indices64 rows = checked_indices("row_indices", p.row_indices, p.num_rows);
  const Indices64 columns = checked_indices("column_indices", p.column_indices, p.num_columns);
  if (p.values.rank() != 1 || rows.size() != columns.size() ||
      p.values.size() != static_cast<std::int64_t>(rows.size())) {
    throw ShapeError(text(kWho, ": there must be as many values as indices, got ", p.values.size(),
                          " values, ", rows.size(), " rows and ", columns.size(), " columns"));
  }
  const std::vector<double> values = p.values.values();
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Elements of one place stay in their order, so that sums do not depend on the sort.
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(columns[a], rows[a], a) < std::tie(columns[b], rows[b], b);
  });
  Parts parts{p.num_rows, p.num_columns, {}, {}, {}};
  parts.column_starts.assign(static_cast<std::size_t>(p.num_columns) + 1, 0);
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t e = order[k];
    const bool is_repeated =
        k > 0 && columns[order[k - 1]] == columns[e] && rows[order[k - 1]] == rows[e];
    if (is_repeated) {
      parts.values.back() += values[e];
      continue;
    }
    parts.values.push_back(values[e]);
    parts.row_indices.push_back(rows[e]);
    ++parts.column_starts[static_cast<std::size_t>(columns[e]) + 1];
  }
  std::partial_sum(parts.column_starts.begin(), parts.column_starts.end(),
                   parts.column_starts.begin());
  parts_ = std::make_shared<const Parts>(std::move(parts));
}

SparseMatrix SparseMatrix::from_dense(const Array& x) {
  if (x.rank() != 2) {
    throw ShapeError(text(kWho, ": from_dense must be given a matrix, got ", x.type()));
  }
  const std::vector<double> all = x.values();
  std::vector<double> values;
  Indices64 rows, columns;
  for (std::size_t e = 0; e < all.size(); ++e) {
    if (all[e] == 0) continue;
    values.push_back(all[e]);
    rows.push_back(static_cast<std::int64_t>(e) / x.dim(1));
    columns.push_back(static_cast<std::int64_t>(e) % x.dim(1));
  }
  return SparseMatrix({.values = array(values),
                       .row_indices = array(rows),
                       .column_indices = array(columns),
                       .num_rows = x.dim(0),
                       .num_columns = x.dim(1)});
}

Array SparseMatrix::to_dense() const {
  std::vector<double> all(static_cast<std::size_t>(num_rows() * num_columns()), 0.);
  for (std::int64_t j = 0; j < num_columns(); ++j) {
    const auto column = static_cast<std::size_t>(j);
    for (auto k = static_cast<std::size_t>(column_starts()[column]);
         k < static_cast<std::size_t>(column_starts()[column + 1]); ++k)
      all[static_cast<std::size_t>(row_indices()[k] * num_columns() + j)] += values()[k];
  }
  return array(all, Shape{num_rows(), num_columns()});
}

}  // namespace aleator::linalg
