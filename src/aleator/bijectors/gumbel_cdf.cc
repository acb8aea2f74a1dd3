// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/gumbel_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/bijectors/tail_density.h"

namespace aleator::bijectors {
namespace {

struct GumbelCDFRules final : BijectorRules {
  explicit GumbelCDFRules(const GumbelCDFOptions& o)
      : loc(real_parameter("GumbelCDF", "loc", o.loc)),
        scale(real_parameter("GumbelCDF", "scale", o.scale)) {
    check_constraint("GumbelCDF", "loc", loc, kReal);
    check_constraint("GumbelCDF", "scale", scale, kPositive);
  }
  const Array loc, scale;

  Array standardized(const Array& x) const { return (x - loc) / scale; }

  std::string_view name() const override { return "GumbelCDF"; }
  Array forward(const Array& x) const override { return exp(-exp(-standardized(x))); }
  Array inverse(const Array& y) const override { return loc - scale * log(-log(y)); }

  Array forward_log_det_jacobian(const Array& x) const override {
    const auto log_factor = [](const Array& z) { return -z; };
    const auto exponent = [](const Array& z) { return exp(-z); };
    return tail_density(standardized(x), 0., log_factor, exponent) - log(scale);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return log(scale) - log(y) - log(-log(y));
  }
  Arrays parameters() const override { return {loc, scale}; }
};

}  // namespace

GumbelCDF::GumbelCDF(const GumbelCDFOptions& options)
    : Bijector(make_ref<GumbelCDFRules>(options)) {}

}  // namespace aleator::bijectors
