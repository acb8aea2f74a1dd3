// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate normal distributions: by a diagonal scale, a triangular scale, or a
// covariance matrix.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MultivariateNormalDiagParameters {
  Array loc = 0.;                             ///< mean: [..., n], or one number for all coordinates
  Array scale_diag = required("scale_diag");  ///< standard deviations, positive: [..., n]
};

/// Normal distribution over vectors with independent coordinates.
///
///   pdf(x) = exp(-|z|**2 / 2) / ((2 pi)**(n/2) prod(scale_diag)),   z = (x - loc) / scale_diag
///
/// Stan: normal(loc, scale_diag), vectorised.
class MultivariateNormalDiag : public Distribution {
 public:
  explicit MultivariateNormalDiag(const MultivariateNormalDiagParameters& parameters);
  static const Family family;
};

struct MultivariateNormalTriLParameters {
  Array loc = 0.;                             ///< mean: [..., n], or one number for all coordinates
  Array scale_tril = required("scale_tril");  ///< Cholesky factor of the covariance: [..., n, n]
};

/// Normal distribution over vectors with covariance scale_tril scale_tril'.
///
///   pdf(x) = exp(-|z|**2 / 2) / ((2 pi)**(n/2) det(scale_tril)),   scale_tril z = x - loc
///
/// Stan: multi_normal_cholesky(loc, scale_tril).
class MultivariateNormalTriL : public Distribution {
 public:
  explicit MultivariateNormalTriL(const MultivariateNormalTriLParameters& parameters);
  static const Family family;
};

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
