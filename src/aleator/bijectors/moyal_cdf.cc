// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/moyal_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/bijectors/tail_density.h"
#include "aleator/math/special.h"

#include <cmath>
#include <numbers>

namespace aleator::bijectors {
namespace {

struct MoyalCDFRules final : BijectorRules {
  explicit MoyalCDFRules(const MoyalCDFOptions& o)
      : loc(real_parameter("MoyalCDF", "loc", o.loc)),
        scale(real_parameter("MoyalCDF", "scale", o.scale)) {
    check_constraint("MoyalCDF", "loc", loc, kReal);
    check_constraint("MoyalCDF", "scale", scale, kPositive);
  }
  const Array loc, scale;

  Array standardized(const Array& x) const { return (x - loc) / scale; }

  std::string_view name() const override { return "MoyalCDF"; }
  Array forward(const Array& x) const override {
    return erfc(exp(-0.5 * standardized(x)) / std::numbers::sqrt2);
  }
  Array inverse(const Array& y) const override {
    return loc - 2. * scale * log(std::numbers::sqrt2 * erfcinv(y));
  }

  Array forward_log_det_jacobian(const Array& x) const override {
    const auto log_factor = [](const Array& z) { return -0.5 * z; };
    const auto exponent = [](const Array& z) { return 0.5 * exp(-z); };
    return tail_density(standardized(x), 0., log_factor, exponent) - log(scale) -
           0.5 * std::log(2 * std::numbers::pi);
  }
  Arrays parameters() const override { return {loc, scale}; }
};

}  // namespace

MoyalCDF::MoyalCDF(const MoyalCDFOptions& options) : Bijector(make_ref<MoyalCDFRules>(options)) {}

}  // namespace aleator::bijectors
