// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/power.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"

#include <limits>

namespace aleator::bijectors {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct PowerRules final : BijectorRules {
  explicit PowerRules(const Array& power) : exponent(real_parameter("Power", "power", power)) {
    check_constraint("Power", "power", exponent, kNonzero);
  }
  const Array exponent;

  Array is_inside(const Array& x) const {
    return logical_or(x >= 0, remainder(exponent, 2.) == 1.);
  }

  std::string_view name() const override { return "Power"; }
  Array forward(const Array& x) const override { return power(x, exponent); }
  Array inverse(const Array& y) const override {
    const Array root = power(abs(y), 1. / exponent);
    return where(is_inside(y), where(y < 0, -root, root), kNaN);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    // 0 log(x) is 0 at the ends too.
    const Array is_end = logical_and(exponent == 1., logical_or(x == 0., is_inf(x)));
    const Array inner = where(is_end, 1., x);
    const Array factor = (exponent - 1.) * log(where(inner < 0, -inner, inner));
    return where(is_inside(x), log(abs(exponent)) + factor, kNaN);
  }
  std::optional<bool> is_increasing() const override {
    if (!exponent.is_known()) return std::nullopt;
    if (all(exponent > 0).item<bool>()) return true;
    if (all(exponent < 0).item<bool>()) return false;
    return std::nullopt;
  }
  Arrays parameters() const override { return {exponent}; }
};

}  // namespace

Power::Power(const Array& power) : Bijector(make_ref<PowerRules>(power)) {}

}  // namespace aleator::bijectors
