// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/ascending.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

namespace aleator::bijectors {
namespace {

struct AscendingRules final : BijectorRules {
  std::string_view name() const override { return "Ascending"; }
  Array forward(const Array& x) const override {
    return cumulative_sum(concatenate({first(x), exp(others(x))}, -1));
  }
  Array inverse(const Array& y) const override {
    return concatenate({first(y), log(steps(y))}, -1);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    return sum(others(x), {.axes = {-1}});
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return -sum(log(steps(y)), {.axes = {-1}});
  }
  static Array first(const Array& x) { return slice_axis(x, -1, 0, 1); }
  static Array others(const Array& x) { return slice_axis(x, -1, 1, x.dim(-1)); }
  static Array steps(const Array& y) { return others(y) - slice_axis(y, -1, 0, y.dim(-1) - 1); }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
};

}  // namespace

Ascending::Ascending() : Bijector(make_ref<AscendingRules>()) {}

}  // namespace aleator::bijectors
