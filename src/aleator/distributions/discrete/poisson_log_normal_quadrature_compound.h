// SPDX-License-Identifier: Apache-2.0
// Defines the Poisson distribution with a log-normal rate, by quadrature.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/distributions/wrappers/mixture_same_family.h"

namespace aleator::distributions {

/// A discrete distribution that stands for a continuous one.
struct QuadratureScheme {
  Array grid;   ///< [..., size], positive
  Array probs;  ///< [size]
};
/// For exp(loc + scale z), z standard normal: the rule of Gauss and Hermite with quadrature_size
/// (1..256) points.
QuadratureScheme quadrature_scheme_lognormal_gauss_hermite(const Array& loc, const Array& scale,
                                                           std::int64_t quadrature_size);
/// The same by equally probable points: the middles between the quantiles of
/// 1 / (quadrature_size + 2), 2 / (quadrature_size + 2), ... Both tails are left out.
QuadratureScheme quadrature_scheme_lognormal_quantiles(const Array& loc, const Array& scale,
                                                       std::int64_t quadrature_size);

struct PoissonLogNormalQuadratureCompoundParameters {
  Array loc = required("loc");       ///< of the logarithm of the rate
  Array scale = required("scale");   ///< of the logarithm of the rate, positive
  std::int64_t quadrature_size = 8;  ///< points of the rule
  Callable<QuadratureScheme(const Array& loc, const Array& scale, std::int64_t quadrature_size)>
      quadrature_fn = quadrature_scheme_lognormal_quantiles;
};

/// Counts from Poisson(rate), log(rate) being normal, with the integral over rates as a sum:
///
///   pmf(k) = sum over i of probs[i] exp(-grid[i]) grid[i]**k / k!
///
/// a mixture of Poisson distributions, which is sampled exactly; how near it is to the compound
/// distribution depends on the rule.
class PoissonLogNormalQuadratureCompound : public MixtureSameFamily {
 public:
  explicit PoissonLogNormalQuadratureCompound(
      const PoissonLogNormalQuadratureCompoundParameters& parameters);
};

}  // namespace aleator::distributions
