// SPDX-License-Identifier: Apache-2.0
// Defines the matrix normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator::distributions {

struct MatrixNormalLinearOperatorParameters {
  Array loc = required("loc");                             ///< mean: [..., n, p]
  LinearOperator scale_row = required("scale_row");        ///< A: n by n, non-singular
  LinearOperator scale_column = required("scale_column");  ///< B: p by p, non-singular
};

/// Normal distribution over matrices X = loc + A Z B' with Z of independent standard normal
/// numbers: rows have covariance A A', columns B B'.
///
///   pdf(X) = exp(-|Z|**2 / 2) / ((2 pi)**(n p / 2) |det(A)|**p |det(B)|**n)
///
/// |Z|**2 is the sum of the squares of all elements.
class MatrixNormalLinearOperator : public Distribution {
 public:
  explicit MatrixNormalLinearOperator(const MatrixNormalLinearOperatorParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
