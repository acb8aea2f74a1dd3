// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/johnson_su.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/continuous/normal_log_cosh.h"
#include "aleator/math/special.h"

#include <numbers>

namespace aleator::distributions {
namespace {

struct JohnsonSURules final : MonotoneRules {
  JohnsonSURules(const Array& skewness_value, const Array& tailweight_value, const Array& loc_value,
                 const Array& scale_value)
      : MonotoneRules(JohnsonSU::family, {{"skewness", skewness_value},
                                          {"tailweight", tailweight_value},
                                          {"loc", loc_value},
                                          {"scale", scale_value}}),
        skewness(parameter("skewness")),
        tailweight(parameter("tailweight")),
        loc(parameter("loc")),
        scale(parameter("scale")),
        normal(Normal(zeros_like(scale), ones_like(scale))) {}
  const Array skewness, tailweight, loc, scale;
  const Distribution normal;

  const Distribution& base() const override { return normal; }
  Array from_base(const Array& z) const override {
    return loc + scale * sinh((z - skewness) / tailweight);
  }
  Array to_base(const Array& x) const override {
    return skewness + tailweight * asinh((x - loc) / scale);
  }
  Array log_derivative(const Array& x) const override {
    return log(tailweight / scale) - 0.5 * log1psquare((x - loc) / scale);
  }

  bool has_same_map(const MonotoneRules&) const override { return false; }

  // With w = 1 / tailweight: E sinh(w (z - skewness)) = -exp(w^2 / 2) sinh(w skewness).
  Array mean() const override {
    const Array w = 1. / tailweight;
    return loc - scale * exp(0.5 * square(w)) * sinh(w * skewness);
  }
  Array variance() const override {
    const Array w = 1. / tailweight, growth = expm1(square(w));
    return 0.5 * square(scale) * growth * ((growth + 1.) * cosh(2. * w * skewness) + 1.);
  }
  /// By the mean of log cosh of what the hyperbolic sine is taken of.
  Array entropy() const override {
    const Array w = 1. / tailweight;
    return normal.entropy() + log(w * scale) - std::numbers::ln2 +
           mean_log_cosh_of_normal(-2. * w * skewness, 2. * w);
  }
};

}  // namespace

constinit const Family JohnsonSU::family{
    .name = "JohnsonSU",
    .parameters = {{{.name = "skewness"},
                    {.name = "tailweight", .constraint = &kPositive},
                    {.name = "loc"},
                    {.name = "scale", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return JohnsonSU(p[0].value, p[1].value, p[2].value, p[3].value);
    },
};

JohnsonSU::JohnsonSU(const Array& skewness, const Array& tailweight, const Array& loc,
                     const Array& scale)
    : Distribution(make_ref<JohnsonSURules>(skewness, tailweight, loc, scale)) {}

}  // namespace aleator::distributions
