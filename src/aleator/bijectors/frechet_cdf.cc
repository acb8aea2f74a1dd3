// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/frechet_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/bijectors/tail_density.h"

namespace aleator::bijectors {
namespace {

struct FrechetCDFRules final : BijectorRules {
  explicit FrechetCDFRules(const FrechetCDFOptions& o)
      : loc(real_parameter("FrechetCDF", "loc", o.loc)),
        scale(real_parameter("FrechetCDF", "scale", o.scale)),
        concentration(real_parameter("FrechetCDF", "concentration", o.concentration)) {
    check_constraint("FrechetCDF", "loc", loc, kReal);
    check_constraint("FrechetCDF", "scale", scale, kPositive);
    check_constraint("FrechetCDF", "concentration", concentration, kPositive);
  }
  const Array loc, scale, concentration;

  std::string_view name() const override { return "FrechetCDF"; }
  Array forward(const Array& x) const override {
    return exp(-power((x - loc) / scale, -concentration));
  }
  Array inverse(const Array& y) const override {
    return loc + scale * power(-log(y), -1. / concentration);
  }

  Array forward_log_det_jacobian(const Array& x) const override {
    const auto log_factor = [&](const Array& z) { return -(1. + concentration) * log(z); };
    const auto exponent = [&](const Array& z) { return power(z, -concentration); };
    return tail_density((x - loc) / scale, 1., log_factor, exponent) + log(concentration) -
           log(scale);
  }
  Arrays parameters() const override { return {loc, scale, concentration}; }
};

}  // namespace

FrechetCDF::FrechetCDF(const FrechetCDFOptions& options)
    : Bijector(make_ref<FrechetCDFRules>(options)) {}

}  // namespace aleator::bijectors
