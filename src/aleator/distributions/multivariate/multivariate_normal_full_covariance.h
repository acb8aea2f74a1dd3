// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate normal distribution by its covariance matrix.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MultivariateNormalFullCovarianceParameters {
  Array loc = 0.;  ///< mean: [..., n], or one number for all coordinates
  Array covariance_matrix = required("covariance_matrix");  ///< positive definite: [..., n, n]
};

/// The same by its covariance matrix, whose Cholesky factor is taken once.
///
///   pdf(x) = exp(-(x - loc)' C**-1 (x - loc) / 2) / sqrt(det(2 pi C)),   C = covariance_matrix
///
/// Stan: multi_normal(loc, covariance_matrix).
class MultivariateNormalFullCovariance : public Distribution {
 public:
  explicit MultivariateNormalFullCovariance(
      const MultivariateNormalFullCovarianceParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
