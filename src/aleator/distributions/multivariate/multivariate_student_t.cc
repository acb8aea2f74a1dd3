// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_student_t.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/multivariate/triangular_scale.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct MultivariateStudentTTriLRules final : DistributionRules {
  explicit MultivariateStudentTTriLRules(const MultivariateStudentTTriLParameters& p)
      : DistributionRules(MultivariateStudentTTriL::family,
                          {{"df", p.df}, {"loc", p.loc}, {"scale_tril", p.scale_tril}}),
        df(parameter("df")),
        loc(parameter("loc")),
        factor(parameter("scale_tril")),
        n(factor.dim(-1)),
        half_n(0.5 * static_cast<double>(n)) {}
  const Array df, loc, factor;
  const std::int64_t n;
  const double half_n;

  Shape event_shape() const override { return {n}; }
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_normal, key_chi2] = split<2>(key);
    const Array chi2 = 2. * random::gamma(key_chi2, 0.5 * df, shape);
    const Array z = random::normal(key_normal, shape + Shape{n}, dtype());
    return loc + scale_vectors(factor, z * expand_dims(sqrt(df / above_zero(chi2)), -1));
  }
  Array log_normalizer() const {
    return log_gamma_difference(half_n, 0.5 * df) + half_n * log(df * std::numbers::pi) +
           sum(log(diagonal(factor)), {.axes = {-1}});
  }
  Array log_prob(const Array& x) const override {
    const Array distance = sum(square(unscale_vectors(factor, x - loc)), {.axes = {-1}});
    return -log_normalizer() - (0.5 * df + half_n) * log1p(distance / df);
  }
  Array mean() const override { return where(expand_dims(df, -1) > 1., loc, kNaN); }
  Array mode() const override { return loc; }
  /// The covariance by scale_tril scale_tril'.
  Array spread() const {
    const Array is_finite = df > 2., d = where(is_finite, df, 3.);
    return where(is_finite, d / (d - 2.), where(df > 1., kInfinity, kNaN));
  }
  Array covariance() const override {
    const Array s = expand_dims(expand_dims(spread(), -1), -1);
    return s * matmul(factor, swap_axes(factor, -1, -2));
  }
  Array variance() const override {
    return expand_dims(spread(), -1) * sum(square(factor), {.axes = {-1}});
  }
  Array entropy() const override {
    return log_normalizer() - (0.5 * df + half_n) * digamma_difference(0.5 * df, half_n);
  }
};

}  // namespace

constinit const Family MultivariateStudentTTriL::family{
    .name = "MultivariateStudentTTriL",
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "loc", .event_rank = 1},
                    {.name = "scale_tril", .constraint = &kLowerTriangular, .event_rank = 2}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateStudentTTriL(
          {.df = p[0].value, .loc = p[1].value, .scale_tril = p[2].value});
    },
};

MultivariateStudentTTriL::MultivariateStudentTTriL(
    const MultivariateStudentTTriLParameters& parameters)
    : Distribution(make_ref<MultivariateStudentTTriLRules>(parameters)) {}

}  // namespace aleator::distributions
