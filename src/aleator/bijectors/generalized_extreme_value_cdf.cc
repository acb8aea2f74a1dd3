// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/generalized_extreme_value_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/box_cox.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"

#include <limits>

namespace aleator::bijectors {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct GeneralizedExtremeValueCDFRules final : BijectorRules {
  explicit GeneralizedExtremeValueCDFRules(const GeneralizedExtremeValueCDFOptions& o)
      : loc(real_parameter("GeneralizedExtremeValueCDF", "loc", o.loc)),
        scale(real_parameter("GeneralizedExtremeValueCDF", "scale", o.scale)),
        c(real_parameter("GeneralizedExtremeValueCDF", "concentration", o.concentration)) {
    check_constraint("GeneralizedExtremeValueCDF", "loc", loc, kFinite);
    check_constraint("GeneralizedExtremeValueCDF", "scale", scale, kPositive);
    check_constraint("GeneralizedExtremeValueCDF", "concentration", c, kFinite);
  }
  const Array loc, scale, c;

  /// -log(t), which has the Gumbel distribution function.
  Array gumbel(const Array& x) const {
    const Array z = (x - loc) / scale, is_infinite = is_inf(z);
    return where(is_infinite, z, box_cox(where(is_infinite, 0., z), c));
  }

  std::string_view name() const override { return "GeneralizedExtremeValueCDF"; }
  Array forward(const Array& x) const override { return exp(-exp(-gumbel(x))); }
  Array inverse(const Array& y) const override {
    return loc + scale * inverse_box_cox(-log(-log(y)), c);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    // Where t overflows, and at infinity, slopes would be differences of infinities.
    const double lowest = x.dtype() == float32 ? -80 : -700;
    const Array is_far = logical_or(is_inf(x), gumbel(x) < lowest);
    const Array y = gumbel(where(is_far, loc, x));
    return where(is_far, -kInfinity, -(1. + c) * y - exp(-y) - log(scale));
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return log(scale) - log(y) - (1. + c) * log(-log(y));
  }
  Arrays parameters() const override { return {loc, scale, c}; }
};

}  // namespace

GeneralizedExtremeValueCDF::GeneralizedExtremeValueCDF(
    const GeneralizedExtremeValueCDFOptions& options)
    : Bijector(make_ref<GeneralizedExtremeValueCDFRules>(options)) {}

}  // namespace aleator::bijectors
