// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/absolute_value.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"

#include <limits>

namespace aleator::bijectors {
namespace {

struct AbsoluteValueRules final : BijectorRules {
  std::string_view name() const override { return "AbsoluteValue"; }
  bool is_injective() const override { return false; }
  Array forward(const Array& x) const override { return abs(x); }
  Array inverse(const Array& y) const override { return y; }
  Array forward_log_det_jacobian(const Array& x) const override { return zeros_like(x); }
  Arrays inverse_branches(const Array& y) const override { return {-y, y}; }
  Arrays inverse_log_det_jacobian_branches(const Array& y) const override {
    const Array none = zeros_like(y) - std::numeric_limits<double>::infinity();
    const Array log_det = where(y >= 0., zeros_like(y), none);
    return {log_det, log_det};
  }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
};

}  // namespace

AbsoluteValue::AbsoluteValue() : Bijector(make_ref<AbsoluteValueRules>()) {}

}  // namespace aleator::bijectors
