// SPDX-License-Identifier: Apache-2.0
// Defines the half-Student's t distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct HalfStudentTParameters {
  Array df = required("df");        ///< degrees of freedom, positive
  Array loc = required("loc");      ///< lower end
  Array scale = required("scale");  ///< positive
};

/// Upper half of Student's t distribution.
///
///   pdf(x) = 2 (1 + z**2 / df)**(-(df + 1) / 2) / (scale sqrt(df) B(1/2, df/2)),   z = (x - loc) /
///   scale >= 0
///
/// Stan: student_t(df, loc, scale) with lower = loc.
class HalfStudentT : public Distribution {
 public:
  HalfStudentT(const Array& df, const Array& loc, const Array& scale);
  explicit HalfStudentT(const HalfStudentTParameters& parameters)
      : HalfStudentT(parameters.df, parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
