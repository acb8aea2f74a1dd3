// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/gompertz_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/bijectors/tail_density.h"

namespace aleator::bijectors {
namespace {

struct GompertzCDFRules final : BijectorRules {
  explicit GompertzCDFRules(const GompertzCDFOptions& o)
      : concentration(real_parameter("GompertzCDF", "concentration", o.concentration)),
        rate(real_parameter("GompertzCDF", "rate", o.rate)) {
    check_constraint("GompertzCDF", "concentration", concentration, kPositive);
    check_constraint("GompertzCDF", "rate", rate, kPositive);
  }
  const Array concentration, rate;

  std::string_view name() const override { return "GompertzCDF"; }
  Array forward(const Array& x) const override { return -expm1(-concentration * expm1(rate * x)); }
  Array inverse(const Array& y) const override { return log1p(-log1p(-y) / concentration) / rate; }

  Array forward_log_det_jacobian(const Array& x) const override {
    const auto log_factor = [](const Array& z) { return z; };
    const auto exponent = [&](const Array& z) { return concentration * expm1(z); };
    return tail_density(rate * x, 0., log_factor, exponent) + log(concentration) + log(rate);
  }
  Arrays parameters() const override { return {concentration, rate}; }
};

}  // namespace

GompertzCDF::GompertzCDF(const GompertzCDFOptions& options)
    : Bijector(make_ref<GompertzCDFRules>(options)) {}

}  // namespace aleator::bijectors
