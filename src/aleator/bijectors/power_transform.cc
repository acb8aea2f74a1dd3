// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/power_transform.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"

namespace aleator::bijectors {
namespace {

struct PowerTransformRules final : BijectorRules {
  explicit PowerTransformRules(const Array& value)
      : power(as_floating(value)),
        is_exponential(power == 0.),
        c(where(is_exponential, 1., power)) {
    check_constraint("PowerTransform", "power", power, kNonnegative);
  }
  const Array power, is_exponential, c;  ///< c is the power, or 1 to be harmless

  Array log_forward(const Array& x) const {
    const Array inside = where(is_exponential, 0., x);
    return where(is_exponential, x, log1p(c * inside) / c);
  }

  std::string_view name() const override { return "PowerTransform"; }
  Array forward(const Array& x) const override { return exp(log_forward(x)); }

  Array inverse(const Array& y) const override {
    return where(is_exponential, log(y), expm1(c * log(y)) / c);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Array is_shift = power == 1.;
    return where(is_shift, 0., (1. - power) * log_forward(where(is_shift, 0., x)));
  }
  Array inverse_log_det_jacobian(const Array& y) const override { return (power - 1.) * log(y); }
  Arrays parameters() const override { return {power}; }
};

}  // namespace

PowerTransform::PowerTransform(const Array& power)
    : Bijector(make_ref<PowerTransformRules>(power)) {}

}  // namespace aleator::bijectors
