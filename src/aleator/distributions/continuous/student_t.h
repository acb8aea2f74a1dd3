// SPDX-License-Identifier: Apache-2.0
// Defines the Student's t distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct StudentTParameters {
  Array df = required("df");        ///< degrees of freedom, positive
  Array loc = required("loc");      ///< centre
  Array scale = required("scale");  ///< positive
};

/// Student's t distribution over the reals. The mean is NaN for df <= 1, the variance infinite for
///
///   1 < df <= 2 and NaN below.
///
///   pdf(x) = (1 + z**2 / df)**(-(df + 1) / 2) / (scale sqrt(df) B(1/2, df/2)),   z = (x - loc) /
///   scale
///
/// The divergence of two of them has no closed form: kl_divergence needs a key, and estimates it.
///
/// R: df (loc = 0, scale = 1). Stan: student_t(df, loc, scale).
class StudentT : public Distribution {
 public:
  StudentT(const Array& df, const Array& loc, const Array& scale);
  explicit StudentT(const StudentTParameters& parameters)
      : StudentT(parameters.df, parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
