// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/index.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index_check.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/windows.h"

#include <algorithm>
#include <numeric>

namespace aleator {
namespace {

Dims counted_axes(std::int64_t first, std::int64_t last) {
  Dims axes(static_cast<std::size_t>(std::max<std::int64_t>(0, last - first)));
  std::iota(axes.begin(), axes.end(), first);
  return axes;
}

/// Ellipsis spelled out: one index per axis of x, besides new axes.
std::vector<Index> expanded(const std::vector<Index>& list, const Shape& shape) {
  std::int64_t num_axes = 0, num_ellipses = 0;
  for (const Index& index : list) {
    num_ellipses += index.kind == Index::Kind::ellipsis;
    num_axes += index.kind != Index::Kind::ellipsis && index.kind != Index::Kind::new_axis;
  }
  if (num_ellipses > 1) throw ValueError("operator[]: Ellipsis may stand once among the indices");
  if (num_axes > shape.rank()) {
    throw ShapeError(text("operator[]: ", num_axes, " indices for an array of shape ", shape));
  }
  const auto left = static_cast<std::size_t>(shape.rank() - num_axes);
  std::vector<Index> result;
  for (const Index& index : list) {
    if (index.kind == Index::Kind::ellipsis) result.insert(result.end(), left, Slice());
    else result.push_back(index);
  }
  if (num_ellipses == 0) result.insert(result.end(), left, Slice());
  return result;
}

struct Range {
  std::int64_t start, stop, step;  ///< 0 <= start <= stop <= n, step > 0
  bool is_reversed;
};

/// NumPy's rules for ends that are left out, negative or outside.
Range resolve(const Slice& s, std::int64_t n) {
  if (s.step == 0) throw ValueError("Slice: the step must not be 0");
  const auto end = [&](const std::optional<Dim>& value, std::int64_t otherwise, std::int64_t low,
                       std::int64_t high) {
    if (!value) return otherwise;
    const std::int64_t v = *value;
    return std::clamp(v < 0 ? v + n : v, low, high);
  };
  if (s.step > 0) {
    const std::int64_t start = end(s.start, 0, 0, n);
    return {start, std::max(start, end(s.stop, n, 0, n)), s.step, false};
  }
  // From start down to stop: the same elements upwards begin at the last one reached.
  const std::int64_t start = end(s.start, n - 1, -1, n - 1), stop = end(s.stop, -1, -1, n - 1);
  const std::int64_t count = start > stop ? (start - stop - 1) / -s.step + 1 : 0;
  if (count == 0) return {0, 0, 1, false};
  return {start + (count - 1) * s.step, start + 1, -s.step, true};
}

std::int64_t checked_number(std::int64_t number, std::int64_t n) {
  if (number < -n || number >= n) {
    throw ValueError(text("operator[]: index ", number, " is outside ", -n, "..", n - 1));
  }
  return number < 0 ? number + n : number;
}

/// Positions along some axes of an array, taken jointly.
struct Joint {
  Arrays positions;  ///< broadcast together
  Dims axes;
};

/// The axis of the result where the axes of the positions begin.
std::int64_t place_of(const Dims& axes) {
  for (std::size_t k = 1; k < axes.size(); ++k) {
    if (axes[k] != axes[k - 1] + 1) return 0;
  }
  return axes[0];
}

/// Index vectors and dimension numbers that take `joint.positions` along `joint.axes`.
std::pair<Array, WindowNumbers> numbers_of(const Joint& joint, std::int64_t rank) {
  const Arrays positions = broadcast_arrays(joint.positions);
  const std::int64_t num_batch = positions[0].rank(), place = place_of(joint.axes);
  const std::int64_t num_window = rank - static_cast<std::int64_t>(joint.axes.size());
  WindowNumbers n;
  n.collapsed_dims = n.index_map = joint.axes;
  n.window_dims = other_axes(num_window + num_batch, counted_axes(place, place + num_batch));
  n.index_vector_dim = num_batch;
  return {joint.axes.size() == 1 ? positions[0] : stack(positions, num_batch), n};
}

Array gather(const Array& x, const Joint& joint) {
  const auto [indices, n] = numbers_of(joint, x.rank());
  Dims sizes = x.shape().dims();
  for (const std::int64_t axis : joint.axes) sizes[static_cast<std::size_t>(axis)] = 1;
  return apply(kGather, {x, indices}, attributes(Gather{n, sizes}));
}

/// Applies slices and numbers, in one slice; then new axes. Positions are left for `joint`, with
/// the numbers beside them.
class Basic {
 public:
  Basic(const Shape& shape, const std::vector<Index>& list) : shape_(shape) {
    is_joint_ = std::any_of(list.begin(), list.end(), [](const Index& index) {
      return index.kind == Index::Kind::positions;
    });
    for (const Index& index : expanded(list, shape)) add(index);
  }

  Array operator()(const Array& x) const {
    Array part = x;
    for (std::size_t axis = 0; axis < ranges_.size(); ++axis) {
      const Range& r = ranges_[axis];
      part = slice_axis(part, static_cast<std::int64_t>(axis), r.start, r.stop, r.step);
    }
    return reshape(reverse(part, reversed_), Shape(dims_));
  }
  const Joint& joint() const { return joint_; }

 private:
  void add(const Index& index) {
    const auto out_axis = static_cast<std::int64_t>(dims_.size());
    if (index.kind == Index::Kind::new_axis) {
      dims_.push_back(1);
      return;
    }
    const auto axis = static_cast<std::int64_t>(ranges_.size());
    const std::int64_t n = shape_[axis];
    Range range{0, n, 1, false};
    if (index.kind == Index::Kind::slice) {
      range = resolve(index.slice, n);
    } else if (index.kind == Index::Kind::positions) {
      joint_.positions.push_back(checked_positions("operator[]", index.positions, n));
      joint_.axes.push_back(out_axis);
    } else {
      const std::int64_t number = checked_number(index.number, n);
      if (is_joint_) {
        joint_.positions.push_back(astype(number, int64));
        joint_.axes.push_back(out_axis);
      } else {
        range = {number, number + 1, 1, false};
      }
    }
    if (range.is_reversed) reversed_.push_back(axis);
    ranges_.push_back(range);
    if (index.kind != Index::Kind::number || is_joint_)
      dims_.push_back((range.stop - range.start + range.step - 1) / range.step);
  }

  const Shape& shape_;
  bool is_joint_ = false;
  std::vector<Range> ranges_;  ///< per axis of x
  Dims reversed_, dims_;       ///< axes of x, dimensions of the result before joint()
  Joint joint_;
};

/// One dtype for all positions, which are stacked into index vectors.
Joint unified(Joint joint) {
  if (joint.positions.size() > 1) {
    for (Array& p : joint.positions) p = astype(p, int64);
  }
  return joint;
}

}  // namespace

Array Array::operator[](const Indices& indices) const {
  const Basic basic(shape(), indices.list);
  const Array part = basic(*this);
  return basic.joint().axes.empty() ? part : gather(part, unified(basic.joint()));
}

Array take(const Array& x, const Array& indices, std::int64_t axis) {
  axis = normalize_axis(axis, x.rank(), "take");
  return gather(x, {{checked_positions("take", indices, x.dim(axis))}, {axis}});
}

Array take_along_axis(const Array& x, const Array& indices, std::int64_t axis) {
  axis = normalize_axis(axis, x.rank(), "take_along_axis");
  if (indices.rank() != x.rank()) {
    throw ShapeError(text("take_along_axis: needs indices with as many axes as the array, got ",
                          indices.shape(), " for ", x.shape()));
  }
  Shape x_shape = x.shape(), index_shape = indices.shape();
  x_shape[axis] = index_shape[axis] = 1;
  Shape common = broadcast_shapes(x_shape, index_shape, "take_along_axis");
  common[axis] = x.dim(axis);
  const Array operand = broadcast_to(x, common);
  common[axis] = indices.dim(axis);
  const Array positions =
      broadcast_to(checked_positions("take_along_axis", indices, x.dim(axis)), common);
  WindowNumbers n;
  n.collapsed_dims = n.index_map = {axis};
  n.operand_batching_dims = n.indices_batching_dims = other_axes(x.rank(), {axis});
  n.index_vector_dim = x.rank();
  return apply(kGather, {operand, positions},
               attributes(Gather{n, Dims(static_cast<std::size_t>(x.rank()), 1)}));
}

Array one_hot(const Array& indices, std::int64_t num_classes, Dtype dtype) {
  const Array positions = checked_positions("one_hot", indices, num_classes);
  return astype(expand_dims(positions, -1) == iota({num_classes}, 0, positions.dtype()), dtype);
}

Array searchsorted(const Array& sorted, const Array& values, Side side) {
  if (sorted.rank() != 1)
    throw ShapeError(text("searchsorted: needs a sorted vector, got shape ", sorted.shape()));
  // Bisection on the number of elements that come before: low <= result <= high.
  const std::int64_t n = sorted.size();
  Array low = zeros(values.shape(), int64), high = full(values.shape(), astype(n, int64));
  for (std::int64_t width = n; width > 0; width /= 2) {
    const Array middle = floor_divide(low + high, 2);
    const Array element = take(sorted, stop_gradient(minimum(middle, n - 1)));
    const Array is_before =
        side == Side::Left
            ? logical_or(element < values, logical_and(is_nan(values), element == element))
            : logical_or(element <= values, is_nan(values));
    const Array is_open = low < high;
    low = where(logical_and(is_open, is_before), middle + 1, low);
    high = where(logical_and(is_open, logical_not(is_before)), middle, high);
  }
  return low;
}

}  // namespace aleator
