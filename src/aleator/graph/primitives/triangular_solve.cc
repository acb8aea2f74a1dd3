// SPDX-License-Identifier: Apache-2.0
// Defines triangular_solve: op(a) x = b or x op(a) = b for a triangular matrix a, in batches.
#include "aleator/graph/primitives/triangular_solve.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/kernels/factorizations.h"

#include <algorithm>
#include <vector>

namespace aleator {
namespace {

ArrayTypes infer_solve(const InferContext& c) {
  const Shape& a = c.inputs[0].shape;
  const Shape& b = c.inputs[1].shape;
  if (!is_floating(c.inputs[0].dtype) || c.inputs[0].dtype != c.inputs[1].dtype) {
    throw DtypeError(text("triangular_solve: needs operands of one floating dtype, got ",
                          c.inputs[0].dtype, " and ", c.inputs[1].dtype));
  }
  const std::int64_t rank = a.rank();
  const bool is_left = c.attributes_as<TriangularSolve>().is_left_side;
  const bool fits = rank >= 2 && b.rank() == rank && a[rank - 1] == a[rank - 2] &&
                    a.slice(0, rank - 2) == b.slice(0, rank - 2) &&
                    b[is_left ? rank - 2 : rank - 1] == a[rank - 1];
  if (!fits) {
    throw ShapeError(text("triangular_solve: matrices ", a, " and right sides ", b,
                          is_left ? "" : " (from the right)", " do not fit"));
  }
  return {{.dtype = c.inputs[1].dtype, .shape = b}};
}

Array solve(const Array& a, const Array& b, const TriangularSolve& options) {
  return apply(kTriangularSolve, {a, b}, attributes(options));
}

/// The part of a matrix that the solution depends on.
Array masked(const Array& a, const TriangularSolve& s) {
  const std::int64_t k = s.is_unit_diagonal ? 1 : 0;
  return s.is_lower ? lower_triangle(a, -k) : upper_triangle(a, k);
}

Array matrix_transpose(const Array& x) { return swap_axes(x, -2, -1); }
Array transposed_if(bool is_transposed, const Array& x) {
  return is_transposed ? matrix_transpose(x) : x;
}

Arrays vjp_solve(const VjpContext& c) {
  const auto& s = c.attributes_as<TriangularSolve>();
  TriangularSolve adjoint = s;
  adjoint.is_transposed = !s.is_transposed;
  const Array b = solve(c.inputs[0], c.cotangents[0], adjoint);
  if (!c.wanted[0]) return {Array(), b};
  const Array& x = c.outputs[0];
  const Array of_op =
      s.is_left_side ? matmul(b, matrix_transpose(x)) : matmul(matrix_transpose(x), b);
  return {-masked(transposed_if(s.is_transposed, of_op), s), b};
}

/// op(a) dx = db - op(da) x
Arrays jvp_solve(const JvpContext& c) {
  const auto& s = c.attributes_as<TriangularSolve>();
  Array right = c.tangents[1];
  if (c.tangents[0].has_value()) {
    const Array da = transposed_if(s.is_transposed, masked(c.tangents[0], s));
    const Array& x = c.outputs[0];
    const Array product = s.is_left_side ? matmul(da, x) : matmul(x, da);
    right = right.has_value() ? right - product : -product;
  }
  return {solve(c.inputs[0], right, s)};
}

/// Right sides of one matrix are columns (rows) of one right side: the matrix is not repeated.
Array batch_with_shared_matrix(const BatchContext& c) {
  const auto& s = c.attributes_as<TriangularSolve>();
  const std::int64_t rank = c.inputs[0].rank();  // the right sides have one more
  const std::int64_t to = s.is_left_side ? rank : rank - 2;
  const Array moved = move_axis(c.inputs[1], 0, to);
  Shape folded = c.inputs[0].shape();
  const std::int64_t num_sides = c.inputs[1].dim(s.is_left_side ? -1 : -2);
  folded[s.is_left_side ? rank - 1 : rank - 2] = c.size * num_sides;
  const Array x = solve(c.inputs[0], reshape(moved, folded), s);
  return move_axis(reshape(x, moved.shape()), to, 0);
}

/// Folding a lane axis into columns would lose its mark, unless there is one column.
Arrays batch_solve(const BatchContext& c) {
  const auto& s = c.attributes_as<TriangularSolve>();
  const bool is_shared = !c.is_batched[0];
  if (is_shared && !(c.is_lanes && c.inputs[1].dim(s.is_left_side ? -1 : -2) != 1))
    return {batch_with_shared_matrix(c)};
  return {solve(c.batched(0), c.batched(1), s)};
}

template <class T>
struct Strided {
  T* data;
  std::int64_t row, column;
  T& operator()(std::int64_t i, std::int64_t j) const { return data[i * row + j * column]; }
};

/// Forward or backward substitution in place; float32 is accumulated in float64.
template <class T>
void substitute(const Strided<const T>& a, const Strided<T>& b, std::int64_t n,
                std::int64_t num_columns, bool is_lower, bool is_unit) {
  using A = std::conditional_t<std::is_same_v<T, float>, double, T>;
  for (std::int64_t column = 0; column < num_columns; ++column) {
    for (std::int64_t step = 0; step < n; ++step) {
      const std::int64_t i = is_lower ? step : n - 1 - step;
      A total = b(i, column);
      const std::int64_t first = is_lower ? 0 : i + 1, last = is_lower ? i : n;
      for (std::int64_t j = first; j < last; ++j)
        total -= static_cast<A>(a(i, j)) * static_cast<A>(b(j, column));
      b(i, column) = static_cast<T>(is_unit ? total : total / static_cast<A>(a(i, i)));
    }
  }
}

/// By a library where systems are large, in float64: b becomes x.
template <class T>
void solve_large(const T* a, std::int64_t n, T* b, std::int64_t num_sides,
                 const TriangularSolve& s) {
  kernels::TriangularSystem system{nullptr,        n,          nullptr,         num_sides,
                                   s.is_left_side, s.is_lower, s.is_transposed, s.is_unit_diagonal};
  if constexpr (std::is_same_v<T, double>) {
    system.a = a;
    system.b = b;
    kernels::solve_triangular(system);
  } else {
    const std::vector<double> matrix(a, a + n * n);
    std::vector<double> sides(b, b + n * num_sides);
    system.a = matrix.data();
    system.b = sides.data();
    kernels::solve_triangular(system);
    std::transform(sides.begin(), sides.end(), b, [](double x) { return static_cast<T>(x); });
  }
}

template <class T>
void evaluate_for(const EvaluateContext& c) {
  const auto& s = c.attributes_as<TriangularSolve>();
  const T* a = c.input<T>(0);
  const T* b = c.input<T>(1);
  T* out = c.output<T>();
  const Shape& shape = c.types[0].shape;
  std::copy_n(b, shape.size(), out);
  const std::int64_t rows = shape[shape.rank() - 2], columns = shape[shape.rank() - 1];
  const std::int64_t n = s.is_left_side ? rows : columns;
  if (shape.size() == 0) return;
  const bool is_large = kernels::serves_triangular_solve(n, s.is_left_side ? columns : rows);
  // x op(a) = b is op(a)' x' = b', and a' is upper where a is lower.
  const bool is_transposed = s.is_transposed != !s.is_left_side;
  const bool is_lower = s.is_lower != is_transposed;
  for (std::int64_t k = 0; k < shape.size() / (rows * columns); ++k) {
    const T* matrix = a + k * n * n;
    T* sides = out + k * rows * columns;
    if (is_large) {
      solve_large(matrix, n, sides, s.is_left_side ? columns : rows, s);
      continue;
    }
    substitute<T>(is_transposed ? Strided<const T>{matrix, 1, n} : Strided<const T>{matrix, n, 1},
                  s.is_left_side ? Strided<T>{sides, columns, 1} : Strided<T>{sides, 1, columns}, n,
                  s.is_left_side ? columns : rows, is_lower, s.is_unit_diagonal);
  }
}

}  // namespace

constinit const Primitive kTriangularSolve{
    .name = "triangular_solve",
    .file = "triangular_solve.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .infer = infer_solve,
    .vjp = vjp_solve,
    .jvp = jvp_solve,
    .batch = batch_solve,
    .evaluate =
        [](const EvaluateContext& c) {
          if (c.types[0].dtype == float32) evaluate_for<float>(c);
          else evaluate_for<double>(c);
        },
    .stablehlo = "triangular_solve",
};

}  // namespace aleator
