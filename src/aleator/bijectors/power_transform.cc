// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/power_transform.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"

namespace aleator::bijectors {
namespace {

struct PowerTransformRules final : BijectorRules {
  explicit PowerTransformRules(const Array& value)
      : power(real_parameter("PowerTransform", "power", value)),
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
  // Powers where they lose fewer digits than logarithms.
  Array forward(const Array& x) const override {
    const Array is_large = logical_and(c * x > 1., logical_not(is_exponential));
    const Array base = 1. + c * where(is_large, x, 0.);
    return where(is_large, aleator::power(base, 1. / c), exp(log_forward(where(is_large, 0., x))));
  }

  Array inverse(const Array& y) const override {
    const Array log_power = c * log(y), is_large = log_power > 1.;
    const Array large = aleator::power(where(is_large, y, 1.), c) - 1.;
    const Array near = expm1(where(is_large, 0., log_power));
    return where(is_exponential, log(y), where(is_large, large, near) / c);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    // 0 log(y) is 0 at the ends too.
    const Array is_end = logical_and(power == 1., logical_or(x == -1., is_inf(x)));
    return (1. - power) * log_forward(where(is_end, 0., x));
  }
  Array inverse_log_det_jacobian(const Array& y) const override { return (power - 1.) * log(y); }
  Arrays parameters() const override { return {power}; }
};

}  // namespace

PowerTransform::PowerTransform(const Array& power)
    : Bijector(make_ref<PowerTransformRules>(power)) {}

}  // namespace aleator::bijectors
