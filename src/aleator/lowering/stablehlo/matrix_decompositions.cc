// SPDX-License-Identifier: Apache-2.0
// Defines factorizations of matrices as loops over operations of arrays, for devices without
// libraries of them. The last two axes are a matrix; the others run along.
#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives/staircase_product.h"
#include "aleator/lowering/stablehlo/rules.h"
#include "aleator/lowering/stablehlo/special_decompositions.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace aleator::stablehlo {
namespace {

Array transposed(const Array& x) { return swap_axes(x, -2, -1); }

/// NaN in every place of a matrix that holds one that is not finite.
Array poisoned(const Array& x, const Array& matrix, std::int64_t num_axes) {
  Array is_finite_all = all(is_finite(matrix), {.axes = {-2, -1}});
  for (std::int64_t i = 0; i < num_axes; ++i) is_finite_all = expand_dims(is_finite_all, -1);
  return where(is_finite_all, x, std::numeric_limits<double>::quiet_NaN());
}

/// Column k of each matrix, one column wide.
Array column(const Array& x, const Array& k) {
  Arrays starts(static_cast<std::size_t>(x.rank()), Array(astype(0, k.dtype())));
  starts.back() = k;
  Dims sizes = x.shape().dims();
  sizes.back() = 1;
  return dynamic_slice(x, starts, sizes);
}

Array zero_matrix(const Shape& batch, std::int64_t n, Dtype dtype) {
  return broadcast_to(eye(n, n, 0, dtype), batch + Shape{n, n});
}

}  // namespace

Arrays decompose_cholesky_pullback(const Node&, const Arrays& inputs) {
  const Array& l = inputs[0];
  const SolveTriangularOptions adjoint{.is_transposed = true};
  const std::int64_t n = l.dim(-1);
  const auto half = [&](const Array& x) {
    return lower_triangle(x) * (1. - 0.5 * eye(n, n, 0, x.dtype()));
  };
  const Array inner = half(matmul(transposed(l), lower_triangle(inputs[1])));
  const Array left = solve_triangular(l, inner + transposed(inner), adjoint);
  return {half(solve_triangular(l, transposed(left), adjoint))};
}

Arrays decompose_staircase_product(const Node& node, const Arrays& inputs) {
  return {masked_product(node.attributes_as<StaircaseProduct>(), inputs)};
}

/// Gauss's elimination with partial pivoting, a column a step.
Arrays decompose_lu(const Node&, const Arrays& inputs) {
  const Array& a = inputs[0];
  const std::int64_t n = a.dim(-1);
  const Shape rows = a.shape().slice(0, a.rank() - 1);
  if (n == 0) return {a, zeros(rows, int64)};
  const Array number = iota(rows, rows.rank() - 1);  // of each row
  const auto step = [&](const Array& k, const Arrays& state) {
    const Array size = where(number < k, -1., abs(squeeze(column(state[0], k), -1)));
    const Array pivot = expand_dims(argmax(size), -1);
    const Array order = where(number == k, pivot, where(number == pivot, k, number));
    const Array x = take_along_axis(state[0], expand_dims(order, -1), -2);
    const Array head = column(x, k), row = expand_dims(number, -1);
    const Array diagonal = sum(where(row == k, head, 0.), {.axes = {-2}, .keep_dims = true});
    const Array factors = where(row > k, where(diagonal == 0., 0., head / diagonal), 0.);
    const Array on_top = sum(where(row == k, x, 0.), {.axes = {-2}, .keep_dims = true});
    const Array is_right = iota(x.shape(), x.rank() - 1) > k;
    const Array is_here = iota(x.shape(), x.rank() - 1) == k;
    const Array reduced = where(is_right, x - factors * on_top, x);
    const Array next = where(logical_and(is_here, row > k), factors, reduced);
    return Arrays{next, take_along_axis(state[1], order, -1)};
  };
  const Arrays found = fori_loop(0, n, step, Arrays{a, number});
  return {poisoned(found[0], a, 2), found[1]};
}

/// Householder's reflections, a column a step.
Arrays decompose_qr(const Node&, const Arrays& inputs) {
  const Array& a = inputs[0];
  const std::int64_t m = a.dim(-2), n = a.dim(-1);
  const Shape batch = a.shape().slice(0, a.rank() - 2);
  const Array row = expand_dims(arange(m), -1);
  const auto step = [&](const Array& k, const Arrays& state) {
    const Array tail = where(row < k, 0., column(state[1], k));
    const Array largest = max(abs(tail), {.axes = {-2}, .keep_dims = true});
    const Array scale = where(largest == 0., 1., largest);
    const Array x = tail / scale;
    const Array head = sum(where(row == k, x, 0.), {.axes = {-2}, .keep_dims = true});
    const Array norm = sqrt(sum(square(x), {.axes = {-2}, .keep_dims = true}));
    const Array v = x + where(row == k, where(head < 0., -norm, norm), 0.);
    const Array length = sum(square(v), {.axes = {-2}, .keep_dims = true});
    const Array w = v * where(length == 0., 0., 2. / length);
    const Array q = state[0] - matmul(matmul(state[0], v), transposed(w));
    const Array r = state[1] - matmul(w, matmul(transposed(v), state[1]));
    return Arrays{q, r};
  };
  const Arrays found = fori_loop(0, n, step, Arrays{zero_matrix(batch, m, a.dtype()), a});
  const Array r = upper_triangle(slice_axis(found[1], -2, 0, n));
  const Array sign = expand_dims(choice(diagonal(r) < 0., -1., 1., r), -2);
  return {poisoned(slice_axis(found[0], -1, 0, n) * sign, a, 2),
          poisoned(r * transposed(sign), a, 2)};
}

namespace {

/// The rounds of a tournament among n players, n even: each meets each once. Two arrays
/// [round, pair, player] of 0 and 1.
std::pair<Array, Array> tournament(std::int64_t n, Dtype dtype) {
  std::vector<std::int64_t> first, second, seats(static_cast<std::size_t>(n));
  std::iota(seats.begin(), seats.end(), 0);
  for (std::int64_t round = 0; round + 1 < n; ++round) {
    for (std::int64_t i = 0; i < n / 2; ++i) {
      first.push_back(seats[static_cast<std::size_t>(i)]);
      second.push_back(seats[static_cast<std::size_t>(n - 1 - i)]);
    }
    std::rotate(seats.begin() + 1, seats.end() - 1, seats.end());
  }
  const Shape shape{n - 1, n / 2};
  return {one_hot(array(first, shape), n, dtype), one_hot(array(second, shape), n, dtype)};
}

/// Rotations in the planes of all pairs that make the off-diagonal elements of a symmetric matrix
/// there zero, as one orthonormal matrix (Golub and Van Loan, Matrix Computations, 8.5).
Array rotations(const Array& gram, const Array& p, const Array& q) {
  const auto picked = [&](const Array& left, const Array& right) {
    return sum(matmul(left, gram) * right, {.axes = {-1}});
  };
  const Array pp = picked(p, p), qq = picked(q, q), pq = picked(p, q);
  const Array is_zero = pq == 0.;
  const Array tau = (qq - pp) / (2. * where(is_zero, 1., pq));
  const Array t = choice(tau < 0., -1., 1., tau) / (abs(tau) + sqrt(1. + square(tau)));
  const Array tangent = where(is_zero, 0., t);
  const Array c = rsqrt(1. + square(tangent)), s = tangent * c;
  const auto placed = [](const Array& left, const Array& scale, const Array& right) {
    return matmul(transposed(left), expand_dims(scale, -1) * right);
  };
  const std::int64_t n = gram.dim(-1);
  return eye(n, n, 0, gram.dtype()) + placed(p, c - 1., p) + placed(q, c - 1., q) +
         placed(p, s, q) - placed(q, s, p);
}

/// Matrices with an even number of columns, the added one zero.
Array with_even_columns(const Array& x) {
  if (x.dim(-1) % 2 == 0) return x;
  Dims low(static_cast<std::size_t>(x.rank()), 0), high = low, interior = low;
  high.back() = 1;
  return pad(x, {.low = low, .high = high, .interior = interior});
}

/// Sweeps over all pairs: every round rotates `state` by what `gram` gives. Eight sweeps beyond
/// log2(n) are enough: convergence is quadratic at the end.
Arrays swept(const Arrays& start, std::int64_t n, const Callable<Array(const Arrays&)>& gram,
             const Callable<Arrays(const Arrays&, const Array&)>& rotated) {
  const auto [first, second] = tournament(n, start[0].dtype());
  std::int64_t num_sweeps = 8;
  for (std::int64_t size = n; size > 1; size /= 2) ++num_sweeps;
  const auto round = [&](const Arrays& state, const Arrays& pairs) {
    return std::pair(rotated(state, rotations(gram(state), pairs[0], pairs[1])), Arrays{});
  };
  const auto sweep = [&, first = first, second = second](const Array&, const Arrays& state) {
    return scan_arrays(round, state, {first, second}).first;
  };
  return fori_loop(0, num_sweeps, sweep, start);
}

Array columns_in_order(const Array& x, const Array& order) {
  return take_along_axis(x, expand_dims(order, -2), -1);
}

}  // namespace

/// Jacobi's method, on the lower triangle.
Arrays decompose_eigh(const Node&, const Arrays& inputs) {
  const Array lower = lower_triangle(inputs[0]);
  const Array a = lower + transposed(lower_triangle(inputs[0], -1));
  const std::int64_t n = a.dim(-1);
  const Shape batch = a.shape().slice(0, a.rank() - 2);
  if (n < 2) return {diagonal(a), ones_like(a)};
  const Array even = transposed(with_even_columns(transposed(with_even_columns(a))));
  const Arrays found = swept(
      {even, zero_matrix(batch, even.dim(-1), a.dtype())}, even.dim(-1),
      [](const Arrays& state) { return state[0]; },
      [](const Arrays& state, const Array& j) {
        return Arrays{matmul(transposed(j), matmul(state[0], j)), matmul(state[1], j)};
      });
  const Array values = slice_axis(diagonal(found[0]), -1, 0, n);
  const Array vectors = slice_axis(slice_axis(found[1], -1, 0, n), -2, 0, n);
  const Array order = argsort(values);
  return {poisoned(take_along_axis(values, order, -1), lower, 1),
          poisoned(columns_in_order(vectors, order), lower, 2)};
}

/// Jacobi's method on columns (Hestenes 1958).
Arrays decompose_svd(const Node&, const Arrays& inputs) {
  const Array& a = inputs[0];
  const std::int64_t n = a.dim(-1);
  const Shape batch = a.shape().slice(0, a.rank() - 2);
  const Array even = with_even_columns(a);
  const std::int64_t size = even.dim(-1);
  const Arrays start{even, zero_matrix(batch, size, a.dtype())};
  const Arrays found =
      size < 2 ? start
               : swept(
                     start, size,
                     [](const Arrays& state) { return matmul(transposed(state[0]), state[0]); },
                     [](const Arrays& state, const Array& j) {
                       return Arrays{matmul(state[0], j), matmul(state[1], j)};
                     });
  const Array columns = slice_axis(found[0], -1, 0, n);
  const Array v = slice_axis(slice_axis(found[1], -1, 0, n), -2, 0, n);
  const Array values = sqrt(sum(square(columns), {.axes = {-2}}));
  const Array order = argsort(-values);
  const Array divisor = expand_dims(where(values == 0., 1., values), -2);
  return {poisoned(columns_in_order(columns / divisor, order), a, 2),
          poisoned(take_along_axis(values, order, -1), a, 1),
          poisoned(columns_in_order(v, order), a, 2)};
}

}  // namespace aleator::stablehlo
