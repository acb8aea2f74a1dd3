// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/cumsum.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::bijectors {
namespace {

struct CumsumRules final : BijectorRules {
  explicit CumsumRules(std::int64_t axis) : axis(axis) {
    if (axis >= 0) throw ValueError(text("Cumsum: axis must be negative, got ", axis));
  }
  const std::int64_t axis;

  std::string_view name() const override { return "Cumsum"; }
  Array forward(const Array& x) const override { return cumulative_sum(x, x.rank() + axis); }

  Array inverse(const Array& y) const override {
    const std::int64_t along = y.rank() + axis, length = y.dim(along);
    const Array before = slice_axis(y, along, 0, length - 1);
    return y - concatenate({zeros_like(slice_axis(y, along, 0, 1)), before}, along);
  }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  int forward_min_event_ndims() const override { return static_cast<int>(-axis); }
  int inverse_min_event_ndims() const override { return static_cast<int>(-axis); }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
};

}  // namespace

Cumsum::Cumsum(std::int64_t axis) : Bijector(make_ref<CumsumRules>(axis)) {}

}  // namespace aleator::bijectors
