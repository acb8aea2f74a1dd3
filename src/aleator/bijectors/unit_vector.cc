// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/unit_vector.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <numbers>

namespace aleator::bijectors {
namespace {

struct UnitVectorRules final : BijectorRules {
  static Shape with_last(const Shape& shape, std::int64_t change) {
    const std::int64_t last = shape.rank() - 1;
    if (last < 0 || shape[last] + change < 0) {
      throw ShapeError(text("UnitVector: needs an axis of coordinates, got shape ", shape));
    }
    return shape.slice(0, last) + Shape{shape[last] + change};
  }
  static Array head(const Array& y) { return slice_axis(y, -1, 0, y.dim(-1) - 1); }
  /// At least 1; x is divided by it before squares are taken. It cancels, so derivatives need not
  /// know of it.
  static Array largest(const Array& x) {
    return stop_gradient(maximum(max(abs(x), {.axes = {-1}, .keep_dims = true}), 1.));
  }
  /// 1 - the last coordinate, by the others where it is near 1.
  static Array pole_distance(const Array& y) {
    const Array last = slice_axis(y, -1, y.dim(-1) - 1, y.dim(-1)), is_near = last > 0;
    const Array squares = sum(square(head(y)), {.axes = {-1}, .keep_dims = true});
    return where(is_near, squares / (1. + where(is_near, last, 0.)), 1. - last);
  }
  std::string_view name() const override { return "UnitVector"; }
  Array forward(const Array& x) const override {
    const Array size = largest(x), scaled = x / size, rest = square(1. / size);
    const Array s = sum(square(scaled), {.axes = {-1}, .keep_dims = true});
    return concatenate({2. * scaled / size, s - rest}, -1) / (s + rest);
  }
  Array inverse(const Array& y) const override { return head(y) / pole_distance(y); }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Array size = largest(x), rest = square(1. / size);
    const Array s = sum(square(x / size), {.axes = {-1}, .keep_dims = true});
    const Array half = 2. * log(size) + log1p(s + (rest - 1.));
    return static_cast<double>(x.dim(-1)) * (std::numbers::ln2 - squeeze(half, -1));
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return static_cast<double>(1 - y.dim(-1)) * squeeze(log(pole_distance(y)), -1);
  }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  Shape forward_event_shape(const Shape& shape) const override { return with_last(shape, 1); }
  Shape inverse_event_shape(const Shape& shape) const override { return with_last(shape, -1); }
};

}  // namespace

UnitVector::UnitVector() : Bijector(make_ref<UnitVectorRules>()) {}

}  // namespace aleator::bijectors
