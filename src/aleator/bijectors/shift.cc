// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/shift.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"

namespace aleator::bijectors {
namespace {

struct ShiftRules final : BijectorRules {
  explicit ShiftRules(const Array& shift) : shift(real_parameter("Shift", "shift", shift)) {
    check_constraint("Shift", "shift", this->shift, kReal);
  }
  const Array shift;

  std::string_view name() const override { return "Shift"; }
  Array forward(const Array& x) const override { return x + shift; }
  Array inverse(const Array& y) const override { return y - shift; }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  bool is_constant_jacobian() const override { return true; }
  Arrays parameters() const override { return {shift}; }
};

}  // namespace

Shift::Shift(const Array& shift) : Bijector(make_ref<ShiftRules>(shift)) {}

}  // namespace aleator::bijectors
