// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/student_t.h"

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

struct StudentTRules final : LocationScaleRules {
  StudentTRules(const Array& df, const Array& loc, const Array& scale)
      : LocationScaleRules(StudentT::family, {{"df", df}, {"loc", loc}, {"scale", scale}}),
        df_value(parameter("df")) {}
  const Array df_value;

  Array standard_sample(const Key& key, const Shape& shape) const override {
    return random::student_t(key, df_value, shape);
  }
  Array standard_log_prob(const Array& z) const override {
    return -0.5 * (df_value + 1.) * log1psquare(z / sqrt(df_value)) -
           student_log_normalizer(df_value);
  }
  Array standard_cdf(const Array& z) const override {
    const Array tail = 0.5 * student_tails(df_value, z);
    return where(z < 0, tail, 1. - tail);
  }
  Array standard_log_cdf(const Array& z) const override {
    return where(z < 0, log_student_tails(df_value, z) - std::numbers::ln2,
                 log1p(-0.5 * student_tails(df_value, z)));
  }
  Array standard_quantile(const Array& p) const override {
    // At the median the slope of a size by the probability of both tails is lost.
    const Array is_middle = abs(p - 0.5) < 1e-9, outer = where(is_middle, 0.25, p);
    const Array size = student_size(df_value, 2. * minimum(outer, 1. - outer));
    const Array middle = (p - 0.5) * exp(student_log_normalizer(minimum(df_value, 1e18)));
    return where(is_middle, middle, where(outer < 0.5, -size, size));
  }
  Array standard_quantile_complement(const Array& q) const override {
    return -standard_quantile(q);
  }
  Array standard_mean() const override {
    return where(df_value > 1., 0., std::numeric_limits<double>::quiet_NaN());
  }
  Array standard_mode() const override { return zeros_like(df_value); }
  Array standard_variance() const override { return student_variance(df_value); }
  Array standard_entropy() const override { return student_entropy(df_value); }
};

}  // namespace

constinit const Family StudentT::family{
    .name = "StudentT",
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "loc"},
                    {.name = "scale", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return StudentT(p[0].value, p[1].value, p[2].value);
    },
};

StudentT::StudentT(const Array& df, const Array& loc, const Array& scale)
    : Distribution(make_ref<StudentTRules>(df, loc, scale)) {}

}  // namespace aleator::distributions
