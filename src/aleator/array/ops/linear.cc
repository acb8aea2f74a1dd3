// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/linear.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/dot.h"
#include "aleator/graph/primitives/triangular_solve.h"

#include <numeric>

namespace aleator {
namespace {

Dims counted_axes(std::int64_t n) {
  Dims axes(static_cast<std::size_t>(n));
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

/// Both operands with one numeric dtype.
Arrays factors(const char* who, const Array& x, const Array& y) {
  Arrays operands = match_dtypes(who, x, y);
  for (Array& operand : operands) {
    if (is_boolean(operand.dtype())) operand = astype(operand, int64);
  }
  return operands;
}

Array contract(const Array& x, const Array& y, const DotGeneral& numbers) {
  return apply(kDotGeneral, {x, y}, attributes(numbers));
}

Shape batch_of(const Array& x) { return x.shape().slice(0, x.rank() - 2); }
Array with_batch(const Array& x, const Shape& batch) {
  return broadcast_to(x, batch + x.shape().slice(x.rank() - 2, x.rank()));
}

/// Of matrices. One without batch axes is not repeated.
Array multiply_matrices(const Array& x, const Array& y) {
  const std::int64_t n = x.rank(), m = y.rank();
  if (m == 2) return contract(x, y, {{}, {}, {n - 1}, {0}});
  if (n == 2) return swap_axes(contract(y, x, {{}, {}, {m - 2}, {1}}), -2, -1);
  const Shape batch = broadcast_shapes(batch_of(x), batch_of(y), "matmul");
  const Dims axes = counted_axes(batch.rank());
  return contract(with_batch(x, batch), with_batch(y, batch),
                  {axes, axes, {batch.rank() + 1}, {batch.rank()}});
}

[[noreturn]] void fail_to_fit(const char* who, const Array& x, const Array& y) {
  throw ShapeError(text(who, ": shapes ", x.shape(), " and ", y.shape(), " do not fit"));
}

}  // namespace

Array matmul(const Array& x, const Array& y) {
  const Arrays operands = factors("matmul", x, y);
  const Array &a = operands[0], &b = operands[1];
  if (a.rank() == 0 || b.rank() == 0) {
    throw ShapeError(text("matmul: needs at least vectors, got shapes ", a.shape(), " and ",
                          b.shape(), "; scalars multiply with *"));
  }
  if (a.dim(-1) != b.dim(b.rank() == 1 ? 0 : -2)) fail_to_fit("matmul", a, b);
  if (b.rank() == 1) return contract(a, b, {{}, {}, {a.rank() - 1}, {0}});
  if (a.rank() == 1) return contract(b, a, {{}, {}, {b.rank() - 2}, {0}});
  return multiply_matrices(a, b);
}

Array dot(const Array& x, const Array& y) {
  const Arrays operands = factors("dot", x, y);
  const Array &a = operands[0], &b = operands[1];
  if (a.rank() == 0 || b.rank() == 0) return a * b;
  const std::int64_t axis = b.rank() == 1 ? 0 : b.rank() - 2;
  if (a.dim(-1) != b.dim(axis)) fail_to_fit("dot", a, b);
  return contract(a, b, {{}, {}, {a.rank() - 1}, {axis}});
}

Array outer(const Array& x, const Array& y) {
  return expand_dims(ravel(x), 1) * expand_dims(ravel(y), 0);
}

Array tensordot(const Array& x, const Array& y, const Dims& x_axes, const Dims& y_axes) {
  const Arrays operands = factors("tensordot", x, y);
  DotGeneral numbers{{}, {}, x_axes, y_axes};
  for (std::int64_t& axis : numbers.left_contracting)
    axis = normalize_axis(axis, x.rank(), "tensordot");
  for (std::int64_t& axis : numbers.right_contracting)
    axis = normalize_axis(axis, y.rank(), "tensordot");
  return contract(operands[0], operands[1], numbers);
}
Array tensordot(const Array& x, const Array& y, std::int64_t num_axes) {
  if (num_axes < 0 || num_axes > std::min(x.rank(), y.rank())) {
    throw ShapeError(text("tensordot: num_axes must be 0..", std::min(x.rank(), y.rank()),
                          " for shapes ", x.shape(), " and ", y.shape(), ", got ", num_axes));
  }
  Dims x_axes = counted_axes(num_axes);
  for (std::int64_t& axis : x_axes) axis += x.rank() - num_axes;
  return tensordot(x, y, x_axes, counted_axes(num_axes));
}

Array cholesky(const Array& x) {
  check_holds("cholesky", x);
  return apply(kCholesky, {as_floating(x)});
}

Array solve_triangular(const Array& a, const Array& b, const SolveTriangularOptions& options) {
  const Arrays operands = match_dtypes("solve_triangular", a, b);
  const Array matrix = as_floating(operands[0]);
  const bool is_vector = b.rank() == 1;
  const Array sides =
      is_vector ? expand_dims(as_floating(operands[1]), 1) : as_floating(operands[1]);
  if (matrix.rank() < 2 || sides.rank() < 2 || matrix.dim(-1) != matrix.dim(-2) ||
      matrix.dim(-1) != sides.dim(-2)) {
    fail_to_fit("solve_triangular", a, b);
  }
  const Shape batch = broadcast_shapes(batch_of(matrix), batch_of(sides), "solve_triangular");
  const TriangularSolve attribute{true, options.is_lower, options.is_unit_diagonal,
                                  options.is_transposed};
  const Array x = apply(kTriangularSolve, {with_batch(matrix, batch), with_batch(sides, batch)},
                        attributes(attribute));
  return is_vector ? squeeze(x, -1) : x;
}

Array cholesky_solve(const Array& factor, const Array& b) {
  return solve_triangular(factor, solve_triangular(factor, b), {.is_transposed = true});
}

}  // namespace aleator
