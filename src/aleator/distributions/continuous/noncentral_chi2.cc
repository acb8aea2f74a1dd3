// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/noncentral_chi2.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/noncentral_chi2_tail.h"
#include "aleator/distributions/line_quadrature.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

struct NoncentralChi2Rules final : DistributionRules {
  NoncentralChi2Rules(const Array& df_value, const Array& noncentrality)
      : DistributionRules(NoncentralChi2::family,
                          {{"df", df_value}, {"noncentrality", noncentrality}}),
        df(parameter("df")),
        lambda(parameter("noncentrality")) {}
  const Array df, lambda;

  // A chi-squared variable whose degrees of freedom are df and twice a Poisson variable.
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_poisson, key_gamma] = split<2>(key);
    const Array count = random::poisson(key_poisson, 0.5 * lambda, shape);
    return above_zero(2. * random::gamma(key_gamma, 0.5 * df + count, shape));
  }
  Array log_prob(const Array& x) const override {
    return log_noncentral_chi2_density(df, lambda, x);
  }

  Array log_lower(const Array& x) const { return log_noncentral_chi2_cdf(df, lambda, x); }
  Array log_upper(const Array& x) const { return log_noncentral_chi2_survival(df, lambda, x); }
  // By the smaller of both tails.
  Array cdf(const Array& x) const override {
    const Array lower = log_lower(x), upper = log_upper(x);
    return where(lower < upper, exp(lower), 1. - exp(upper));
  }
  Array survival_function(const Array& x) const override {
    const Array lower = log_lower(x), upper = log_upper(x);
    return where(lower < upper, 1. - exp(lower), exp(upper));
  }
  Array log_cdf(const Array& x) const override { return by_smaller(log_lower(x), log_upper(x)); }
  Array log_survival_function(const Array& x) const override {
    return by_smaller(log_upper(x), log_lower(x));
  }
  static Array by_smaller(const Array& own, const Array& other) {
    const Array is_small = own < other;
    return where(is_small, own, log1p(-exp(where(is_small, -1., other))));
  }

  /// By log x.
  Array entropy() const override {
    const Array one = ones_like(df + lambda);
    return entropy_over_line({.center = log(mean()),
                              .width = minimum(sqrt(variance()) / mean(), 1.),
                              .left_rate = minimum(0.5 * df * one, 1.),
                              .right_rate = one},
                             [&](const Array& s) {
                               const Array at = clip(s, -690., 690.);
                               return LogDensityAt{log_prob(exp(at)), at};
                             });
  }
  Array mean() const override { return df + lambda; }
  Array variance() const override { return 2. * (df + 2. * lambda); }
};

}  // namespace

constinit const Family NoncentralChi2::family{
    .name = "NoncentralChi2",
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "noncentrality", .constraint = &kNonnegative}}},
    .support = &kPositive,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return NoncentralChi2(p[0].value, p[1].value);
    },
};

NoncentralChi2::NoncentralChi2(const Array& df, const Array& noncentrality)
    : Distribution(make_ref<NoncentralChi2Rules>(df, noncentrality)) {}

}  // namespace aleator::distributions
