// SPDX-License-Identifier: Apache-2.0
// Defines writing to parts of arrays.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/index_check.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/dynamic_slice.h"
#include "aleator/graph/primitives/windows.h"

#include <numeric>

namespace aleator {
namespace {

/// Updates in the dtype of x: writing does not promote.
Array fitted(const char* who, const Array& x, const Array& updates) {
  check_holds(who, x);
  check_holds(who, updates);
  const PromotedDtype promoted = promote(x.dtype(), false, updates.dtype(), updates.is_weak(), who);
  if (promoted.dtype != x.dtype()) {
    throw DtypeError(text(who, ": updates of ", updates.dtype(), " do not fit into an array of ",
                          x.dtype(), "; convert one of them with astype"));
  }
  return astype(updates, x.dtype());
}

/// Rows of x at `positions`, an array of positions along axis 0.
Array update_rows(const Primitive& primitive, const Array& x, const Array& positions,
                  const Array& updates) {
  const std::int64_t num_batch = positions.rank();
  const Shape rows = positions.shape() + x.shape().without(0);
  WindowNumbers n;
  n.collapsed_dims = n.index_map = {0};
  Dims batch(static_cast<std::size_t>(num_batch));
  std::iota(batch.begin(), batch.end(), 0);
  n.window_dims = other_axes(rows.rank(), batch);
  n.index_vector_dim = num_batch;
  const Array clamped = minimum(maximum(positions, 0), x.dim(0) - 1);
  return apply(primitive, {x, clamped, broadcast_to(updates, rows)}, attributes(Scatter{n}));
}

/// Any other part: its elements' numbers in x say where the updates go.
Array update_elements(const Primitive& primitive, const Array& x, const Indices& indices,
                      const Array& updates) {
  const Array numbers = reshape(arange(x.size(), int64), x.shape())[indices];
  if (numbers.size() == 0) return x;
  return reshape(update_rows(primitive, ravel(x), numbers, broadcast_to(updates, numbers.shape())),
                 x.shape());
}

Array update(const Primitive& primitive, const char* who, const Array& x, const Indices& indices,
             const Array& updates) {
  const Array values = fitted(who, x, updates);
  if (x.rank() > 0 && indices.list.size() == 1 && indices.list[0].kind == Index::Kind::positions) {
    const Array positions = checked_positions(who, indices.list[0].positions, x.dim(0));
    return positions.size() == 0 ? x : update_rows(primitive, x, positions, values);
  }
  return update_elements(primitive, x, indices, values);
}

/// Scalars of one integer dtype.
Arrays unified_starts(const char* who, const Array& x, const Arrays& starts) {
  if (static_cast<std::int64_t>(starts.size()) != x.rank()) {
    throw ShapeError(
        text(who, ": needs one start for each axis of ", x.shape(), ", got ", starts.size()));
  }
  Arrays result;
  for (const Array& start : starts) {
    check_holds(who, start);
    if (!is_integer(start.dtype()))
      throw DtypeError(text(who, ": starts must be of an integer dtype, got ", start.dtype()));
    result.push_back(astype(start, int64));
  }
  return result;
}

}  // namespace

Array set_at(const Array& x, const Indices& indices, const Array& updates) {
  return update(kScatter, "set_at", x, indices, updates);
}
Array add_at(const Array& x, const Indices& indices, const Array& updates) {
  return update(kScatterAdd, "add_at", x, indices, updates);
}
Array multiply_at(const Array& x, const Indices& indices, const Array& updates) {
  return update(kScatterMultiply, "multiply_at", x, indices, updates);
}
Array max_at(const Array& x, const Indices& indices, const Array& updates) {
  return update(kScatterMax, "max_at", x, indices, updates);
}
Array min_at(const Array& x, const Indices& indices, const Array& updates) {
  return update(kScatterMin, "min_at", x, indices, updates);
}

Array dynamic_slice(const Array& x, const Arrays& starts, const Dims& sizes) {
  check_holds("dynamic_slice", x);
  Arrays inputs = unified_starts("dynamic_slice", x, starts);
  inputs.insert(inputs.begin(), x);
  return apply(kDynamicSlice, inputs, attributes(DynamicSlice{sizes}));
}
Array dynamic_update_slice(const Array& x, const Array& update, const Arrays& starts) {
  Arrays inputs = unified_starts("dynamic_update_slice", x, starts);
  const Array values = fitted("dynamic_update_slice", x, update);
  inputs.insert(inputs.begin(), {x, values});
  return apply(kDynamicUpdateSlice, inputs);
}

}  // namespace aleator
