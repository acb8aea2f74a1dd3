// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/cholesky.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/linalg/checks.h"
#include "aleator/linalg/structure.h"

#include <algorithm>
#include <limits>

namespace aleator::linalg {
namespace {

Array with_added_diagonal(const Array& x, const Array& value) {
  const Array identity = eye(x.dim(-1), x.dim(-1), 0, x.dtype());
  return x + expand_dims(expand_dims(value, -1), -1) * identity;
}

/// One flag per matrix: whether there is no factor.
Array fails(const Array& x) { return is_nan(sum(diagonal(cholesky(x)), {.axes = {-1}})); }

/// The least jitter that works for each matrix, or the last attempt.
Array least_jitter(const Array& x, const JitterOptions& options) {
  const Array first = options.jitter * mean(diagonal(x), {.axes = {-1}});
  const auto go_on = [&](const Arrays& state) {
    return Arrays{any(fails(with_added_diagonal(x, state[0])))};
  };
  const auto grow = [&](const Arrays& state) {
    const Array next = where(state[0] == 0., first, options.growth * state[0]);
    return Arrays{where(fails(with_added_diagonal(x, state[0])), next, state[0])};
  };
  return while_arrays(go_on, grow, {zeros_like(first)}, {.max_steps = options.max_tries})[0];
}

void check_jitter(const JitterOptions& options) {
  if (options.jitter > 0 && options.growth > 1 && options.max_tries >= 0) return;
  throw ValueError(
      text("cholesky_with_jitter: needs jitter > 0, growth > 1 and max_tries >= 0, got ",
           options.jitter, ", ", options.growth, " and ", options.max_tries));
}

/// Element i of the last axis; i is a scalar of a loop.
Array element(const Array& x, const Array& i) {
  return sum(where(arange(x.dim(-1)) == i, x, 0.), {.axes = {-1}});
}

/// One column of the updated factor. Carry: what is left of the vector, and 1 + multiplier times
/// the squares so far.
std::pair<Arrays, Arrays> update_column(const Arrays& carry, const Arrays& entry,
                                        const Array& multiplier) {
  const Array &rest = carry[0], &scale = carry[1], &column = entry[0], &i = entry[1];
  const Array own = element(rest, i), pivot = element(column, i);
  const Array grown = square(pivot) * scale + multiplier * square(own);
  const Array new_pivot = sqrt(grown / scale);
  const Array next = rest - expand_dims(own / pivot, -1) * column;
  const Array new_column = expand_dims(new_pivot / pivot, -1) * column +
                           expand_dims(new_pivot * multiplier * own / grown, -1) * next;
  // What is no longer positive definite stays so.
  const Array new_scale =
      where(grown > 0., grown / square(pivot), std::numeric_limits<double>::quiet_NaN());
  return {Arrays{next, new_scale}, Arrays{new_column}};
}

/// One column of the pivoted factor. Carry: the factor so far, the remaining diagonal, whether a
/// row was a pivot, the number of columns.
struct PivotedStep {
  const Array& x;
  const Array& bound;  ///< done when the remaining trace is not above it

  Arrays operator()(const Arrays& carry, const Array& step) const {
    const Array &factor = carry[0], &rest = carry[1], &was_pivot = carry[2];
    const Array goes_on = sum(maximum(rest, 0.), {.axes = {-1}}) > bound;
    const Array candidates = where(was_pivot, -1., rest);
    const Array pivot = expand_dims(argmax(candidates), -1);
    const Array largest = take_along_axis(rest, pivot, -1);
    const Array can_divide = logical_and(expand_dims(goes_on, -1), largest > 0.);
    const Array row = squeeze(take_along_axis(x, expand_dims(pivot, -1), -2), -2);
    const Array own = take_along_axis(factor, expand_dims(pivot, -1), -2);
    const Array known = squeeze(matmul(factor, matrix_transpose(own)), -1);
    const Array is_open = logical_and(can_divide, logical_not(was_pivot));
    const Array column = where(is_open, (row - known) / sqrt(where(can_divide, largest, 1.)), 0.);
    const Array is_now = logical_and(can_divide, arange(x.dim(-1)) == pivot);
    const Array at_step = astype(arange(factor.dim(-1)) == step, factor.dtype());
    return {factor + expand_dims(column, -1) * at_step,
            where(logical_or(was_pivot, is_now), 0., rest - square(column)),
            logical_or(was_pivot, is_now), carry[3] + astype(squeeze(can_divide, -1), int64)};
  }
};

LowRankCholesky low_rank(const char* who, const Array& x, std::int64_t max_rank,
                         const LowRankOptions& options) {
  check_square(who, x);
  const std::int64_t n = x.dim(-1);
  if (max_rank < 1) throw ValueError(text(who, ": max_rank must be positive, got ", max_rank));
  const Array a = as_floating(x), start = diagonal(a);
  const Array trace_of = sum(start, {.axes = {-1}});
  const Array bound = maximum(options.trace_atol, options.trace_rtol * trace_of);
  const Shape batch = a.shape().slice(0, a.rank() - 2);
  const std::int64_t width = std::min(max_rank, n);
  const Arrays first{zeros(batch + Shape{n, width}, a.dtype()), start,
                     zeros(batch + Shape{n}, boolean), zeros(batch, int64)};
  const PivotedStep step{a, bound};
  const auto body = [&](const Arrays& carry, const Arrays& entry) {
    return std::pair(step(carry, entry[0]), Arrays{});
  };
  const Arrays last = scan_arrays(body, first, {arange(width)}).first;
  return {last[0], last[3], last[1]};
}

}  // namespace

JitteredCholesky cholesky_with_jitter(const Array& x, const JitterOptions& options) {
  check_square("cholesky_with_jitter", x);
  check_jitter(options);
  const Array a = as_floating(x);
  const Array jitter = stop_gradient(least_jitter(stop_gradient(a), options));
  return {cholesky(with_added_diagonal(a, jitter)), jitter};
}

Array cholesky_update(const Array& factor, const Array& update_vector, const Array& multiplier) {
  check_square("cholesky_update", factor);
  check_holds("cholesky_update", update_vector);
  if (update_vector.rank() < 1 || update_vector.dim(-1) != factor.dim(-1)) {
    throw ShapeError(text("cholesky_update: factors ", factor.shape(), " and vectors ",
                          update_vector.shape(), " do not fit"));
  }
  const Arrays operands =
      match_dtypes("cholesky_update", as_floating(factor), as_floating(update_vector));
  const std::int64_t n = factor.dim(-1);
  const Shape batch = broadcast_shapes(
      broadcast_shapes(factor.shape().slice(0, factor.rank() - 2),
                       update_vector.shape().slice(0, update_vector.rank() - 1), "cholesky_update"),
      multiplier.shape(), "cholesky_update");
  const Array l = broadcast_to(operands[0], batch + Shape{n, n});
  const Array v = broadcast_to(operands[1], batch + Shape{n});
  const Array factor_of_v = broadcast_to(astype(multiplier, l.dtype()), batch);
  const auto step = [&](const Arrays& carry, const Arrays& entry) {
    return update_column(carry, entry, factor_of_v);
  };
  const Arrays columns =
      scan_arrays(step, {v, ones(batch, l.dtype())}, {move_axis(l, -1, 0), arange(n)}).second;
  return lower_triangle(move_axis(columns[0], 0, -1));
}

Array cholesky_concat(const Array& factor, const Array& columns) {
  check_square("cholesky_concat", factor);
  check_matrix("cholesky_concat", columns);
  const std::int64_t n = factor.dim(-1), m = columns.dim(-1);
  if (columns.dim(-2) != n + m) {
    throw ShapeError(text("cholesky_concat: a factor ", factor.shape(), " takes columns [..., ",
                          n + m, ", ", m, "], got ", columns.shape()));
  }
  const Arrays operands =
      match_dtypes("cholesky_concat", as_floating(factor), as_floating(columns));
  const Array beside = slice_axis(operands[1], -2, 0, n),
              corner = slice_axis(operands[1], -2, n, n + m);
  const Array solved = solve_triangular(operands[0], beside);
  const Array schur = cholesky(corner - matmul(matrix_transpose(solved), solved));
  const Shape batch = solved.shape().slice(0, solved.rank() - 2);
  const Array upper = concatenate(
      {broadcast_to(operands[0], batch + Shape{n, n}), zeros(batch + Shape{n, m}, solved.dtype())},
      -1);
  return concatenate({upper, concatenate({matrix_transpose(solved), schur}, -1)}, -2);
}

Array pivoted_cholesky(const Array& x, std::int64_t max_rank, double diag_rtol) {
  return low_rank("pivoted_cholesky", x, max_rank, {.trace_rtol = diag_rtol}).factor;
}

LowRankCholesky low_rank_cholesky(const Array& x, std::int64_t max_rank,
                                  const LowRankOptions& options) {
  return low_rank("low_rank_cholesky", x, max_rank, options);
}

}  // namespace aleator::linalg
