// SPDX-License-Identifier: Apache-2.0
// Defines the Johnson's SU distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct JohnsonSUParameters {
  Array skewness = required("skewness");      ///< negative of the direction of the longer tail
  Array tailweight = required("tailweight");  ///< positive; smaller is heavier
  Array loc = required("loc");                ///< centre
  Array scale = required("scale");            ///< positive
};

/// Distribution of loc + scale sinh((z - skewness) / tailweight) for z standard normal.
///
///   pdf(x) = tailweight phi(skewness + tailweight asinh(y)) / (scale sqrt(1 + y**2)),   y = (x -
///   loc) / scale
///
/// Not in R or Stan.
class JohnsonSU : public Distribution {
 public:
  JohnsonSU(const Array& skewness, const Array& tailweight, const Array& loc, const Array& scale);
  explicit JohnsonSU(const JohnsonSUParameters& parameters)
      : JohnsonSU(parameters.skewness, parameters.tailweight, parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
