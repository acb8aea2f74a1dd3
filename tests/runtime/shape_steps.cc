// SPDX-License-Identifier: Apache-2.0
// Defines the steps of random programs that rearrange or reduce.
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/primitives/sort.h"

#include "tests/runtime/builder.h"

namespace aleator::differential {
namespace {

Array broadcast(Builder& b, const Value& x) {
  const std::int64_t axis = b.below(x.rank() + 1);
  Dims dimensions;
  for (std::int64_t i = 0; i < x.rank(); ++i) dimensions.push_back(i < axis ? i : i + 1);
  const Shape shape = x.shape().with_inserted(axis, 1 + b.below(5));
  return apply(kBroadcastInDim, {x.array}, attributes(BroadcastInDim{shape, dimensions}));
}

Array reshaped(Builder& b, const Value& x) {
  if (x.rank() == 0 || b.is_one_in(4)) return ravel(x.array);
  const std::int64_t axis = b.below(x.rank()), n = x.array.dim(axis);
  if (axis > 0 && b.is_one_in(2)) {
    Shape merged = x.shape().without(axis);
    merged[axis - 1] *= n;
    return reshape(x.array, merged);
  }
  for (std::int64_t part = 2 + b.below(4); part > 1; --part) {
    if (n == 0 || n % part != 0) continue;
    return reshape(x.array,
                   x.shape().without(axis).with_inserted(axis, n / part).with_inserted(axis, part));
  }
  return expand_dims(x.array, axis);
}

Array sliced(Builder& b, const Value& x) {
  SliceAttributes s;
  for (const std::int64_t n : x.shape()) {
    const std::int64_t start = b.is_one_in(2) ? 0 : b.below(n + 1);
    s.start.push_back(start);
    s.limit.push_back(b.is_one_in(2) ? n : start + b.below(n - start + 1));
    s.strides.push_back(1 + b.below(3));
  }
  return apply(kSlice, {x.array}, attributes(s));
}

Array padded(Builder& b, const Value& x, const Value& fill) {
  Pad p;
  for (std::int64_t i = 0; i < x.rank(); ++i) {
    p.low.push_back(b.below(5) - 2);
    p.high.push_back(b.below(5) - 2);
    p.interior.push_back(b.is_one_in(2) ? 0 : b.below(3));
  }
  return apply(kPad, {x.array, fill.array}, attributes(p));
}

void join(Builder& b) {
  const Value x = b.with_axes(1);
  const std::int64_t axis = b.below(x.rank());
  Values parts{x};
  Arrays arrays{x.array};
  for (std::int64_t i = 0; i <= b.below(3); ++i) {
    Shape shape = x.shape();
    shape[axis] = b.below(5);
    parts.push_back(b.fit(b.of(x.dtype()), shape));
    arrays.push_back(parts.back().array);
  }
  b.add_moved(concatenate(arrays, axis), parts);
}

void reduce(Builder& b) {
  static const Primitive* const kAll[] = {&kReduceSum, &kReduceProduct, &kReduceMax,
                                          &kReduceMin, &kReduceAnd,     &kReduceOr};
  const Primitive& p = *kAll[b.below(6)];
  const bool is_extremum = &p == &kReduceMax || &p == &kReduceMin;
  const Value x = b.of(p.dtypes);
  const Array result = apply(p, {x.array}, attributes(Reduce{b.axes(x.rank())}));
  if (is_extremum) b.add_moved(result, {x});
  else b.add_large(result, {x});
}

void accumulate(Builder& b) {
  static const Primitive* const kAll[] = {&kCumulativeSum, &kCumulativeProduct, &kCumulativeMax,
                                          &kCumulativeMin};
  const Primitive& p = *kAll[b.below(4)];
  Value x = b.of(p.dtypes);
  if (x.rank() == 0) x = b.fit(x, {5});
  const AlongAxis along{b.below(x.rank()), b.is_one_in(2)};
  const Array result = apply(p, {x.array}, attributes(along));
  if (&p == &kCumulativeMax || &p == &kCumulativeMin) b.add_moved(result, {x});
  else b.add_large(result, {x});
}

void order(Builder& b) {
  Value x = b.of(b.dtype(Dtypes::numeric), true);
  if (x.rank() == 0) x = b.fit(x, {7});
  const std::int64_t axis = b.below(x.rank());
  if (b.is_one_in(2)) {
    const Primitive& p = b.is_one_in(2) ? kArgmax : kArgmin;
    return b.add_moved(apply(p, {x.array}, attributes(AlongAxis{axis})), {x});
  }
  if (b.is_one_in(2))
    return b.add_moved(sort(x.array, {.axis = axis, .is_descending = b.is_one_in(2)}), {x});
  const Value y = b.fit(b.of(b.dtype(Dtypes::numeric), true), x.shape());
  const Value z = b.fit(b.pick(), x.shape());
  const Arrays sorted =
      apply_all(kSort, {x.array, y.array, z.array}, attributes(Sort{axis, 1 + b.below(2)}));
  b.add_moved(sorted[0], {x});
  b.add_moved(sorted[1], {y});
  b.add_moved(sorted[2], {z});
}

}  // namespace

void step_shape(Builder& b) {
  const Value x = b.pick();
  switch (b.below(8)) {
    case 0: return b.add_moved(broadcast(b, x), {x});
    case 1: return b.add_moved(reshaped(b, x), {x});
    case 2: return b.add_moved(transpose(x.array, b.permutation(x.rank())), {x});
    case 3: return b.add_moved(reverse(x.array, b.axes(x.rank())), {x});
    case 4: return b.add_moved(sliced(b, x), {x});
    case 5: {
      const Value fill = b.fit(b.of(x.dtype()), {});
      return b.add_moved(padded(b, x, fill), {x, fill});
    }
    default: return join(b);
  }
}

void step_reduce(Builder& b) {
  switch (b.below(5)) {
    case 0:
    case 1: return reduce(b);
    case 2: return accumulate(b);
    default: return order(b);
  }
}

}  // namespace aleator::differential
