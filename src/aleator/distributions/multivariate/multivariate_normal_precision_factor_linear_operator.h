// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate normal distribution by a factor of its precision.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator::distributions {

struct MultivariateNormalPrecisionFactorLinearOperatorParameters {
  Array loc = 0.;  ///< mean: [..., n], or one number for all coordinates
  /// Non-singular, n by n; batches broadcast with loc's.
  LinearOperator precision_factor = required("precision_factor");
};

/// Normal distribution over vectors with the precision, the inverse of its covariance,
/// P = precision_factor precision_factor'.
///
///   pdf(x) = exp(-|z|**2 / 2) |det(precision_factor)| / (2 pi)**(n/2),
///   z = precision_factor' (x - loc)
///
/// Densities cost products with the operator, and draws systems.
class MultivariateNormalPrecisionFactorLinearOperator : public Distribution {
 public:
  explicit MultivariateNormalPrecisionFactorLinearOperator(
      const MultivariateNormalPrecisionFactorLinearOperatorParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
