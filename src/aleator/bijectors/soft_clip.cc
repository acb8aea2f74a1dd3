// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/soft_clip.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct SoftClipRules final : BijectorRules {
  explicit SoftClipRules(const SoftClipOptions& o)
      : low(as_floating(o.low)),
        high(as_floating(o.high)),
        softness(as_floating(o.hinge_softness)),
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
  /// p(x - low) from the distances of y to both ends: by the nearer one, which keeps its digits.
  Array inner_inverse(const Array& above, const Array& below) const {
    const Array is_low = above < below, near = where(is_low, above, 0.) / (shrinkage * softness);
    const Array ratio = expm1(-near) / expm1(-p(width) / softness);
    const Array far = where(is_low, 0.5 * width, below) / shrinkage;
    return where(is_low, -softness * log1p(-ratio), width - p_inverse(far));
  }

  std::string_view name() const override { return "SoftClip"; }
  Array forward(const Array& x) const override {
    const Array above = p(x - from);
    return choose(to - p(width - above) * shrinkage, from + above, to - p(to - x), x);
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
