// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate Student's t distribution by a triangular scale.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MultivariateStudentTTriLParameters {
  Array df = required("df");                  ///< degrees of freedom, positive
  Array loc = required("loc");                ///< centre: [..., n]
  Array scale_tril = required("scale_tril");  ///< lower triangular: [..., n, n]
};

/// Student's t distribution over vectors: loc + scale_tril y / sqrt(c / df), with y standard normal
/// and c chi-squared of df degrees of freedom. There is no mean for df <= 1, no finite covariance
/// for df <= 2.
///
///   pdf(x) = Gamma((df + n) / 2) (1 + |z|**2 / df)**(-(df + n) / 2)
///            / (Gamma(df / 2) (df pi)**(n / 2) det(scale_tril)),   scale_tril z = x - loc
///
/// Stan: multi_student_t(df, loc, scale_tril * scale_tril').
class MultivariateStudentTTriL : public Distribution {
 public:
  explicit MultivariateStudentTTriL(const MultivariateStudentTTriLParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
