// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/iterated_sigmoid_centered.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct IteratedSigmoidCenteredRules final : BijectorRules {
  /// log(n), ..., log(1).
  static Array offsets(std::int64_t n, Dtype dtype) {
    return log(astype(arange(static_cast<double>(n), 0, -1), dtype));
  }
  static Array log_forward(const Array& x) {
    const Array t = x - offsets(x.dim(-1), x.dtype());
    const Array left = cumulative_sum(log_sigmoid(-t)), zero = zeros_like(slice_axis(x, -1, 0, 1));
    return concatenate({log_sigmoid(t), zero}, -1) + concatenate({zero, left}, -1);
  }
  static Shape with_last(const Shape& shape, std::int64_t change) {
    const std::int64_t last = shape.rank() - 1;
    if (last < 0 || shape[last] + change < 1) {
      throw ShapeError(
          text("IteratedSigmoidCentered: needs an axis of coordinates, got shape ", shape));
    }
    return shape.slice(0, last) + Shape{shape[last] + change};
  }
  std::string_view name() const override { return "IteratedSigmoidCentered"; }
  Array forward(const Array& x) const override { return exp(log_forward(x)); }
  Array inverse(const Array& y) const override {
    const std::int64_t n = y.dim(-1) - 1;
    // What is left after a part, by the sum of the later parts: no digit is lost to 1 - z.
    const Array left = slice_axis(cumulative_sum(y, -1, true), -1, 1, n + 1);
    return log(slice_axis(y, -1, 0, n)) - log(left) + offsets(n, y.dtype());
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    return sum(log_forward(x), {.axes = {-1}});
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return -sum(log(y), {.axes = {-1}});
  }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  Shape forward_event_shape(const Shape& shape) const override { return with_last(shape, 1); }
  Shape inverse_event_shape(const Shape& shape) const override { return with_last(shape, -1); }
};

}  // namespace

IteratedSigmoidCentered::IteratedSigmoidCentered()
    : Bijector(make_ref<IteratedSigmoidCenteredRules>()) {}

}  // namespace aleator::bijectors
