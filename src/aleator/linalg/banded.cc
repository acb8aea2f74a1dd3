// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/banded.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace aleator::linalg {
namespace {

void check_banded(const char* who, const BandedMatrix& a) {
  check_holds(who, a.bands);
  const std::int64_t num_bands = a.num_lower + a.num_upper + 1;
  const bool fits = a.num_lower >= 0 && a.num_upper >= 0 && a.bands.rank() >= 2 &&
                    a.bands.dim(-2) == num_bands && a.bands.dim(-1) > 0;
  if (fits) return;
  throw ShapeError(text(who, ": ", a.num_lower, " lower and ", a.num_upper,
                        " upper diagonals need bands [..., ", num_bands, ", n], got shape ",
                        a.bands.shape()));
}

/// The part of x along its last axis from `by` on, with zeros where it ends; backwards if negative.
Array shifted(const Array& x, std::int64_t by) {
  const std::int64_t n = x.dim(-1), size = std::min(n, std::abs(by));
  const Array gap = zeros(x.shape().slice(0, x.rank() - 1) + Shape{size}, x.dtype());
  if (by >= 0) return concatenate({slice_axis(x, -1, size, n), gap}, -1);
  return concatenate({gap, slice_axis(x, -1, 0, n - size)}, -1);
}

/// Diagonals d = -num_lower..num_upper, each with a[i, i + d] at i, and 0 where that does not
/// exist.
Arrays diagonals_by_row(const BandedMatrix& a) {
  Arrays diagonals;
  for (std::int64_t d = -a.num_lower; d <= a.num_upper; ++d) {
    const std::int64_t row = a.num_upper - d;
    diagonals.push_back(shifted(squeeze(slice_axis(a.bands, -2, row, row + 1), -2), d));
  }
  return diagonals;
}

/// A row of the upper triangle from its pivot on, and its right side.
struct ReducedRow {
  Arrays coefficients;
  Array side;
};

/// Takes from a row, whose coefficients begin num_lower before the diagonal, the multiples of the
/// rows before it, oldest first.
ReducedRow reduced(Arrays row, Array side, const std::vector<ReducedRow>& before) {
  for (std::size_t k = 0; k < before.size(); ++k) {
    const Array factor = row[k] / before[k].coefficients[0];
    for (std::size_t j = 1; j < before[k].coefficients.size(); ++j)
      row[k + j] = row[k + j] - factor * before[k].coefficients[j];
    side = side - expand_dims(factor, -1) * before[k].side;
  }
  return {Arrays(row.begin() + static_cast<std::ptrdiff_t>(before.size()), row.end()), side};
}

/// Coefficients and sides of the upper triangle, each with the rows along axis 0.
ReducedRow eliminate(const Arrays& diagonals, const Array& sides, std::int64_t num_lower) {
  const Array none = squeeze(slice_axis(zeros_like(diagonals[0]), 0, 0, 1), 0);
  const Array no_side = squeeze(slice_axis(zeros_like(sides), 0, 0, 1), 0);
  ReducedRow outside{Arrays(diagonals.size() - static_cast<std::size_t>(num_lower), none), no_side};
  outside.coefficients[0] = ones_like(none);
  const std::vector<ReducedRow> start(static_cast<std::size_t>(num_lower), outside);
  const auto body = [](const std::vector<ReducedRow>& before, const ReducedRow& entry) {
    const ReducedRow now = reduced(entry.coefficients, entry.side, before);
    std::vector<ReducedRow> next = before;
    next.push_back(now);
    next.erase(next.begin());
    return std::pair(next, now);
  };
  return scan(body, start, ReducedRow{diagonals, sides}).second;
}

/// Back substitution; the carry holds the solutions behind a row, nearest first.
Array substitute(const ReducedRow& rows) {
  const Array none = squeeze(slice_axis(zeros_like(rows.side), 0, 0, 1), 0);
  const Arrays start(rows.coefficients.size() - 1, none);
  const auto body = [](const Arrays& behind, const ReducedRow& row) {
    Array rest = row.side;
    for (std::size_t j = 0; j < behind.size(); ++j)
      rest = rest - expand_dims(row.coefficients[j + 1], -1) * behind[j];
    const Array x = rest / expand_dims(row.coefficients[0], -1);
    Arrays next = behind;
    next.insert(next.begin(), x);
    next.pop_back();
    return std::pair(next, x);
  };
  return scan(body, start, rows, {.is_reverse = true}).second;
}

}  // namespace

Array banded_to_dense(const BandedMatrix& a) {
  check_banded("banded_to_dense", a);
  const std::int64_t n = a.bands.dim(-1);
  const Array rows = iota({n, n}, 0), columns = iota({n, n}, 1);
  Array total = zeros(a.bands.shape().slice(0, a.bands.rank() - 2) + Shape{n, n}, a.bands.dtype());
  std::int64_t d = -a.num_lower;
  for (const Array& diagonal : diagonals_by_row(a)) {
    total = where(columns - rows == d, expand_dims(diagonal, -1), total);
    ++d;
  }
  return total;
}

Array banded_solve(const BandedMatrix& a, const Array& b) {
  check_banded("banded_solve", a);
  check_holds("banded_solve", b);
  const bool is_vector = b.rank() == 1;
  const Arrays operands = match_dtypes("banded_solve", as_floating(a.bands),
                                       as_floating(is_vector ? expand_dims(b, -1) : b));
  const Array& sides = operands[1];
  const std::int64_t n = a.bands.dim(-1);
  if (sides.rank() < 2 || sides.dim(-2) != n) {
    throw ShapeError(text("banded_solve: bands ", a.bands.shape(), " and right sides ", b.shape(),
                          " do not fit; right sides have ", n, " rows"));
  }
  const Shape batch = broadcast_shapes(a.bands.shape().slice(0, a.bands.rank() - 2),
                                       sides.shape().slice(0, sides.rank() - 2), "banded_solve");
  Arrays diagonals = diagonals_by_row({a.num_lower, a.num_upper, operands[0]});
  for (Array& diagonal : diagonals)
    diagonal = move_axis(broadcast_to(diagonal, batch + Shape{n}), -1, 0);
  const Array rows = move_axis(broadcast_to(sides, batch + Shape{n, sides.dim(-1)}), -2, 0);
  const Array x = move_axis(substitute(eliminate(diagonals, rows, a.num_lower)), 0, -2);
  return is_vector ? squeeze(x, -1) : x;
}

}  // namespace aleator::linalg
