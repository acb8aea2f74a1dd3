// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/split.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <numeric>

namespace aleator::bijectors {
namespace {

/// The lengths of parts as far as they are known: all, all but one, or only that they are equal.
Dims checked_sizes(const SplitOptions& o) {
  if (o.num_splits.has_value() != o.size_splits.empty())
    throw ValueError("Split: give exactly one of num_splits and size_splits");
  if (o.num_splits) {
    if (*o.num_splits < 1)
      throw ValueError(text("Split: num_splits must be at least 1, got ", *o.num_splits));
    return Dims(static_cast<std::size_t>(*o.num_splits), -1);
  }
  const bool is_valid = std::all_of(o.size_splits.begin(), o.size_splits.end(),
                                    [](std::int64_t size) { return size >= -1; }) &&
                        std::count(o.size_splits.begin(), o.size_splits.end(), -1) <= 1;
  if (is_valid) return o.size_splits;
  throw ValueError(
      text("Split: size_splits must not be negative, but for one -1, got ", Shape(o.size_splits)));
}

struct SplitRules final : MultipartBijectorRules {
  explicit SplitRules(const SplitOptions& o) : sizes(checked_sizes(o)), axis(o.axis) {
    if (axis >= 0) throw ValueError(text("Split: axis must be negative, got ", axis));
  }
  const Dims sizes;
  const std::int64_t axis;

  Dims sizes_of(std::int64_t length) const {
    const auto num_unknown = std::count(sizes.begin(), sizes.end(), -1);
    const std::int64_t known = std::accumulate(sizes.begin(), sizes.end(), num_unknown);
    const std::int64_t rest = length - known;
    if (rest < 0 || (num_unknown == 0 ? rest > 0 : rest % num_unknown != 0))
      throw ShapeError(text("Split: an axis of length ", length, " does not have parts of lengths ",
                            Shape(sizes), num_unknown > 0 ? ", -1 being the rest" : ""));
    Dims result = sizes;
    std::replace(result.begin(), result.end(), std::int64_t{-1},
                 rest / std::max<std::int64_t>(num_unknown, 1));
    return result;
  }
  std::int64_t event_axis(const Shape& shape) const {
    return normalize_axis(axis, shape.rank(), "Split");
  }
  EventRanks ranks(std::size_t num_parts) const {
    return EventRanks(num_parts, static_cast<int>(-axis));
  }
  static Array zero(const Array& part, int event_ndims) {
    return zeros(part.shape().slice(0, part.rank() - event_ndims), part.dtype());
  }

  std::string_view name() const override { return "Split"; }
  Arrays forward(const Arrays& x) const override {
    Arrays parts;
    std::int64_t start = 0;
    for (const std::int64_t size : sizes_of(x[0].dim(axis))) {
      parts.push_back(slice_axis(x[0], axis, start, start + size));
      start += size;
    }
    return parts;
  }
  Arrays inverse(const Arrays& y) const override {
    Shapes shapes;
    for (const Array& part : y) shapes.push_back(part.shape());
    inverse_event_shape(shapes);  // checks
    return {concatenate(y, axis)};
  }
  Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims) const override {
    sizes_of(x[0].dim(axis));  // checks
    return zero(x[0], event_ndims[0]);
  }
  Array inverse_log_det_jacobian(const Arrays& y, const EventRanks& event_ndims) const override {
    return zero(inverse(y)[0], event_ndims[0]);
  }
  EventRanks forward_min_event_ndims() const override { return ranks(1); }
  EventRanks inverse_min_event_ndims() const override { return ranks(sizes.size()); }
  Shapes forward_event_shape(const Shapes& shapes) const override {
    const std::int64_t at = event_axis(shapes[0]);
    Shapes parts;
    for (const std::int64_t size : sizes_of(shapes[0][at])) {
      parts.push_back(shapes[0]);
      parts.back()[at] = size;
    }
    return parts;
  }
  Shapes inverse_event_shape(const Shapes& shapes) const override {
    const std::int64_t at = event_axis(shapes[0]);
    Shape whole = shapes[0];
    whole[at] = 0;
    Dims lengths;
    for (const Shape& part : shapes) {
      lengths.push_back(part[event_axis(part)]);
      whole[at] += lengths.back();
    }
    if (lengths != sizes_of(whole[at]))
      throw ShapeError(text("Split.inverse: parts must have lengths ", Shape(sizes_of(whole[at])),
                            ", got ", Shape(lengths)));
    return {whole};
  }
  bool is_constant_jacobian() const override { return true; }
};

}  // namespace

Split::Split(const SplitOptions& options) : MultipartBijector(make_ref<SplitRules>(options)) {}

}  // namespace aleator::bijectors
