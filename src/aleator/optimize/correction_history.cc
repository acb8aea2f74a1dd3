// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/correction_history.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

namespace aleator::optimize {
namespace {

/// x / y, and 0 where there is no pair (y = 0).
Array ratio(const Array& x, const Array& y) { return where(y > 0., x / where(y > 0., y, 1.), 0.); }

Array scale_of(const Array& product, const Array& square_change) {
  return where(square_change > 0., product / where(square_change > 0., square_change, 1.), 1.);
}

std::int64_t num_rows(const CorrectionHistory& h) { return h.position_deltas.dim(0); }

/// Rows of the pairs, the newest first.
Array newest_first(const CorrectionHistory& h) {
  const std::int64_t n = num_rows(h);
  return remainder(h.free + (n - 1) - arange(n - 1), n);
}

Array with_row(const Array& rows, const Array& i, const Array& row) {
  return dynamic_update_slice(rows, expand_dims(row, 0), {i, zeros({}, int64)});
}

/// s'y of each pair, summed as a pair's alone is.
Array products_of(const CorrectionPairs& pairs) {
  const auto body = [](const Arrays& carry, const Arrays& pair) {
    return std::pair(carry, Arrays{dot(pair[0], pair[1])});
  };
  return scan_arrays(body, {}, {pairs.position_deltas, pairs.gradient_deltas}).second[0];
}

}  // namespace

CorrectionHistory history_of(const CorrectionPairs& pairs) {
  const Array &s = pairs.position_deltas, &y = pairs.gradient_deltas;
  const Array none = zeros(Shape{s.dim(1)}, s.dtype());
  const auto with_free_row = [&](const Array& rows) {
    return concatenate({rows, expand_dims(none, 0)});
  };
  const Array products = products_of(pairs);
  return {.position_deltas = with_free_row(s),
          .gradient_deltas = with_free_row(y),
          .products = concatenate({products, zeros({1}, s.dtype())}),
          .free = s.dim(0) + zeros({}, int64),
          .scale = scale_of(products[-1], dot(y[-1], y[-1])),
          .has_pairs = any(y[-1] != 0.),
          .position_delta = none,
          .gradient_delta = none};
}

CorrectionHistory remembered(const CorrectionHistory& h) {
  const Array &s = h.position_delta, &y = h.gradient_delta;
  const Array product = dot(s, y), is_pair = has_curvature(s, y);
  const Array is_here = logical_and(is_pair, arange(num_rows(h)) == h.free);
  CorrectionHistory next = h;
  // Where it is no pair the row stays free, and is not read.
  next.position_deltas = with_row(h.position_deltas, h.free, s);
  next.gradient_deltas = with_row(h.gradient_deltas, h.free, y);
  next.products = where(is_here, product, h.products);
  next.free = where(is_pair, remainder(h.free + 1, num_rows(h)), h.free);
  next.scale = where(is_pair, scale_of(product, dot(y, y)), h.scale);
  next.has_pairs = logical_or(h.has_pairs, is_pair);
  next.position_delta = zeros_like(s);
  next.gradient_delta = zeros_like(y);
  return next;
}

CorrectionPairs pairs_of(const CorrectionHistory& h) {
  const std::int64_t n = num_rows(h);
  const Array oldest_first = remainder(h.free + 1 + arange(n - 1), n);
  return {take(h.position_deltas, oldest_first), take(h.gradient_deltas, oldest_first)};
}

Array multiply_by_inverse_hessian(const CorrectionHistory& h,
                                  const Callable<Array(const Array&)>& initial, const Array& x) {
  const Array rows = newest_first(h);
  const auto backward = [&](const Arrays& carry, const Arrays& row) {
    const Array s = take(h.position_deltas, row[0]), y = take(h.gradient_deltas, row[0]);
    const Array coefficient = ratio(dot(s, carry[0]), take(h.products, row[0]));
    return std::pair(Arrays{carry[0] - coefficient * y}, Arrays{coefficient});
  };
  const auto [reduced, coefficients] = scan_arrays(backward, {x}, {rows});
  const auto forward = [&](const Arrays& carry, const Arrays& row) {
    const Array s = take(h.position_deltas, row[0]), y = take(h.gradient_deltas, row[0]);
    const Array correction = ratio(dot(y, carry[0]), take(h.products, row[0]));
    return std::pair(Arrays{carry[0] + (row[1] - correction) * s}, Arrays{});
  };
  return scan_arrays(forward, {initial(reduced[0])}, {rows, coefficients[0]}, {.is_reverse = true})
      .first[0];
}

}  // namespace aleator::optimize
