// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/two_piece_student_t.h"

#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/student_tail.h"
#include "aleator/distributions/continuous/two_piece.h"
#include "aleator/math/special.h"

#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct TwoPieceStudentTRules final : TwoPieceRules {
  explicit TwoPieceStudentTRules(const TwoPieceStudentTParameters& p)
      : TwoPieceRules(TwoPieceStudentT::family,
                      {{"df", p.df}, {"loc", p.loc}, {"scale", p.scale}, {"skewness", p.skewness}}),
        df(parameter("df")) {}
  const Array df;

  Array even_log_prob(const Array& y) const override {
    return -0.5 * (df + 1.) * log1psquare(y / sqrt(df)) - student_log_normalizer(df);
  }
  Array even_cdf(const Array& y) const override { return 0.5 * student_tails(df, y); }
  Array even_log_cdf(const Array& y) const override {
    return log_student_tails(df, y) - std::numbers::ln2;
  }
  Array even_quantile(const Array& p) const override { return -student_size(df, 2. * p); }
  /// 2 sqrt(df) / ((df - 1) B(df / 2, 1 / 2)).
  Array even_mean_size() const override {
    const Array has_mean = df > 1., d = where(has_mean, df, 2.);
    const Array size = 2. * exp(-student_log_normalizer(d)) * d / (d - 1.);
    return where(has_mean, size, std::numeric_limits<double>::quiet_NaN());
  }
  Array even_variance() const override { return student_variance(df); }
  Array even_entropy() const override { return student_entropy(df); }
};

}  // namespace

constinit const Family TwoPieceStudentT::family{
    .name = "TwoPieceStudentT",
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "skewness", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return TwoPieceStudentT(
          {.df = p[0].value, .loc = p[1].value, .scale = p[2].value, .skewness = p[3].value});
    },
};

TwoPieceStudentT::TwoPieceStudentT(const TwoPieceStudentTParameters& parameters)
    : Distribution(make_ref<TwoPieceStudentTRules>(parameters)) {}

}  // namespace aleator::distributions
