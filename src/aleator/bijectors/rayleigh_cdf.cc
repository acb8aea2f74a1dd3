// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/rayleigh_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/bijectors/tail_density.h"

namespace aleator::bijectors {
namespace {

struct RayleighCDFRules final : BijectorRules {
  explicit RayleighCDFRules(const RayleighCDFOptions& o)
      : scale(real_parameter("RayleighCDF", "scale", o.scale)) {
    check_constraint("RayleighCDF", "scale", scale, kPositive);
  }
  const Array scale;

  std::string_view name() const override { return "RayleighCDF"; }
  Array forward(const Array& x) const override { return -expm1(-0.5 * square(x / scale)); }
  Array inverse(const Array& y) const override { return scale * sqrt(-2. * log1p(-y)); }

  Array forward_log_det_jacobian(const Array& x) const override {
    const auto log_factor = [](const Array& z) { return log(z); };
    const auto exponent = [](const Array& z) { return 0.5 * square(z); };
    return tail_density(x / scale, 1., log_factor, exponent) - log(scale);
  }
  Arrays parameters() const override { return {scale}; }
};

}  // namespace

RayleighCDF::RayleighCDF(const RayleighCDFOptions& options)
    : Bijector(make_ref<RayleighCDFRules>(options)) {}

}  // namespace aleator::bijectors
