// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/make_distribution_bijector.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/scale.h"
#include "aleator/bijectors/shift.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/multivariate/multivariate_normal_rules.h"
#include "aleator/distributions/wrappers/independent.h"
#include "aleator/distributions/wrappers/transformed_parts.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

Arrays arrays_of(const Distribution& d) {
  Arrays all;
  for (const NamedArray& parameter : d.rules().parameters()) all.push_back(parameter.value);
  return all;
}

/// loc + scale z.
struct NormalOfVectorsRules final : BijectorRules {
  explicit NormalOfVectorsRules(const Distribution& d) : distribution(d) {}
  const Distribution distribution;

  const MultivariateNormalRules& normal() const {
    return static_cast<const MultivariateNormalRules&>(distribution.rules());
  }
  std::string_view name() const override { return "MakeDistributionBijector"; }
  Array forward(const Array& z) const override { return normal().loc + normal().color(z); }
  Array inverse(const Array& x) const override { return normal().whiten(x - normal().loc); }
  Array forward_log_det_jacobian(const Array&) const override {
    return normal().log_abs_determinant();
  }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return arrays_of(distribution); }
};

struct QuantileOfNormalRules final : BijectorRules {
  explicit QuantileOfNormalRules(const Distribution& d) : distribution(d) {}
  const Distribution distribution;

  std::string_view name() const override { return "MakeDistributionBijector"; }
  Array forward(const Array& z) const override {
    const Array is_low = z < 0.;
    const Array tail = ndtr(where(is_low, z, -z));
    return where(is_low, distribution.quantile(where(is_low, tail, 0.5)),
                 distribution.quantile_complement(where(is_low, 0.5, tail)));
  }
  Array inverse(const Array& x) const override {
    const Array below = distribution.cdf(x), above = distribution.survival_function(x);
    const Array is_low = below < above;
    const Array z = ndtri(where(is_low, below, above));
    return where(is_low, z, -z);
  }
  // The densities of z and x, which are in the ratio of dx to dz.
  Array log_det(const Array& z, const Array& x) const {
    return -0.5 * (square(z) + std::log(2 * std::numbers::pi)) - distribution.log_prob(x);
  }
  Array forward_log_det_jacobian(const Array& z) const override { return log_det(z, forward(z)); }
  Array inverse_log_det_jacobian(const Array& x) const override { return -log_det(inverse(x), x); }
  Arrays parameters() const override { return arrays_of(distribution); }
};

}  // namespace

Bijector make_distribution_bijector(const Distribution& d) {
  const DistributionRules& rules = d.rules();
  if (rules.is_discrete())
    throw ValueError(text("make_distribution_bijector: takes continuous distributions, got ", d));
  // Members side by side: what is one event for them is more of the same for the map.
  if (const std::optional<Distribution> members = independent_members(d))
    return make_distribution_bijector(*members);
  if (const std::optional<TransformedParts> parts = transformed_parts(d))
    return bijectors::Chain({parts->bijector, make_distribution_bijector(parts->distribution)});
  if (&rules.family() == &Normal::family)
    return bijectors::Chain({bijectors::Shift(rules.parameter("loc")),
                             bijectors::Scale({.scale = rules.parameter("scale")})});
  if (dynamic_cast<const MultivariateNormalRules*>(&rules))
    return Bijector(make_ref<NormalOfVectorsRules>(d));
  if (d.event_shape().rank() == 0 && d.has(Method::quantile) && d.has(Method::cdf))
    return Bijector(make_ref<QuantileOfNormalRules>(d));
  throw NotImplemented(
      text("make_distribution_bijector: knows distributions of numbers with cdf "
           "and quantile, normal ones of vectors, and Independent, Sample and "
           "TransformedDistribution of these, got ",
           d));
}

}  // namespace aleator::distributions
