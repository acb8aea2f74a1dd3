// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/sinh_arcsinh.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct SinhArcsinhRules final : BijectorRules {
  explicit SinhArcsinhRules(const SinhArcsinhOptions& o)
      : skewness(as_floating(o.skewness)), tailweight(as_floating(o.tailweight)) {
    check_constraint("SinhArcsinh", "skewness", skewness, kFinite);
    check_constraint("SinhArcsinh", "tailweight", tailweight, kPositive);
  }
  const Array skewness, tailweight;

  std::string_view name() const override { return "SinhArcsinh"; }
  Array forward(const Array& x) const override { return sinh(tailweight * (asinh(x) + skewness)); }
  Array inverse(const Array& y) const override { return sinh(asinh(y) / tailweight - skewness); }

  Array forward_log_det_jacobian(const Array& x) const override {
    // Far out log cosh is |.| - log 2, and the difference is taken before inf - inf arises.
    const Array a = asinh(x), is_far = abs(a) > abs(skewness) + 25. + 25. / tailweight;
    const Array near = where(is_far, 0., a), far = abs(where(is_far, a, 1.));
    const Array is_same = tailweight == 1.;
    const Array stretch = where(is_same, 0., (tailweight - 1.) * where(is_same, 0., far));
    const Array inner = log_cosh(tailweight * (near + skewness)) - log_cosh(near);
    return log(tailweight) + where(is_far, sign(x) * skewness * tailweight + stretch, inner);
  }
  Arrays parameters() const override { return {skewness, tailweight}; }
};

}  // namespace

SinhArcsinh::SinhArcsinh(const SinhArcsinhOptions& options)
    : Bijector(make_ref<SinhArcsinhRules>(options)) {}

}  // namespace aleator::bijectors
