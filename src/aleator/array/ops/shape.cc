// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/shape.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/shape.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aleator {
namespace {

void check_shape(const char* who, const Shape& shape) {
  std::int64_t product = 1;
  for (const std::int64_t dim : shape) {
    if (dim < 0) throw ShapeError(text(who, ": dimensions must not be negative, got ", shape));
    if (__builtin_mul_overflow(product, std::max<std::int64_t>(dim, 1), &product) ||
        product > (std::int64_t{1} << 48)) {
      throw ShapeError(text(who, ": ", shape, " has too many elements"));
    }
  }
}

Shape resolve(const Array& x, Shape shape) {
  std::int64_t known = 1, unknown = -1;
  for (std::int64_t i = 0; i < shape.rank(); ++i) {
    if (shape[i] >= 0) {
      known *= shape[i];
    } else if (shape[i] == -1 && unknown < 0) {
      unknown = i;
    } else {
      throw ShapeError(
          text("reshape: dimensions must be non-negative, at most one -1, got ", shape));
    }
  }
  if (unknown < 0) return shape;
  if (known == 0 || x.size() % known != 0) {
    throw ShapeError(
        text("reshape: ", x.shape(), " has ", x.size(), " elements, which do not fit ", shape));
  }
  shape[unknown] = x.size() / known;
  return shape;
}

Array is_below_diagonal(const Array& x, std::int64_t k, const char* who) {
  if (x.rank() < 2) throw ShapeError(text(who, ": needs at least two axes, got ", x.shape()));
  const Shape matrix{x.dim(-2), x.dim(-1)};
  return iota(matrix, 1) - iota(matrix, 0) <= k;
}

Dims or_zeros(Dims values, std::int64_t rank) {
  return values.empty() ? Dims(static_cast<std::size_t>(rank), 0) : values;
}

}  // namespace

Array full(const Shape& shape, const Array& value) {
  check_shape("full", shape);
  return broadcast_to(value, shape);
}
Array zeros(const Shape& shape, Dtype dtype) {
  return full(shape, astype(is_boolean(dtype) ? Array(false) : Array(0), dtype));
}
Array ones(const Shape& shape, Dtype dtype) {
  return full(shape, astype(is_boolean(dtype) ? Array(true) : Array(1), dtype));
}
Array zeros_like(const Array& x) {
  return broadcast_marked(zeros({}, x.dtype()), x.shape(), x.type().lane_axis);
}
Array ones_like(const Array& x) {
  return broadcast_marked(ones({}, x.dtype()), x.shape(), x.type().lane_axis);
}

Array iota(const Shape& shape, std::int64_t axis, Dtype dtype) {
  check_shape("iota", shape);
  return apply(kIota, {},
               attributes(Iota{dtype, shape, normalize_axis(axis, shape.rank(), "iota")}));
}
Array arange(Dim n, Dtype dtype) { return iota({n}, 0, dtype); }
Array arange(double start, double stop, double step) {
  if (!(step != 0) || !std::isfinite((stop - start) / step)) {
    throw ValueError(text("arange: needs finite bounds and a nonzero step, got ", start, ", ", stop,
                          ", ", step));
  }
  const auto n = static_cast<std::int64_t>(std::max(0., std::ceil((stop - start) / step)));
  return start + step * arange(n, float64);
}
Array linspace(const Array& start, const Array& stop, std::int64_t num) {
  if (num < 1) throw ValueError(text("linspace: num must be at least 1, got ", num));
  // Weighted ends: exact at both.
  const Array weight = num == 1 ? zeros({1}) : arange(num, float64) / static_cast<double>(num - 1);
  return start * (1. - weight) + stop * weight;
}
Array eye(std::int64_t rows, std::int64_t columns, std::int64_t k, Dtype dtype) {
  const Shape shape{rows, columns < 0 ? rows : columns};
  return astype(iota(shape, 1) - iota(shape, 0) == k, dtype);
}
Array lower_triangle(const Array& x, std::int64_t k) {
  return where(is_below_diagonal(x, k, "lower_triangle"), x, zeros_like(x));
}
Array upper_triangle(const Array& x, std::int64_t k) {
  return where(is_below_diagonal(x, k - 1, "upper_triangle"), zeros_like(x), x);
}
Array diagonal(const Array& x) {
  const std::int64_t n = std::min(x.dim(-2), x.dim(-1));
  const Array square = slice_axis(slice_axis(x, -2, 0, n), -1, 0, n);
  return sum(
      where(is_below_diagonal(square, 0, "diagonal") == is_below_diagonal(square, -1, "diagonal"),
            zeros_like(square), square),
      {.axes = {-1}});
}
Array diagonal_matrix(const Array& x) {
  const std::int64_t n = x.dim(-1);
  return where(eye(n, n, 0, boolean), expand_dims(x, -1), zeros(x.shape() + Shape{n}, x.dtype()));
}

Array reshape(const Array& x, const Shape& shape) {
  const Shape to = resolve(x, shape);
  return to == x.shape() ? x : apply(kReshape, {x}, attributes(Reshape{to}));
}
Array ravel(const Array& x) { return reshape(x, {x.size()}); }

Array transpose(const Array& x, const Dims& permutation) {
  Dims axes = permutation;
  for (std::int64_t& axis : axes) axis = normalize_axis(axis, x.rank(), "transpose");
  bool is_identity = static_cast<std::int64_t>(axes.size()) == x.rank();
  for (std::size_t i = 0; i < axes.size(); ++i)
    is_identity = is_identity && axes[i] == static_cast<std::int64_t>(i);
  return is_identity ? x : apply(kTranspose, {x}, attributes(Transpose{axes}));
}
Array transpose(const Array& x) {
  Dims axes(static_cast<std::size_t>(x.rank()));
  std::iota(axes.rbegin(), axes.rend(), 0);
  return transpose(x, axes);
}
Array swap_axes(const Array& x, std::int64_t a, std::int64_t b) {
  Dims axes(static_cast<std::size_t>(x.rank()));
  std::iota(axes.begin(), axes.end(), 0);
  std::swap(axes[static_cast<std::size_t>(normalize_axis(a, x.rank(), "swap_axes"))],
            axes[static_cast<std::size_t>(normalize_axis(b, x.rank(), "swap_axes"))]);
  return transpose(x, axes);
}
Array move_axis(const Array& x, std::int64_t from, std::int64_t to) {
  from = normalize_axis(from, x.rank(), "move_axis");
  to = normalize_axis(to, x.rank(), "move_axis");
  Dims axes(static_cast<std::size_t>(x.rank()));
  std::iota(axes.begin(), axes.end(), 0);
  axes.erase(axes.begin() + from);
  axes.insert(axes.begin() + to, from);
  return transpose(x, axes);
}
Array expand_dims(const Array& x, std::int64_t axis) {
  return reshape(x, x.shape().with_inserted(normalize_axis(axis, x.rank() + 1, "expand_dims"), 1));
}
Array squeeze(const Array& x, std::int64_t axis) {
  axis = normalize_axis(axis, x.rank(), "squeeze");
  if (x.shape()[axis] != 1)
    throw ShapeError(text("squeeze: axis ", axis, " of ", x.shape(), " is not of length 1"));
  return reshape(x, x.shape().without(axis));
}
Array broadcast_to(const Array& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  if (x.rank() > shape.rank())
    throw ShapeError(text("broadcast_to: ", x.shape(), " does not broadcast to ", shape));
  Dims dimensions(static_cast<std::size_t>(x.rank()));
  std::iota(dimensions.begin(), dimensions.end(), shape.rank() - x.rank());
  return apply(kBroadcastInDim, {x}, attributes(BroadcastInDim{shape, dimensions}));
}
Arrays broadcast_arrays(const Arrays& arrays) {
  Shape shape;
  for (const Array& x : arrays) shape = broadcast_shapes(shape, x.shape(), "broadcast_arrays");
  Arrays result;
  for (const Array& x : arrays) result.push_back(broadcast_to(x, shape));
  return result;
}
Array reverse(const Array& x, const Dims& axes) {
  const Dims normalized = normalize_axes(axes, x.rank(), "reverse");
  return normalized.empty() ? x : apply(kReverse, {x}, attributes(Reverse{normalized}));
}

Array concatenate(const Arrays& arrays, std::int64_t axis) {
  if (arrays.empty()) throw ValueError("concatenate: needs at least one array");
  Dtype dtype = arrays[0].dtype();
  bool is_weak = arrays[0].is_weak();
  for (const Array& x : arrays) {
    const PromotedDtype promoted = promote(dtype, is_weak, x.dtype(), x.is_weak(), "concatenate");
    dtype = promoted.dtype;
    is_weak = promoted.is_weak;
  }
  Arrays operands;
  for (const Array& x : arrays) operands.push_back(astype(x, dtype));
  if (operands.size() == 1) return operands[0];
  return apply(kConcatenate, operands,
               attributes(Concatenate{normalize_axis(axis, arrays[0].rank(), "concatenate")}));
}
Array stack(const Arrays& arrays, std::int64_t axis) {
  Arrays expanded;
  for (const Array& x : arrays) expanded.push_back(expand_dims(x, axis));
  return concatenate(expanded, axis);
}
Array slice_axis(const Array& x, std::int64_t axis, std::int64_t start, std::int64_t stop,
                 std::int64_t step) {
  axis = normalize_axis(axis, x.rank(), "slice");
  if (start == 0 && stop == x.shape()[axis] && step == 1) return x;
  SliceAttributes a{Dims(static_cast<std::size_t>(x.rank()), 0), x.shape().dims(),
                    Dims(static_cast<std::size_t>(x.rank()), 1)};
  const auto k = static_cast<std::size_t>(axis);
  a.start[k] = start;
  a.limit[k] = stop;
  a.strides[k] = step;
  return apply(kSlice, {x}, attributes(a));
}
Arrays split(const Array& x, std::int64_t num, std::int64_t axis) {
  const std::int64_t n = x.dim(axis);
  if (num < 1 || n % num != 0)
    throw ShapeError(text("split: axis of length ", n, " has no ", num, " equal parts"));
  Arrays parts;
  for (std::int64_t i = 0; i < num; ++i)
    parts.push_back(slice_axis(x, axis, i * (n / num), (i + 1) * (n / num)));
  return parts;
}
Array pad(const Array& x, const PadOptions& options) {
  return apply(kPad, {x, astype(options.value, x.dtype())},
               attributes(Pad{or_zeros(options.low, x.rank()), or_zeros(options.high, x.rank()),
                              or_zeros(options.interior, x.rank())}));
}

}  // namespace aleator
