// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/multivariate_normal_diag_plus_low_rank_covariance.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/multivariate_normal_full_covariance.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"
#include "aleator/linalg/operators/diag.h"
#include "aleator/linalg/operators/low_rank_update.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

constexpr char kName[] = "MultivariateNormalDiagPlusLowRankCovariance";
using Parameters = MultivariateNormalDiagPlusLowRankCovarianceParameters;

Array checked_factor(const Parameters& p) {
  const std::int64_t n = size_of_last(kName, "cov_diag_factor", p.cov_diag_factor, 1);
  const Array& u = p.cov_perturb_factor;
  if (u.rank() < 2 || u.dim(-2) != n)
    throw ShapeError(text(kName, ": cov_perturb_factor must have shape [..., ", n,
                          ", k], got shape ", u.shape()));
  return u;
}

struct LowRankCovarianceRules final : DistributionRules {
  explicit LowRankCovarianceRules(const Parameters& p)
      : DistributionRules(MultivariateNormalDiagPlusLowRankCovariance::family,
                          {{"loc", loc_of_size(p.loc, size_of_last(kName, "cov_diag_factor",
                                                                   p.cov_diag_factor, 1))},
                           {"cov_diag_factor", p.cov_diag_factor},
                           {"cov_perturb_factor", checked_factor(p)}}),
        loc(parameter("loc")),
        d(astype(parameter("cov_diag_factor"), dtype())),
        u(astype(parameter("cov_perturb_factor"), dtype())),
        cov(linalg::LinearOperatorLowRankUpdate(linalg::LinearOperatorDiag(d), {.u = u})),
        n(d.dim(-1)) {}
  const Array loc, d, u;
  const LinearOperator cov;
  const std::int64_t n;

  Shape event_shape() const override { return {n}; }
  std::optional<Array> is_in_support(const Array& x) const override { return is_finite(x); }
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_own, key_shared] = split<2>(key);
    const Array z = random::normal(key_own, shape + Shape{n}, dtype());
    const Array w = random::normal(key_shared, shape + Shape{u.dim(-1)}, dtype());
    return loc + sqrt(d) * z + squeeze(matmul(u, expand_dims(w, -1)), -1);
  }
  double log_constant() const { return static_cast<double>(n) * std::log(2 * std::numbers::pi); }
  Array log_prob(const Array& x) const override {
    const Array y = x - loc;
    return -0.5 *
           (sum(y * cov.solvevec(y), {.axes = {-1}}) + cov.log_abs_determinant() + log_constant());
  }
  std::optional<Distribution> in_wider_family() const override {
    return MultivariateNormalFullCovariance({.loc = loc, .covariance_matrix = covariance()});
  }
  Array mean() const override { return loc; }
  Array mode() const override { return loc; }
  Array covariance() const override { return cov.to_dense(); }
  Array variance() const override { return d + sum(square(u), {.axes = {-1}}); }
  Array entropy() const override {
    return 0.5 * (cov.log_abs_determinant() + log_constant() + static_cast<double>(n));
  }
};

}  // namespace

constinit const Family MultivariateNormalDiagPlusLowRankCovariance::family{
    .name = kName,
    .parameters = {{{.name = "loc", .event_rank = 1},
                    {.name = "cov_diag_factor", .constraint = &kPositive, .event_rank = 1},
                    {.name = "cov_perturb_factor", .event_rank = 2}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return MultivariateNormalDiagPlusLowRankCovariance(
          {.loc = p[0].value, .cov_diag_factor = p[1].value, .cov_perturb_factor = p[2].value});
    },
};

MultivariateNormalDiagPlusLowRankCovariance::MultivariateNormalDiagPlusLowRankCovariance(
    const Parameters& parameters)
    : Distribution(make_ref<LowRankCovarianceRules>(parameters)) {}

}  // namespace aleator::distributions
