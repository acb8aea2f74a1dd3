// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/half_student_t.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/distributions/continuous/student_tail.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct HalfStudentTRules final : HalfLocationScaleRules {
  HalfStudentTRules(const Array& df, const Array& loc, const Array& scale)
      : HalfLocationScaleRules(HalfStudentT::family, {{"df", df}, {"loc", loc}, {"scale", scale}}),
        df_value(parameter("df")) {}
  const Array df_value;

  Array standard_sample(const Key& key, const Shape& shape) const override {
    return abs(random::student_t(key, df_value, shape));
  }
  Array standard_log_prob(const Array& z) const override {
    return -0.5 * (df_value + 1.) * log1psquare(z / sqrt(df_value)) -
           student_log_normalizer(df_value) + std::numbers::ln2;
  }
  Array standard_cdf(const Array& z) const override {
    return student_body(df_value, maximum(z, 0.));
  }
  Array standard_survival_function(const Array& z) const override {
    return student_tails(df_value, maximum(z, 0.));
  }
  Array standard_log_survival_function(const Array& z) const override {
    return log_student_tails(df_value, maximum(z, 0.));
  }
  Array standard_quantile(const Array& p) const override { return student_size(df_value, 1. - p); }
  Array standard_quantile_complement(const Array& q) const override {
    return student_size(df_value, q);
  }
  Array standard_mean() const override {
    const Array is_finite = df_value > 1.;
    const Array df = where(is_finite, df_value, 2.);
    return where(is_finite, 2. * exp(0.5 * log(df) - lbeta(0.5, 0.5 * df)) / (df - 1.),
                 std::numeric_limits<double>::infinity());
  }
  Array standard_mode() const override { return zeros_like(df_value); }
  Array standard_variance() const override {
    const Array is_finite = df_value > 2.;
    return student_variance(df_value) -
           where(is_finite, square(where(is_finite, standard_mean(), 0.)), 0.);
  }
  Array standard_entropy() const override { return student_entropy(df_value) - std::numbers::ln2; }
};

}  // namespace

constinit const Family HalfStudentT::family{
    .name = "HalfStudentT",
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "loc"},
                    {.name = "scale", .constraint = &kPositive}}},
    .support = &kReal,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return HalfStudentT(p[0].value, p[1].value, p[2].value);
    },
};

HalfStudentT::HalfStudentT(const Array& df, const Array& loc, const Array& scale)
    : Distribution(make_ref<HalfStudentTRules>(df, loc, scale)) {}

}  // namespace aleator::distributions
