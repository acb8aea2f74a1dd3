// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate normal distribution by a linear operator.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator::distributions {

struct MultivariateNormalLinearOperatorParameters {
  Array loc = 0.;                            ///< mean: [..., n], or one number for all coordinates
  LinearOperator scale = required("scale");  ///< non-singular, n by n; batches broadcast with loc's
};

/// Normal distribution over vectors with covariance scale scale'.
///
///   pdf(x) = exp(-|z|**2 / 2) / ((2 pi)**(n/2) |det(scale)|),   scale z = x - loc
///
/// Costs are those of the operator: products for draws, systems and a determinant for densities.
class MultivariateNormalLinearOperator : public Distribution {
 public:
  explicit MultivariateNormalLinearOperator(
      const MultivariateNormalLinearOperatorParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
