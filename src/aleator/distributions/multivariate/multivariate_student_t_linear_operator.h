// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate Student's t distribution by a linear operator.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator::distributions {

struct MultivariateStudentTLinearOperatorParameters {
  Array df = required("df");  ///< degrees of freedom, positive
  Array loc = 0.;             ///< centre: [..., n], or one number for all coordinates
  LinearOperator scale = required("scale");  ///< non-singular, n by n; batches broadcast
};

/// Student's t distribution over vectors: loc + scale z / sqrt(v / df) for z standard normal and v
/// chi-squared with df degrees of freedom.
///
///   pdf(x) = (1 + |y|**2 / df)**(-(df + n) / 2) / c,   scale y = x - loc
///   c = |det(scale)| (df pi)**(n / 2) Gamma(df / 2) / Gamma((df + n) / 2)
class MultivariateStudentTLinearOperator : public Distribution {
 public:
  explicit MultivariateStudentTLinearOperator(
      const MultivariateStudentTLinearOperatorParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
