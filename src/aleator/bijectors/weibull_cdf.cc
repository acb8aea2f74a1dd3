// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/weibull_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/bijectors/tail_density.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct WeibullCDFRules final : BijectorRules {
  explicit WeibullCDFRules(const WeibullCDFOptions& o)
      : concentration(real_parameter("WeibullCDF", "concentration", o.concentration)),
        scale(real_parameter("WeibullCDF", "scale", o.scale)) {
    check_constraint("WeibullCDF", "concentration", concentration, kPositive);
    check_constraint("WeibullCDF", "scale", scale, kPositive);
  }
  const Array concentration, scale;

  std::string_view name() const override { return "WeibullCDF"; }
  Array forward(const Array& x) const override { return -expm1(-power(x / scale, concentration)); }
  Array inverse(const Array& y) const override {
    return scale * power(-log1p(-y), 1. / concentration);
  }

  Array forward_log_det_jacobian(const Array& x) const override {
    const auto log_factor = [&](const Array& z) { return xlogy(concentration - 1., z); };
    const auto exponent = [&](const Array& z) { return power(z, concentration); };
    return tail_density(x / scale, 1., log_factor, exponent) + log(concentration) - log(scale);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    const Array t = -log1p(-y);
    return t + xlogy(1. / concentration - 1., t) + log(scale) - log(concentration);
  }
  Arrays parameters() const override { return {concentration, scale}; }
};

}  // namespace

WeibullCDF::WeibullCDF(const WeibullCDFOptions& options)
    : Bijector(make_ref<WeibullCDFRules>(options)) {}

}  // namespace aleator::bijectors
