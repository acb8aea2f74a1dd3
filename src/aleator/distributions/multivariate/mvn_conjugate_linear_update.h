// SPDX-License-Identifier: Apache-2.0
// Defines the posterior of a linear model with normal prior and likelihood.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/multivariate/multivariate_normal_precision_factor_linear_operator.h"

namespace aleator::distributions {

struct MvnConjugateLinearUpdateOptions {
  LinearOperator prior_scale = required("prior_scale");                      ///< n by n
  LinearOperator linear_transformation = required("linear_transformation");  ///< m by n
  LinearOperator likelihood_scale = required("likelihood_scale");            ///< m by m
  Array observation = required("observation");                               ///< [..., m]
  Array prior_mean = 0.;                                                     ///< [..., n]
};

/// The distribution of w given y, for
///
///   w ~ N(prior_mean, prior_scale prior_scale'),
///   y ~ N(linear_transformation w, likelihood_scale likelihood_scale')
///
/// with y = observation. Its precision is the sum of the prior's and that of y carried back to w.
/// Costs a Cholesky factorization of n by n matrices.
MultivariateNormalPrecisionFactorLinearOperator mvn_conjugate_linear_update(
    const MvnConjugateLinearUpdateOptions& options);

}  // namespace aleator::distributions
