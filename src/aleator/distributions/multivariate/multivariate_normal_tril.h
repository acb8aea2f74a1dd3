// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate normal distribution by a triangular scale.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

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

}  // namespace aleator::distributions
