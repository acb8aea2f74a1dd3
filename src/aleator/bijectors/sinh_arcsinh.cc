// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/sinh_arcsinh.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/math/special.h"

#include <numbers>

namespace aleator::bijectors {
namespace {

struct SinhArcsinhRules final : BijectorRules {
  explicit SinhArcsinhRules(const SinhArcsinhOptions& o)
      : skewness(real_parameter("SinhArcsinh", "skewness", o.skewness)),
        tailweight(real_parameter("SinhArcsinh", "tailweight", o.tailweight)) {
    check_constraint("SinhArcsinh", "skewness", skewness, kFinite);
    check_constraint("SinhArcsinh", "tailweight", tailweight, kPositive);
  }
  const Array skewness, tailweight;

  /// sinh(factor asinh(x) + offset). Where the argument is large it is half of exp of its size, and
  /// exp(factor |asinh(x)|) is a power, which loses no digits to the logarithm.
  static Array sinh_of_asinh(const Array& x, const Array& factor, const Array& offset) {
    const Array u = factor * asinh(x) + offset;
    const Array is_far = logical_and(abs(u) > 20., sign(u) == sign(x));
    const Array size = abs(where(is_far, x, 1.)), is_large = size > 1e8;
    const Array moderate = where(is_large, 1., size);
    const Array base = where(is_large, size, 0.5 * (moderate + sqrt(1. + square(moderate))));
    const Array scale = exp(factor * std::numbers::ln2 + sign(x) * offset);
    const Array far = 0.5 * sign(x) * (power(base, factor) * scale);
    return where(is_far, far, sinh(where(is_far, 0., u)));
  }
  /// |asinh(x)|, with the slope 1 / x far out.
  static Array abs_asinh(const Array& x) {
    const Array is_large = abs(x) > 1e8;
    const Array large = log(abs(where(is_large, x, 1.))) + std::numbers::ln2;
    return where(is_large, large, abs(asinh(where(is_large, 0., x))));
  }

  std::string_view name() const override { return "SinhArcsinh"; }
  Array forward(const Array& x) const override {
    return sinh_of_asinh(x, tailweight, tailweight * skewness);
  }
  Array inverse(const Array& y) const override {
    return sinh_of_asinh(y, 1. / tailweight, -skewness);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    // Far out log cosh is |.| - log 2, and the difference is taken before inf - inf arises.
    const Array a = asinh(x), is_far = abs(a) > abs(skewness) + 25. + 25. / tailweight;
    const Array near = where(is_far, 0., a), far = abs_asinh(where(is_far, x, 1.));
    const Array is_lost = logical_and(tailweight == 1., is_inf(far));
    const Array stretch = (tailweight - 1.) * where(is_lost, 0., far);
    const Array inner = log_cosh(tailweight * (near + skewness)) - log_cosh(near);
    return log(tailweight) + where(is_far, sign(x) * skewness * tailweight + stretch, inner);
  }
  Arrays parameters() const override { return {skewness, tailweight}; }
};

}  // namespace

SinhArcsinh::SinhArcsinh(const SinhArcsinhOptions& options)
    : Bijector(make_ref<SinhArcsinhRules>(options)) {}

}  // namespace aleator::bijectors
