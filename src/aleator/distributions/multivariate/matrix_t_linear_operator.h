// SPDX-License-Identifier: Apache-2.0
// Defines the matrix t distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator::distributions {

struct MatrixTLinearOperatorParameters {
  Array df = required("df");                               ///< degrees of freedom, positive
  Array loc = required("loc");                             ///< centre: [..., n, p]
  LinearOperator scale_row = required("scale_row");        ///< A: n by n, non-singular
  LinearOperator scale_column = required("scale_column");  ///< B: p by p, non-singular
};

/// Matrix t distribution: X = loc + A Y B' for a standard Y over n by p matrices with density
///
///   pdf(Y) = det(I + Y' Y)**(-(df + n + p - 1) / 2)
///            Gamma_p((df + n + p - 1) / 2) / (pi**(n p / 2) Gamma_p((df + p - 1) / 2))
///
/// and pdf(X) = pdf(Y) / (|det(A)|**p |det(B)|**n); Gamma_p is the multivariate gamma function. Y
/// is a matrix of normal numbers with the precision of its columns from a Wishart distribution.
/// There is no mean for df <= 1, no finite variance for df <= 2. A. Gupta and D. Nagar (1999),
/// "Matrix variate distributions".
class MatrixTLinearOperator : public Distribution {
 public:
  explicit MatrixTLinearOperator(const MatrixTLinearOperatorParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
