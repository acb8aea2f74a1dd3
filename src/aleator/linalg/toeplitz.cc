// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/toeplitz.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/fourier.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/transforms/transforms.h"

#include <utility>

namespace aleator::linalg {
namespace {

/// The elements of all diagonals, from the upper right corner on: a[i, j] is diagonals[n - 1 + i -
/// j].
Array diagonals_of(const char* who, const ToeplitzMatrix& a) {
  check_holds(who, a.column);
  check_holds(who, a.row);
  const bool fits = a.column.rank() > 0 && a.row.rank() > 0 && a.column.dim(-1) > 0 &&
                    a.column.dim(-1) == a.row.dim(-1);
  if (!fits) {
    throw ShapeError(text(who,
                          ": column and row must be of one length, which is not 0, got shapes ",
                          a.column.shape(), " and ", a.row.shape()));
  }
  const Arrays parts = match(who, as_floating(a.column), as_floating(a.row));
  return concatenate({reverse(slice_axis(parts[1], -1, 1, parts[1].dim(-1)), {-1}), parts[0]}, -1);
}

/// Vectors that solve the leading systems of growing size, with zeros behind: a forward = e_first,
/// a backward = e_last, a solution = sides.
struct Leading {
  Array forward, backward, solution;
};

Array shifted(const Array& x) {
  const Array first = zeros_like(slice_axis(x, -1, 0, 1));
  return concatenate({first, slice_axis(x, -1, 0, x.dim(-1) - 1)}, -1);
}

/// The part of x along an axis from a computed position on.
Array part_of(const Array& x, std::int64_t axis, const Array& start, std::int64_t size) {
  Arrays starts(static_cast<std::size_t>(x.rank()), zeros({}, int64));
  Dims sizes = x.shape().dims();
  starts[static_cast<std::size_t>(axis)] = start;
  sizes[static_cast<std::size_t>(axis)] = size;
  return dynamic_slice(x, starts, sizes);
}

/// One more row and column. `reversed`: the diagonals from the lower left corner on.
Leading bordered(const Leading& l, const Array& reversed, const Array& sides, const Array& size) {
  const std::int64_t n = sides.dim(-2), axis = reversed.rank() - 1;
  const Array row = part_of(reversed, axis, n - 1 - size, n);
  const Array zero = zeros_like(slice_axis(reversed, -1, 0, 1));
  const Array above = concatenate({slice_axis(reversed, -1, n, 2 * n - 1), zero}, -1);
  const ReduceOptions along{.axes = {-1}, .keep_dims = true};
  const Array of_forward = sum(row * l.forward, along),
              of_backward = sum(above * l.backward, along);
  const Array moved = shifted(l.backward), scale = 1. / (1. - of_forward * of_backward);
  const Array forward = scale * (l.forward - of_forward * moved);
  const Array backward = scale * (moved - of_backward * l.forward);
  const Array missing = part_of(sides, sides.rank() - 2, size, 1) -
                        sum(expand_dims(row, -1) * l.solution, {.axes = {-2}, .keep_dims = true});
  return {forward, backward, l.solution + expand_dims(backward, -1) * missing};
}

/// For one batch shape of diagonals and sides.
Array levinson(const Array& diagonals, const Array& sides) {
  const std::int64_t n = sides.dim(-2);
  const Array corner = slice_axis(diagonals, -1, n - 1, n);
  const Array is_first = astype(arange(n) == 0, sides.dtype());
  const Array one = is_first / corner;
  const Leading start{one, one, expand_dims(one, -1) * slice_axis(sides, -2, 0, 1)};
  const Array reversed = reverse(diagonals, {-1});
  const auto step = [&](const Array& k, const Leading& l) {
    return bordered(l, reversed, sides, k + 1);
  };
  return fori_loop(0, n - 1, step, start).solution;
}

/// Its derivative solves one more system, with the transpose, whose diagonals are those of the
/// matrix backwards; derivatives of that go through the recursion.
Array solved(const Array& diagonals, const Array& sides) {
  const auto with_derivative = [](const Array& d, const Array& b) {
    const Array x = levinson(d, b);
    const auto pull = [d, x](const Array& of_x) {
      const Array of_b = levinson(reverse(d, {-1}), of_x);
      const Array products =
          fft_convolve(swap_axes(of_b, -2, -1), reverse(swap_axes(x, -2, -1), {-1}));
      return std::tuple(-sum(products, {.axes = {-2}}), of_b);
    };
    return std::pair(x, pull);
  };
  return custom_gradient(with_derivative)(diagonals, sides);
}

/// Diagonals and right sides as matrices, of one dtype and one batch shape.
Arrays system_of(const char* who, const ToeplitzMatrix& a, const Array& b) {
  check_holds(who, b);
  const Array diagonals = diagonals_of(who, a);
  const Arrays both = match_dtypes(who, diagonals, as_floating(b));
  const Array sides = b.rank() == 1 ? expand_dims(both[1], -1) : both[1];
  if (sides.rank() < 2 || sides.dim(-2) != a.column.dim(-1)) {
    throw ShapeError(text(who, ": columns ", a.column.shape(), " and operand ", b.shape(),
                          " do not fit; it has as many rows as the column is long"));
  }
  const Shape batch = broadcast_shapes(both[0].shape().slice(0, both[0].rank() - 1),
                                       sides.shape().slice(0, sides.rank() - 2), who);
  return {broadcast_to(both[0], batch + Shape{both[0].dim(-1)}),
          broadcast_to(sides, batch + Shape{sides.dim(-2), sides.dim(-1)})};
}

}  // namespace

Array toeplitz_to_dense(const ToeplitzMatrix& a) {
  const Array diagonals = diagonals_of("toeplitz_to_dense", a);
  const std::int64_t n = a.column.dim(-1);
  return take(diagonals, n - 1 + iota({n, n}, 0) - iota({n, n}, 1), -1);
}

Array toeplitz_matmul(const ToeplitzMatrix& a, const Array& b) {
  const Arrays system = system_of("toeplitz_matmul", a, b);
  const std::int64_t n = a.column.dim(-1);
  const Array products = fft_convolve(expand_dims(system[0], -2), swap_axes(system[1], -2, -1));
  const Array result = swap_axes(slice_axis(products, -1, n - 1, 2 * n - 1), -2, -1);
  return b.rank() == 1 ? squeeze(result, -1) : result;
}

Array toeplitz_solve(const ToeplitzMatrix& a, const Array& b) {
  const Arrays system = system_of("toeplitz_solve", a, b);
  const Array x = solved(system[0], system[1]);
  return b.rank() == 1 ? squeeze(x, -1) : x;
}

}  // namespace aleator::linalg
