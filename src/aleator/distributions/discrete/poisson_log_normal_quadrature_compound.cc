// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/poisson_log_normal_quadrature_compound.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/distributions/discrete/poisson.h"
#include "aleator/math/quadrature.h"

#include <numbers>

namespace aleator::distributions {
namespace {

/// exp(loc + scale z), z along a new last axis.
Array log_normal_at(const Array& loc, const Array& scale, const Array& z) {
  return exp(expand_dims(as_floating(loc), -1) + expand_dims(as_floating(scale), -1) * z);
}

MixtureSameFamilyParameters mixture(const PoissonLogNormalQuadratureCompoundParameters& p) {
  const QuadratureScheme scheme = p.quadrature_fn(p.loc, p.scale, p.quadrature_size);
  return {.mixture_distribution = Categorical({.probs = scheme.probs}),
          .components_distribution = Poisson({.rate = scheme.grid})};
}

}  // namespace

QuadratureScheme quadrature_scheme_lognormal_gauss_hermite(const Array& loc, const Array& scale,
                                                           std::int64_t quadrature_size) {
  const math::QuadratureRule rule = math::gauss_hermite(quadrature_size);
  return {log_normal_at(loc, scale, std::numbers::sqrt2 * rule.nodes),
          rule.weights * std::numbers::inv_sqrtpi};
}

QuadratureScheme quadrature_scheme_lognormal_quantiles(const Array& loc, const Array& scale,
                                                       std::int64_t quadrature_size) {
  if (quadrature_size < 1)
    throw ValueError(
        text("quadrature_scheme_lognormal_quantiles: quadrature_size must be at "
             "least 1, got ",
             quadrature_size));
  const auto size = static_cast<double>(quadrature_size);
  const Array edges = log_normal_at(loc, scale, ndtri(arange(1., size + 2.) / (size + 2.)));
  return {0.5 * (slice_axis(edges, -1, 0, quadrature_size) +
                 slice_axis(edges, -1, 1, quadrature_size + 1)),
          full({quadrature_size}, 1. / size)};
}

PoissonLogNormalQuadratureCompound::PoissonLogNormalQuadratureCompound(
    const PoissonLogNormalQuadratureCompoundParameters& parameters)
    : MixtureSameFamily(mixture(parameters)) {}

}  // namespace aleator::distributions
