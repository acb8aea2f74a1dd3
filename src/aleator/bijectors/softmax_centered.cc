// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/softmax_centered.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::bijectors {
namespace {

Shape with_last(const Shape& shape, std::int64_t change) {
  if (shape.rank() == 0 || shape[shape.rank() - 1] + change < 0)
    throw ShapeError(text("SoftmaxCentered: needs an axis of coordinates, got shape ", shape));
  return shape.slice(0, shape.rank() - 1) + Shape{shape[shape.rank() - 1] + change};
}

struct SoftmaxCenteredRules final : BijectorRules {
  std::string_view name() const override { return "SoftmaxCentered"; }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  Shape forward_event_shape(const Shape& shape) const override { return with_last(shape, 1); }
  Shape inverse_event_shape(const Shape& shape) const override { return with_last(shape, -1); }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  static Array log_forward(const Array& x) {
    const Array zero = zeros_like(slice_axis(x, -1, 0, 1)), all = concatenate({x, zero}, -1);
    return all - logsumexp(all, {.axes = {-1}, .keep_dims = true});
  }
  Array forward(const Array& x) const override { return exp(log_forward(x)); }
  Array inverse(const Array& y) const override {
    const std::int64_t n = y.dim(-1);
    return log(slice_axis(y, -1, 0, n - 1)) - log(slice_axis(y, -1, n - 1, n));
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    return sum(log_forward(x), {.axes = {-1}});
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return -sum(log(y), {.axes = {-1}});
  }
};

}  // namespace

SoftmaxCentered::SoftmaxCentered() : Bijector(make_ref<SoftmaxCenteredRules>()) {}

}  // namespace aleator::bijectors
