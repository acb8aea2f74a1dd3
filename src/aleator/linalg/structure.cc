// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/structure.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/linalg/checks.h"

#include <algorithm>
#include <cmath>

namespace aleator::linalg {
namespace {

/// The n with n (n + 1) / 2 elements in a triangle.
std::int64_t side_of(const Array& x) {
  if (x.rank() < 1) throw ShapeError("fill_triangular: needs at least a vector, got shape []");
  const std::int64_t size = x.dim(-1);
  const auto n = static_cast<std::int64_t>(std::sqrt(0.25 + 2. * static_cast<double>(size)) - 0.5);
  for (const std::int64_t side : {n, n + 1}) {
    if (side * (side + 1) / 2 == size) return side;
  }
  throw ShapeError(text("fill_triangular: the last axis must have n (n + 1) / 2 elements, got ",
                        size, " in shape ", x.shape()));
}

/// b as columns, and whether it was a vector.
struct Columns {
  Array columns;
  bool is_vector;
};
Columns columns_of(const Array& b) {
  const bool is_vector = b.rank() == 1;
  return {is_vector ? expand_dims(b, -1) : b, is_vector};
}

/// The diagonals and right sides in one floating dtype, with one batch.
struct TridiagonalSystem {
  Array lower, diagonal, upper;  ///< n elements each, with a 0 where there is none
  Array b;
};

Array shifted(const Array& x, std::int64_t low, std::int64_t high) {
  Dims before(static_cast<std::size_t>(x.rank()), 0), after = before;
  before.back() = low;
  after.back() = high;
  return pad(x, {.low = before, .high = after});
}

TridiagonalSystem system_of(const char* who, const TridiagonalMatrix& a, const Array& b) {
  const std::int64_t n = a.diagonal.rank() > 0 ? a.diagonal.dim(-1) : 0;
  const bool fits = n > 0 && a.lower.rank() > 0 && a.upper.rank() > 0 && b.rank() > 1 &&
                    a.lower.dim(-1) == n - 1 && a.upper.dim(-1) == n - 1 && b.dim(-2) == n;
  if (!fits) {
    throw ShapeError(text(who, ": diagonals of shapes ", a.lower.shape(), ", ", a.diagonal.shape(),
                          ", ", a.upper.shape(), " and right sides ", b.shape(),
                          " do not fit; n elements need n - 1 beside them"));
  }
  Array lower = shifted(as_floating(a.lower), 1, 0), upper = shifted(as_floating(a.upper), 0, 1);
  Array middle = as_floating(a.diagonal), sides = as_floating(b);
  for (Array* one : {&lower, &middle, &upper}) {
    const Arrays matched = match_dtypes(who, *one, sides);
    *one = matched[0];
    sides = matched[1];
  }
  const Arrays diagonals = broadcast_arrays({lower, middle, upper});
  const Shape batch = broadcast_shapes(diagonals[0].shape().slice(0, diagonals[0].rank() - 1),
                                       sides.shape().slice(0, sides.rank() - 2), who);
  const auto spread = [&](const Array& x, std::int64_t own) {
    return broadcast_to(x, batch + x.shape().slice(x.rank() - own, x.rank()));
  };
  return {spread(diagonals[0], 1), spread(diagonals[1], 1), spread(diagonals[2], 1),
          spread(sides, 2)};
}

}  // namespace

Array matrix_transpose(const Array& x) { return swap_axes(x, -2, -1); }

Array trace(const Array& x) { return sum(aleator::diagonal(x), {.axes = {-1}}); }

Array set_diag(const Array& x, const Array& diagonal) {
  check_matrix("set_diag", x);
  const std::int64_t m = x.dim(-2), n = x.dim(-1), k = std::min(m, n);
  if (diagonal.rank() < 1 || diagonal.dim(-1) != k) {
    throw ShapeError(text("set_diag: a diagonal of ", k, " elements is needed for shape ",
                          x.shape(), ", got shape ", diagonal.shape()));
  }
  const Array rows = iota({m, n}, 0), columns = iota({m, n}, 1);
  const Array long_diagonal = shifted(diagonal, 0, m - k);
  return where(rows == columns, expand_dims(long_diagonal, -1), x);
}

Array band_part(const Array& x, std::int64_t num_lower, std::int64_t num_upper) {
  check_matrix("band_part", x);
  const Array above = num_lower < 0 ? x : upper_triangle(x, -num_lower);
  return num_upper < 0 ? above : lower_triangle(above, num_upper);
}

Array fill_triangular(const Array& x, bool is_upper) {
  const std::int64_t n = side_of(x), size = x.dim(-1);
  const Array rest = slice_axis(x, -1, n, size);
  const Array spiral = is_upper ? concatenate({x, reverse(rest, {-1})}, -1)
                                : concatenate({rest, reverse(x, {-1})}, -1);
  const Array square = reshape(spiral, x.shape().slice(0, x.rank() - 1) + Shape{n, n});
  return is_upper ? upper_triangle(square) : lower_triangle(square);
}

Array fill_triangular_inverse(const Array& x, bool is_upper) {
  check_square("fill_triangular_inverse", x);
  const std::int64_t n = x.dim(-1), size = n * (n + 1) / 2;
  const Array triangle = is_upper ? upper_triangle(x) : lower_triangle(x);
  const Shape batch = x.shape().slice(0, x.rank() - 2);
  const Array edge = slice_axis(triangle, -2, is_upper ? 0 : n - 1, is_upper ? 1 : n);
  const Array first = reshape(is_upper ? edge : reverse(edge, {-1}), batch + Shape{n});
  const Array others = slice_axis(triangle, -2, is_upper ? 1 : 0, is_upper ? n : n - 1);
  const Array woven = reshape(others + reverse(others, {-2, -1}), batch + Shape{n * (n - 1)});
  return concatenate({first, slice_axis(woven, -1, 0, size - n)}, -1);
}

Array kronecker(const Array& x, const Array& y) {
  check_matrix("kronecker", x);
  check_matrix("kronecker", y);
  const Array left = expand_dims(expand_dims(x, -1), -3);  // [..., i, 1, j, 1]
  const Array right = expand_dims(expand_dims(y, -2), -4);
  const Array blocks = left * right;
  return reshape(blocks, blocks.shape().slice(0, blocks.rank() - 4) +
                             Shape{x.dim(-2) * y.dim(-2), x.dim(-1) * y.dim(-1)});
}

Array block_diag(const Arrays& blocks) {
  if (blocks.empty()) throw ValueError("block_diag: needs at least one block");
  Shape batch;
  std::int64_t num_columns = 0, before = 0;
  for (const Array& block : blocks) {
    check_matrix("block_diag", block);
    batch = broadcast_shapes(batch, block.shape().slice(0, block.rank() - 2), "block_diag");
    num_columns += block.dim(-1);
  }
  Arrays rows;
  for (const Array& block : blocks) {
    const Array own = broadcast_to(block, batch + Shape{block.dim(-2), block.dim(-1)});
    rows.push_back(shifted(own, before, num_columns - before - block.dim(-1)));
    before += block.dim(-1);
  }
  return concatenate(rows, -2);
}

Array tridiagonal_matmul(const TridiagonalMatrix& a, const Array& b) {
  const Columns given = columns_of(b);
  const TridiagonalSystem s = system_of("tridiagonal_matmul", a, given.columns);
  const std::int64_t n = s.b.dim(-2);
  const Array gap = slice_axis(zeros_like(s.b), -2, 0, 1);
  const Array previous = concatenate({gap, slice_axis(s.b, -2, 0, n - 1)}, -2);
  const Array next = concatenate({slice_axis(s.b, -2, 1, n), gap}, -2);
  const Array product = expand_dims(s.lower, -1) * previous + expand_dims(s.diagonal, -1) * s.b +
                        expand_dims(s.upper, -1) * next;
  return given.is_vector ? squeeze(product, -1) : product;
}

Array tridiagonal_solve(const TridiagonalMatrix& a, const Array& b) {
  const Columns given = columns_of(b);
  const TridiagonalSystem s = system_of("tridiagonal_solve", a, given.columns);
  const auto rows = [](const Array& x, std::int64_t axis) { return move_axis(x, axis, 0); };
  const Arrays sequences{rows(s.lower, -1), rows(s.diagonal, -1), rows(s.upper, -1), rows(s.b, -2)};
  const auto eliminate = [](const Arrays& carry, const Arrays& row) {
    const Array pivot = row[1] - row[0] * carry[0];
    const Array ratio = row[2] / pivot;
    const Array side = (row[3] - expand_dims(row[0], -1) * carry[1]) / expand_dims(pivot, -1);
    return std::pair(Arrays{ratio, side}, Arrays{ratio, side});
  };
  const Arrays start{slice_axis(zeros_like(sequences[0]), 0, 0, 1),
                     slice_axis(zeros_like(sequences[3]), 0, 0, 1)};
  const Arrays none{squeeze(start[0], 0), squeeze(start[1], 0)};
  const Arrays reduced = scan_arrays(eliminate, none, sequences).second;
  const auto substitute = [](const Arrays& carry, const Arrays& row) {
    const Array x = row[1] - expand_dims(row[0], -1) * carry[0];
    return std::pair(Arrays{x}, Arrays{x});
  };
  const Array x = scan_arrays(substitute, {none[1]}, reduced, {.is_reverse = true}).second[0];
  const Array solution = move_axis(x, 0, -2);
  return given.is_vector ? squeeze(solution, -1) : solution;
}

}  // namespace aleator::linalg
