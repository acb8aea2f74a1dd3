// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/interval.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct IntervalRules final : BijectorRules {
  explicit IntervalRules(const IntervalOptions& o)
      : low(real_parameter("Interval", "low", o.low)),
        high(real_parameter("Interval", "high", o.high)),
        has_low(is_finite(low)),
        has_high(is_finite(high)),
        has_both(logical_and(has_low, has_high)),
        from(where(has_low, low, 0.)),
        to(where(has_high, high, 0.)),
        width(where(has_both, to - from, 1.)) {
    check_interval("Interval", low, high);
  }
  const Array low, high, has_low, has_high, has_both;
  const Array from, to, width;  ///< harmless where there is no such end

  /// Of four values, the one for the ends that there are.
  Array choose(const Array& both, const Array& only_low, const Array& only_high,
               const Array& neither) const {
    return where(has_both, both, where(has_low, only_low, where(has_high, only_high, neither)));
  }

  std::string_view name() const override { return "Interval"; }
  Array forward(const Array& x) const override {
    return choose(from + width * sigmoid(x), from + softplus(x), to - softplus(-x), x);
  }
  // Distances to ends that there are; 1 elsewhere.
  Array above_low(const Array& y) const { return where(has_low, y - from, 1.); }
  Array below_high(const Array& y) const { return where(has_high, to - y, 1.); }
  Array inverse(const Array& y) const override {
    return choose(log(above_low(y)) - log(below_high(y)), softplus_inverse(above_low(y)),
                  -softplus_inverse(below_high(y)), y);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    return choose(log(width) - softplus(x) - softplus(-x), log_sigmoid(x), log_sigmoid(-x),
                  zeros_like(x));
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return choose(log(width) - log(above_low(y)) - log(below_high(y)), -log1mexp(above_low(y)),
                  -log1mexp(below_high(y)), zeros_like(y));
  }
  Arrays parameters() const override { return {low, high}; }
};

}  // namespace

Interval::Interval(const IntervalOptions& options) : Bijector(make_ref<IntervalRules>(options)) {}

}  // namespace aleator::bijectors
