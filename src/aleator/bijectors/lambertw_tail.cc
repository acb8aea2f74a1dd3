// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/lambertw_tail.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/math/special.h"

#include <limits>

namespace aleator::bijectors {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// W(exp(l)), the w with w + log(w) = l; where exp(l) may overflow, in float32 too, by iteration,
/// which gains nearly two digits at each step.
Array lambertw_of_exp(const Array& l) {
  const Array is_over = l > 80., far = where(is_over, l, 80.);
  Array w = far;
  for (int step = 0; step < 10; ++step) w = far - log(w);
  return where(is_over, w, lambertw(exp(where(is_over, 0., l))));
}

struct LambertWTailRules final : BijectorRules {
  explicit LambertWTailRules(const LambertWTailOptions& o)
      : shift(real_parameter("LambertWTail", "shift", o.shift)),
        scale(real_parameter("LambertWTail", "scale", o.scale)),
        tailweight(real_parameter("LambertWTail", "tailweight", o.tailweight)) {
    check_constraint("LambertWTail", "shift", shift, kFinite);
    check_constraint("LambertWTail", "scale", scale, kPositive);
    check_constraint("LambertWTail", "tailweight", tailweight, kNonnegative);
  }
  const Array shift, scale, tailweight;

  /// The u with u exp(tailweight u^2 / 2) = z: with w = W(tailweight z^2) it is z exp(-w / 2), and
  /// sqrt(w / tailweight) where that keeps more digits.
  Array untailed(const Array& z) const {
    const Array is_large = logical_and(abs(z) > 1e15, tailweight > 0);  // z^2 may overflow
    const Array near = where(is_large, 0., z), large = abs(where(is_large, z, 1.));
    const Array log_argument = log(where(is_large, tailweight, 1.)) + 2. * log(large);
    const Array w =
        where(is_large, lambertw_of_exp(log_argument), lambertw((tailweight * near) * near));
    const Array is_tail = w > 1.,
                far = sqrt(where(is_tail, w, 1.) / where(is_tail, tailweight, 1.));
    return where(is_tail, sign(z) * far, z * exp(-0.5 * where(is_tail, 0., w)));
  }

  std::string_view name() const override { return "LambertWTail"; }
  Array forward(const Array& x) const override {
    const Array u = (x - shift) / scale, is_infinite = is_inf(u);
    const Array v = where(is_infinite, 0., u);
    return where(is_infinite, x, shift + scale * v * exp(0.5 * (tailweight * v) * v));
  }
  Array inverse(const Array& y) const override {
    const Array z = (y - shift) / scale, is_infinite = is_inf(z);
    return where(is_infinite, y, shift + scale * untailed(where(is_infinite, 0., z)));
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Array u = (x - shift) / scale, is_infinite = is_inf(u);
    const Array v = where(is_infinite, 0., u), q = (tailweight * v) * v;
    return where(is_infinite, where(tailweight > 0, kInfinity, 0.), 0.5 * q + log1p(q));
  }
  Arrays parameters() const override { return {shift, scale, tailweight}; }
};

}  // namespace

LambertWTail::LambertWTail(const LambertWTailOptions& options)
    : Bijector(make_ref<LambertWTailRules>(options)) {}

}  // namespace aleator::bijectors
