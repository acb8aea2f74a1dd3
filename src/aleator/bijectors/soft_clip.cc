// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/soft_clip.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct SoftClipRules final : BijectorRules {
  explicit SoftClipRules(const SoftClipOptions& o)
      : low(real_parameter("SoftClip", "low", o.low)),
        high(real_parameter("SoftClip", "high", o.high)),
        softness(real_parameter("SoftClip", "hinge_softness", o.hinge_softness)),
        has_low(is_finite(low)),
        has_high(is_finite(high)),
        has_both(logical_and(has_low, has_high)),
        from(where(has_low, low, 0.)),
        to(where(has_high, high, 0.)),
        width(where(has_both, to - from, 1.)),
        shrinkage(width / p(width)) {
    check_interval("SoftClip", low, high);
    check_constraint("SoftClip", "hinge_softness", softness, kPositive);
  }
  const Array low, high, softness, has_low, has_high, has_both;
  const Array from, to, width;  ///< harmless where there is no such end
  const Array shrinkage;

  Array p(const Array& v) const { return softness * softplus(v / softness); }
  Array p_inverse(const Array& v) const { return softness * softplus_inverse(v / softness); }
  /// Of four values, the one for the ends that there are.
  Array choose(const Array& both, const Array& only_low, const Array& only_high,
               const Array& neither) const {
    return where(has_both, both, where(has_low, only_low, where(has_high, only_high, neither)));
  }
  /// p(x - low) from the distances of y to both ends, of which each keeps the digits near its end.
  Array inner_inverse(const Array& above, const Array& below) const {
    const Array unit = shrinkage * softness, total = p(width) / softness, up = above / unit;
    const Array is_low = up < 0.5, near = where(is_low, up, 0.),
                down = where(is_low, 1., below / unit);
    const Array low_half = -log1p(-expm1(-near) / expm1(-total));
    const Array high_half = up - log1mexp(down) + log1mexp(total);
    return softness * where(is_low, low_half, high_half);
  }

  std::string_view name() const override { return "SoftClip"; }
  Array forward(const Array& x) const override {
    const Array above = p(x - from), is_low = above < 0.5 * width;
    // p(w) - p(w - above), from the lower end on, where it is small.
    const Array gain = sigmoid(width / softness) * expm1(-where(is_low, above, 0.) / softness);
    const Array low_half = from - softness * log1p(gain) * shrinkage;
    const Array both = where(is_low, low_half, to - p(width - above) * shrinkage);
    return choose(both, from + above, to - p(to - x), x);
  }
  Array inverse(const Array& y) const override {
    const Array above = where(has_low, y - from, 1.), below = where(has_high, to - y, 1.);
    const Array x_low = from + p_inverse(above), x_high = to - p_inverse(below);
    return choose(from + p_inverse(inner_inverse(above, below)), x_low, x_high, y);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Array low_slope = log_sigmoid((x - from) / softness);
    const Array high_slope = log_sigmoid((to - x) / softness);
    const Array both = log_sigmoid((width - p(x - from)) / softness) + low_slope + log(shrinkage);
    return choose(both, low_slope, high_slope, zeros_like(x));
  }
  Arrays parameters() const override { return {low, high, softness}; }
};

}  // namespace

SoftClip::SoftClip(const SoftClipOptions& options) : Bijector(make_ref<SoftClipRules>(options)) {}

}  // namespace aleator::bijectors
