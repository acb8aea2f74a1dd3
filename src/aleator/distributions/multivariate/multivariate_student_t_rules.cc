// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_student_t_rules.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>
#include <numbers>

namespace aleator {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

MultivariateStudentTRules::MultivariateStudentTRules(
    const Family& family,
    const std::vector<std::pair<std::string_view, std::optional<Array>>>& parameters)
    : DistributionRules(family, parameters),
      df(parameter("df")),
      loc(parameter("loc")),
      n(loc.dim(-1)),
      half_n(0.5 * static_cast<double>(n)) {}
MultivariateStudentTRules::MultivariateStudentTRules(const Family& family, const Shape& batch_shape,
                                                     Dtype dtype,
                                                     std::vector<NamedArray> parameters)
    : DistributionRules(family, batch_shape, dtype, std::move(parameters)),
      df(parameter("df")),
      loc(parameter("loc")),
      n(loc.dim(-1)),
      half_n(0.5 * static_cast<double>(n)) {}

Array MultivariateStudentTRules::sample(const Key& key, const Shape& shape) const {
  const auto [key_normal, key_chi2] = split<2>(key);
  const Array chi2 = 2. * random::gamma(key_chi2, 0.5 * df, shape);
  const Array z = random::normal(key_normal, shape + Shape{n}, dtype());
  return loc + color(z * expand_dims(sqrt(df / above_zero(chi2)), -1));
}
Array MultivariateStudentTRules::log_normalizer() const {
  return log_gamma_difference(half_n, 0.5 * df) + half_n * log(df * std::numbers::pi) +
         log_abs_determinant();
}
Array MultivariateStudentTRules::log_prob(const Array& x) const {
  const Array distance = sum(square(whiten(x - loc)), {.axes = {-1}});
  return -log_normalizer() - (0.5 * df + half_n) * log1p(distance / df);
}
Array MultivariateStudentTRules::mean() const { return where(expand_dims(df, -1) > 1., loc, kNaN); }
Array MultivariateStudentTRules::spread() const {
  const Array is_finite = df > 2., d = where(is_finite, df, 3.);
  return where(is_finite, d / (d - 2.), where(df > 1., kInfinity, kNaN));
}
Array MultivariateStudentTRules::covariance() const {
  const Array s = scale_matrix();
  return expand_dims(expand_dims(spread(), -1), -1) * matmul(s, swap_axes(s, -1, -2));
}
Array MultivariateStudentTRules::variance() const {
  return expand_dims(spread(), -1) * sum(square(scale_matrix()), {.axes = {-1}});
}
Array MultivariateStudentTRules::entropy() const {
  return log_normalizer() - (0.5 * df + half_n) * digamma_difference(0.5 * df, half_n);
}

}  // namespace aleator
