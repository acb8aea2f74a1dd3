// SPDX-License-Identifier: Apache-2.0
// Defines the steps of random programs that read and write at computed positions.
#include "aleator/graph/primitives/dynamic_slice.h"
#include "aleator/graph/primitives/windows.h"

#include "tests/runtime/builder.h"

namespace aleator::differential {
namespace {

/// Integers, mostly near the range of an axis, sometimes constant and inside.
Value positions(Builder& b, const Shape& shape, std::int64_t length, bool is_known) {
  if (is_known) {
    std::vector<std::int64_t> list;
    for (std::int64_t i = 0; i < shape.size(); ++i) list.push_back(b.below(length));
    return {array(list, shape)};
  }
  Value x = b.fit(b.of(b.dtype(Dtypes::integer), true), shape);
  if (!b.is_one_in(4)) {
    const Array wrapped = remainder(x.array, astype(length + 3, x.dtype()));
    x.array = is_unsigned(x.dtype()) ? wrapped : wrapped - astype(1, x.dtype());
  }
  return x;
}

/// Windows over the first num_indexed axes; along the last of these `width` elements, or one
/// element and no axis if 0.
struct Layout {
  WindowNumbers numbers;
  Dims sizes;
  Shape windowed;
};
Layout layout_of(const Shape& x, std::int64_t count, std::int64_t num_indexed, std::int64_t width) {
  Layout made{.numbers = {}, .sizes = {}, .windowed = {count}};
  for (std::int64_t axis = 0; axis < x.rank(); ++axis) {
    const bool is_indexed = axis < num_indexed;
    const bool is_wide = axis == num_indexed - 1 && width > 0;
    if (is_indexed) made.numbers.index_map.push_back(axis);
    if (is_indexed && !is_wide) {
      made.numbers.collapsed_dims.push_back(axis);
      made.sizes.push_back(1);
      continue;
    }
    made.sizes.push_back(is_indexed ? width : x[axis]);
    made.numbers.window_dims.push_back(made.windowed.rank());
    made.windowed = made.windowed + Shape{made.sizes.back()};
  }
  made.numbers.index_vector_dim = 1;
  return made;
}

void windows(Builder& b) {
  static const Primitive* const kScatters[] = {&kScatter, &kScatterAdd, &kScatterMultiply,
                                               &kScatterMax, &kScatterMin};
  const Primitive* p = b.is_one_in(3) ? &kGather : kScatters[b.below(5)];
  Value x = p == &kGather
                ? b.pick()
                : b.of(p->dtypes == Dtypes::any && p != &kScatter ? Dtypes::numeric : p->dtypes);
  if (x.rank() == 0 || x.array.size() == 0) x = b.fit(x, {4, 3});
  const std::int64_t num_indexed = 1 + b.below(std::min<std::int64_t>(x.rank(), 2));
  const std::int64_t n = x.shape()[num_indexed - 1];
  const std::int64_t count = b.below(6), width = b.is_one_in(2) ? 0 : 1 + b.below(n);
  const Layout layout = layout_of(x.shape(), count, num_indexed, width);
  const Value at = positions(b, {count, num_indexed}, n, b.is_one_in(3) && num_indexed == 1);
  if (p == &kGather) {
    return b.add_moved(
        apply(kGather, {x.array, at.array}, attributes(Gather{layout.numbers, layout.sizes})), {x});
  }
  const Value updates = b.fit(b.of(x.dtype()), layout.windowed);
  const Array result =
      apply(*p, {x.array, at.array, updates.array}, attributes(Scatter{layout.numbers}));
  if (p == &kScatterAdd || p == &kScatterMultiply) b.add_large(result, {x, updates});
  else b.add_moved(result, {x, updates});
}

void taken(Builder& b) {
  Value x = b.with_axes(1);
  const std::int64_t axis = b.below(x.rank()), n = x.array.dim(axis);
  if (n == 0) return;
  if (b.is_one_in(3)) {
    Shape shape = x.shape();
    shape[axis] = 1 + b.below(4);
    const Value at = positions(b, shape, n, b.is_one_in(3));
    return b.add_moved(take_along_axis(x.array, at.array, axis), {x});
  }
  Dims dims;
  for (std::int64_t i = 0; i < b.below(3); ++i) dims.push_back(1 + b.below(4));
  b.add_moved(take(x.array, positions(b, Shape(dims), n, b.is_one_in(3)).array, axis), {x});
}

void written(Builder& b) {
  const Value x = b.with_axes(1);
  if (x.array.dim(0) == 0 || is_boolean(x.dtype())) return;
  const std::int64_t count = 1 + b.below(4);
  const Value at = positions(b, {count}, x.array.dim(0), b.is_one_in(3));
  const Value y = b.fit(b.of(x.dtype()), x.shape().without(0).with_inserted(0, count));
  switch (b.below(4)) {
    case 0: return b.add_moved(set_at(x.array, {at.array}, y.array), {x, y});
    case 1: return b.add_large(add_at(x.array, {at.array}, y.array), {x, y});
    case 2: return b.add_large(multiply_at(x.array, {at.array}, y.array), {x, y});
    default: return b.add_moved(max_at(x.array, {at.array}, y.array), {x, y});
  }
}

void block(Builder& b) {
  const Value x = b.with_axes(1);
  const Dtype dtype = b.is_one_in(3) ? int32 : int64;
  Dims sizes;
  Arrays starts;
  for (const std::int64_t n : x.shape()) {
    sizes.push_back(b.below(n + 1));
    starts.push_back(b.position(dtype).array);
  }
  Arrays inputs{x.array};
  const bool is_update = b.is_one_in(2);
  const Value y = b.fit(b.of(x.dtype()), Shape(sizes));
  if (is_update) inputs.push_back(y.array);
  inputs.insert(inputs.end(), starts.begin(), starts.end());
  if (is_update) return b.add_moved(apply(kDynamicUpdateSlice, inputs), {x, y});
  b.add_moved(apply(kDynamicSlice, inputs, attributes(DynamicSlice{sizes})), {x});
}

}  // namespace

void step_index(Builder& b) {
  switch (b.below(5)) {
    case 0:
    case 1: return windows(b);
    case 2: return taken(b);
    case 3: return written(b);
    default: return block(b);
  }
}

}  // namespace aleator::differential
